"""Who may do what: every route, every role, at home and elsewhere.

The table is written by hand from product.md 5 and DESIGN 6, not from the code's own.
"""

from collections.abc import Callable
from uuid import NAMESPACE_URL, uuid4, uuid5

import httpx
import msgspec
import pytest
from litestar.routes import HTTPRoute
from msgspec import Struct
from msgspec.structs import replace

from adapters.cli.demo_data import FOLDER
from application.result_files import REQUIRED
from domain.authority import Role
from tests.adapters.api.bureau import Bureau
from tests.adapters.api.case_commands import APPROVED, PRESIDED, REVIEWED, WORKED, bodies
from tests.adapters.api.case_story import filing
from tests.adapters.api.desk import (
    MINHANG,
    PUDONG,
    V1,
    Desk,
    Json,
    body_of,
    day,
    lead_body,
    problem,
)
from tests.adapters.api.scenes import HANDLERS, REASON, Scenes, Target, crime_team

ELSEWHERE = "310106"
BUREAU = "SHAMR"
ALL = frozenset(Role)
SEE_ALL = frozenset({Role.DISPATCHER, Role.SUPERIOR, Role.AUDITOR})
DISTRICT = frozenset({Role.HANDLER, Role.LEADER, Role.HEAD})
READERS = DISTRICT | {Role.INTAKE}
LINKERS = DISTRICT | {Role.DISPATCHER}
REGISTRARS = READERS | {Role.DISPATCHER}
HEAD = frozenset({Role.HEAD})
LEADER = frozenset({Role.LEADER, Role.HEAD})
REVIEWER = frozenset({Role.REVIEWER})
DISPATCHER = frozenset({Role.DISPATCHER})
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})

SAMPLING = "uscc=91310104MA1FR0001F&product=%E7%94%B5%E6%B0%B4%E5%A3%B6"
PUBLIC = {("POST", f"{V1}/sessions"), ("GET", f"{V1}/calendars/{{token}}")}

Make = Callable[[Scenes], Target]
Roles = frozenset[Role]


class Case(Struct, frozen=True):
    """A route; the roles that may at home; whether its record decides who else sees it.

    `record` is False for what concerns no record: the same roles may everywhere. `own` is True
    for what nobody elsewhere sees, whatever else their role lets them read. `gated` is True for a
    step that may be refused for where the record stands, to who would have the right to it. `above`
    is True for what only the superior may do, whoever sees the record; `public` for what everyone
    sees. `readers` are those who see the record at home, where that is not all of them; the roles
    `at_home` may besides, for the own body only.
    """

    method: str
    route: str
    roles: Roles
    make: Make
    record: bool = True
    home: str = PUDONG
    own: bool = False
    gated: bool = False
    above: bool = False
    public: bool = False
    readers: Roles = ALL
    at_home: Roles = frozenset()

    def expected(self, role: Role, org: str) -> int:
        """200 stands for any success."""
        if org == self.home and role in self.at_home:
            return 200
        if org == self.home or not self.record:
            unseen = 403 if role in self.readers else 404
            return 200 if role in self.roles else unseen
        if self.above:
            return 403
        if self.public:
            return 200 if self.method == "GET" else 403
        if self.own or role not in SEE_ALL:
            return 404
        return 200 if self.method == "GET" and self.roles >= SEE_ALL else 403


CABLES: Json = {"campaigns": ["cables"], **REASON}


def new_case() -> Json:
    """A filing of an act of its own."""
    return filing(day(0), party={"name": f"示例·{uuid4()}"}, handlers=HANDLERS)


def commands_on_leads() -> list[Case]:
    def case(noun: str, roles: Roles, make: Make) -> Case:
        return Case("POST", f"/leads/{{record_id}}/{noun}", roles, make)

    no_filing = {"reasonCode": "minor-corrected", **REASON}
    elsewhere = {"toBody": "国家药监局", **REASON}
    link = {"relation": "同一企业", **REASON}
    correction = {"corrects": 1, "title": "更正的标题", **REASON}
    test = {"lab": "市质检院", "purpose": "检验制动性能", "commissionedOn": day(-1)}
    result = {"test": "1", "receivedOn": day(0), "conclusion": "不合格"}
    redated = {"test": "1", "commissionedOn": day(-2), **REASON}
    transfer = {"kind": "intra_transfer", "toOrg": "310112", **REASON}
    upward = {"kind": "request_up", **REASON}
    dispatch = {"toOrg": "310112", **REASON}
    return [
        case("verification", DISTRICT, lambda s: s.on_registered("verification")),
        case("no-filing", LEADER, lambda s: s.on_verified("no-filing", **no_filing)),
        case(
            "informant-redirection", DISTRICT,
            lambda s: s.on_tip("informant-redirection", **elsewhere),
        ),
        case("tests", DISTRICT, lambda s: s.on_verified("tests", **test)),
        case("test-results", DISTRICT, lambda s: s.on_tested("test-results", **result)),
        case("test-corrections", DISTRICT, lambda s: s.on_tested("test-corrections", **redated)),
        case("extensions", LEADER, lambda s: s.on_verified("extensions", **REASON)),
        case(
            "informant-replies", DISTRICT,
            lambda s: s.on_decided_tip("informant-replies", text="答复"),
        ),
        case("informant-erasure", LEADER, lambda s: s.on_tip("informant-erasure", **REASON)),
        case("filing", LEADER, lambda s: s.on_verified("filing", **new_case())),
        case("reopening", LEADER, lambda s: s.on_not_filed("reopening", newFacts="新证据")),
        case("merges", LINKERS, lambda s: s.on_duplicate("merges")),
        case("unmerges", LINKERS, lambda s: s.on_duplicate("unmerges")),
        case(
            "links", LINKERS,
            lambda s: s.on_registered("links", record=s.lead()["id"], **link),
        ),
        case("corrections", REGISTRARS, lambda s: s.on_registered("corrections", **correction)),
        case(
            "seriousness", LINKERS,
            lambda s: s.on_registered("seriousness", serious=False, **REASON),
        ),
        case("campaigns", LINKERS, lambda s: s.on_registered("campaigns", **CABLES)),
        case(
            "criminal-transfer", DISTRICT,
            lambda s: s.on_verified("criminal-transfer", **crime_team()),
        ),
        case("referrals", DISTRICT, lambda s: s.on_registered("referrals", **transfer)),
        case("referrals", DISTRICT, lambda s: s.on_registered("referrals", **upward)),
        case("referrals", DISPATCHER, lambda s: s.on_registered("referrals", **dispatch)),
    ]  # fmt: skip


def commands_on_cases() -> list[Case]:
    sound = bodies("pudong", day(0))

    def case(noun: str, roles: Roles) -> Case:
        def make(scenes: Scenes) -> Target:
            return scenes.on_case(noun, **sound[noun])

        return Case("POST", f"/cases/{{record_id}}/{noun}", roles, make, gated=True)

    return [
        *(case(noun, DISTRICT) for noun in WORKED),
        *(case(noun, LEADER) for noun in APPROVED),
        *(case(noun, REVIEWER) for noun in REVIEWED),
        *(case(noun, LEADER | REVIEWER) for noun in PRESIDED),
        Case(
            "POST",
            "/cases/{record_id}/campaigns",
            LINKERS,
            lambda s: s.on_case("campaigns", **CABLES),
        ),
    ]


def commands_on_referrals() -> list[Case]:
    def case(noun: str, roles: Roles, make: Make, home: str = PUDONG) -> Case:
        return Case("POST", f"/referrals/{{record_id}}/{noun}", roles, make, home=home)

    receipt: tuple[str, Json] = ("receipt", {})
    negotiation: tuple[str, Json] = ("dispute", {"negotiate": True, **REASON})
    dispute: tuple[str, Json] = ("dispute", REASON)
    back = {"reasonCode": "duplicate", **REASON}
    feedback = {"outcome": "filed", "text": "已立案"}
    receivers = LINKERS | {Role.SUPERIOR}
    supervisors = frozenset({Role.DISPATCHER, Role.SUPERIOR})
    superior = frozenset({Role.SUPERIOR})
    return [
        case("approval", LEADER, lambda s: s.on_transfer("approval", by="handler")),
        case("withdrawal", DISTRICT, lambda s: s.on_transfer("withdrawal", by="leader", **REASON)),
        case("withdrawal", DISPATCHER, lambda s: s.on_dispatched("withdrawal", **REASON)),
        case("receipt", receivers, lambda s: s.on_offered("receipt")),
        case("acceptance", DISTRICT, lambda s: s.on_offered("acceptance", receipt)),
        case("return", DISTRICT, lambda s: s.on_offered("return", receipt, **back)),
        case("dispute", DISTRICT, lambda s: s.on_offered("dispute", receipt, **REASON)),
        case(
            "jurisdiction-request", DISTRICT,
            lambda s: s.on_offered("jurisdiction-request", receipt, negotiation, **REASON),
        ),
        case(
            "designation", superior,
            lambda s: s.on_offered("designation", receipt, dispute, org="310112", **REASON),
            home=BUREAU,
        ),
        case(
            "feedback", LINKERS,
            lambda s: s.on_offered("feedback", receipt, ("acceptance", {}), **feedback),
        ),
        case("reminders", supervisors, lambda s: s.on_dispatched("reminders", text="请尽快")),
        case(
            "reply", LINKERS | HEAD,
            lambda s: s.on_assistance("reply", text="已核实"),
        ),
        case(
            "delay-notice", LINKERS | HEAD,
            lambda s: s.on_assistance("delay-notice", until=day(90), **REASON),
        ),
        case(
            "bounce", receivers | HEAD,
            lambda s: s.on_referred_out("bounce", **REASON),
        ),
    ]  # fmt: skip


# What was done before a step of a criminal transfer.
REPORTED = ("transfer-report",)
SENT = (*REPORTED, "transfer-approval", "sending")
RECEIVED = (*SENT, "police-receipt")
DECLINED = (*RECEIVED, "police-result")
BEFORE: dict[str, tuple[str, ...]] = {
    "transfer-report": (),
    "transfer-approval": REPORTED,
    "sending": (*REPORTED, "transfer-approval"),
    "police-receipt": SENT,
    "materials-request": RECEIVED,
    "supplement": (*RECEIVED, "materials-request"),
    "police-result": RECEIVED,
    "reconsideration": DECLINED,
    "reconsideration-result": (*DECLINED, "reconsideration"),
    "handover": (*DECLINED, "reconsideration", "reconsideration-result"),
    "prosecutor-suggestion": DECLINED,
    "prosecutor-step": (*DECLINED, "prosecutor-suggestion"),
    "conclusion-without-filing": DECLINED,
}


def commands_on_crimes() -> list[Case]:
    def case(noun: str, before: tuple[str, ...]) -> Case:
        roles = HEAD if noun == "transfer-approval" else DISTRICT
        route = f"/referrals/{{record_id}}/{noun}"
        return Case("POST", route, roles, lambda s: s.on_crime(noun, *before))

    return [case(*each) for each in BEFORE.items()]


# By hand from law.md 5 and 12.4: what the organiser does, either does, only the bureau does.
OF_ORGANISER: dict[str, Json] = {
    "recipients": {"role": "platform", "enterprise": {"name": "示例平台"}, **REASON},
    "objections": {"ground": "conclusion", "receivedOn": "2020-03-10", "text": "异议"},
    "objection-answers": {"upheld": False, "text": "答复"},
    "retests": {"receivedOn": "2020-03-12", "text": "同意"},
    "retest-formalities": {},
    "retest-lab": {"lab": "示例复检中心"},
    "retest-report": {"qualified": False, "reportNo": "1"},
    "retest-end": REASON,
    "assignments": {"toOrg": MINHANG, **REASON},
    "case-links": REASON,
    "breaches": {"breach": "obstruction", "text": "阻碍"},
    "completion": {"text": "办结"},
}
OF_BUREAU: dict[str, Json] = {
    "correction-orders": {"text": "改正"},
    "correction-reports": {"text": "已改正"},
    "rechecks": {"passed": True, "text": "合格"},
    "non-corrections": {"ground": "overdue", "text": "未改正"},
    "resumptions": {},
    "reports-up": {"toOrg": "SHAMR"},
    "suspension-orders": {"case": str(uuid5(NAMESPACE_URL, "none")), "until": "2030-01-01"},
    "licence-revocations": {"case": str(uuid5(NAMESPACE_URL, "none"))},
}


def commands_on_dispositions() -> list[Case]:
    notice = {"recipient": "producer", "receivedOn": "2023-10-20"}
    outside = {"recipient": "producer", **REASON}
    announcement = {"recipient": "producer", "place": "市局网站"}
    above = frozenset({Role.DISPATCHER, Role.SUPERIOR})

    def case(noun: str, make: Make) -> Case:
        return Case("POST", f"/dispositions/{{record_id}}/{noun}", LINKERS, make)

    def gated(noun: str, roles: Roles, body: Json) -> Case:
        whole = {"completion", "corrections", "recipients"}
        about = {} if noun in whole else {"recipient": "producer"}
        route = f"/dispositions/{{record_id}}/{noun}"
        return Case("POST", route, roles, lambda s: s.on_handled(noun, **about, **body), gated=True)

    return [
        case("result-notice", lambda s: s.on_disposition("result-notice", **notice)),
        case(
            "cross-province-notices",
            lambda s: s.on_disposition("cross-province-notices", **outside),
        ),
        case("campaigns", lambda s: s.on_disposition("campaigns", **CABLES)),
        *(gated(noun, LINKERS, body) for noun, body in OF_ORGANISER.items()),
        *(gated(noun, DISTRICT, body) for noun, body in OF_BUREAU.items()),
        gated("corrections", LINKERS, {"corrects": 2, **REASON}),
        Case(
            "POST",
            "/dispositions/{record_id}/announcements",
            above,
            lambda s: s.on_reported("announcements", **announcement),
            home=BUREAU,
        ),
    ]


def of_bulletins() -> list[Case]:
    superior = frozenset({Role.SUPERIOR})
    one = "/bulletins/{record_id}"

    def command(noun: str, roles: Roles, **body: object) -> Case:
        def make(s: Scenes) -> Target:
            return s.on_bulletin(noun, **body)

        return Case("POST", f"{one}/{noun}", roles, make)

    def read(below: str, roles: Roles = ALL, asked: str = "") -> Case:
        def make(s: Scenes) -> Target:
            return Target(f"/bulletins/{s.bulletin()['id']}{asked or below}")

        return Case("GET", f"{one}{below}", roles, make)

    return [
        command("redraft", DISPATCHER, title="示例"),
        command("drop", DISPATCHER, **REASON),
        Case(
            "POST", f"{one}/issue", superior,
            lambda s: s.on_bulletin("issue", number=uuid4().hex), home=BUREAU,
        ),
        Case(
            "POST", f"{one}/corrections", superior,
            lambda s: s.on_issued_bulletin(
                "corrections", number=uuid4().hex, title="示例（更正）", **REASON
            ),
            home=BUREAU, public=True,
        ),
        Case(
            "POST", f"{one}/withdrawal", superior,
            lambda s: s.on_issued_bulletin("withdrawal", **REASON), home=BUREAU, public=True,
        ),
        Case(
            "GET", one, ALL, lambda s: Target(f"/bulletins/{s.issued_bulletin()['id']}"),
            public=True,
        ),
        *(read(below) for below in ("", "/history", "/figures", "/batches", "/batches/csv")),
        read("/comparison", SEE_ALL),
        read("/files/{kind}", asked="/files/csv"),
    ]  # fmt: skip


def of_results() -> list[Case]:
    one = "/test-results/{record_id}"

    def read(below: str) -> Case:
        def make(s: Scenes) -> Target:
            return Target(f"/test-results/{s.result()['id']}{below}")

        return Case("GET", f"{one}{below}", ALL, make)

    def correction(s: Scenes) -> Target:
        return Target(f"/test-results/{s.result()['id']}/corrections", {"lab": "甲", **REASON}, 1)

    def voiding(s: Scenes) -> Target:
        return Target(f"/test-results/{s.result()['id']}/void", REASON, 1)

    def enterprise(s: Scenes) -> Target:
        producer = s.result()["result"]["producer"]["uscc"]
        return Target(f"/enterprises/{producer}")

    def product(s: Scenes) -> Target:
        s.result()
        return Target("/products?name=电动擦窗机")

    def named(s: Scenes) -> Target:
        name = s.result()["result"]["producer"]["name"]
        return Target(f"/enterprises/by-name?name={name}")

    return [
        Case("GET", "/enterprises/{uscc}", ALL, enterprise),
        Case("GET", "/enterprises/by-name", ALL, named),
        Case("GET", "/products", ALL, product),
        read(""),
        read("/history"),
        Case("POST", f"{one}/corrections", DISPATCHER, correction),
        Case("POST", f"{one}/void", DISPATCHER, voiding),
    ]


def reads_of_records() -> list[Case]:
    def case(route: str, roles: Roles, make: Make, *, own: bool = False) -> Case:
        return Case("GET", route, roles, make, own=own)

    def lead(below: str) -> Make:
        return lambda s: Target(f"/leads/{s.lead()['id']}{below}")

    def tip(below: str) -> Make:
        return lambda s: Target(f"/leads/{s.tip()['id']}{below}")

    def then(path: str) -> Make:
        return lambda s: Target(f"{path.format(s.lead()['id'])}?asOfPosition={s.head()}")

    def event(s: Scenes) -> Target:
        return Target(f"/events/{s.lead()['position']}")

    def referral(below: str) -> Make:
        return lambda s: Target(f"/referrals/{s.offered()['id']}{below}")

    def disposition(below: str) -> Make:
        return lambda s: Target(f"/dispositions/{s.disposition()['id']}{below}")

    def upload(below: str) -> Make:
        return lambda s: Target(f"/uploads/{s.uploaded()['id']}{below}")

    one = "/leads/{record_id}"
    return [
        case(one, ALL, lead("")),
        case(one, ALL, then("/leads/{}")),
        case(f"{one}/history", ALL, lead("/history")),
        case(f"{one}/history", ALL, lead("/history?scope=dossier")),
        case(f"{one}/history", ALL, then("/leads/{}/history")),
        case(f"{one}/similar", ALL, lead("/similar")),
        case(f"{one}/clocks", ALL, lead("/clocks")),
        case(f"{one}/clocks", ALL, then("/leads/{}/clocks")),
        case(f"{one}/informant", READERS, tip("/informant")),
        case(f"{one}/informant-readings", READERS | SEE_ALL, tip("/informant-readings")),
        case("/imports/{import_id}", ALL, lambda s: Target(f"/imports/{s.imported()['importId']}")),
        case("/events/{position}", ALL, event),
        case("/uploads/{upload_id}", ALL, upload(""), own=True),
        case("/uploads/{upload_id}/content", ALL, upload("/content"), own=True),
        case("/referrals/{record_id}", ALL, referral("")),
        case("/referrals/{record_id}/history", ALL, referral("/history")),
        case("/referrals/{record_id}/clocks", ALL, referral("/clocks")),
        case("/dispositions/{record_id}", ALL, disposition("")),
        case("/dispositions/{record_id}/history", ALL, disposition("/history")),
        case("/dispositions/{record_id}/clocks", ALL, disposition("/clocks")),
        case("/dispositions/{record_id}/gates", ALL, disposition("/gates")),
    ]


def reads_of_cases() -> list[Case]:
    def case(route: str, make: Make) -> Case:
        return Case("GET", f"/cases/{{record_id}}{route}", ALL, make)

    def of_case(below: str) -> Make:
        return lambda s: Target(f"/cases/{s.case()['id']}{below}")

    def of_papers(below: str) -> Make:
        return lambda s: Target(f"/cases/{s.case_with_papers()['id']}{below}")

    def case_then(below: str) -> Make:
        return lambda s: Target(f"/cases/{s.case()['id']}{below}?asOfPosition={s.head()}")

    return [
        case("", of_case("")),
        case("", case_then("")),
        case("/history", of_case("/history")),
        case("/history", of_case("/history?scope=dossier")),
        case("/clocks", of_case("/clocks")),
        case("/clocks", case_then("/clocks")),
        case("/gates", of_case("/gates")),
        case("/evidence/{number}/content", of_papers("/evidence/1/content")),
        case("/documents/{number}/content", of_papers("/documents/1/content")),
    ]


SPEAKERS = [f"{role}.{BUREAU}" for role in ("dispatcher", "leader", "head")]
PANEL = [*SPEAKERS, "minhang-leader", "lab"]
SESSION: Json = {
    "startsAt": f"{day(0)}T09:00:00+08:00", "place": "示例会议室", "chair": SPEAKERS[0],
    "recorder": f"intake.{BUREAU}", "panel": PANEL, "agenda": ["讨论"],
}  # fmt: skip


def joint_reviews() -> list[Case]:
    """Screened and convened by dispatchers of the superior; a dispatcher is in the chair."""
    minutes = {"report": "汇报", "proposal": "建议", "deliberation": "讨论"}
    requested = {"grounds": ["difficult"], "question": "如何定性"}

    # The superior's other people are not concerned; of the handling bureau all are.
    seeing = SEE_ALL | {Role.LEADER, Role.HEAD, Role.INTAKE}

    def case(noun: str, body: Json, roles: Roles = DISPATCHER, home: str = BUREAU) -> Case:
        def make(scenes: Scenes) -> Target:
            return scenes.on_review(noun, SESSION, **body)

        return Case(
            "POST",
            f"/joint-reviews/{{record_id}}/{noun}",
            roles,
            make,
            home=home,
            gated=True,
            readers=seeing if home == BUREAU else ALL,
        )

    def read(below: str, made: str = "") -> Case:
        def make(scenes: Scenes) -> Target:
            return Target(f"/joint-reviews/{scenes.review(SESSION)}{below}{made}")

        path = f"/joint-reviews/{{record_id}}{below}"
        return Case("GET", path, seeing, make, home=BUREAU, readers=seeing)

    def above(scenes: Scenes) -> Target:
        return Target("/joint-reviews", {**requested, "case": scenes.case()["id"]})

    def paper(route: str, made: Callable[[Scenes], str]) -> Case:
        def make(scenes: Scenes) -> Target:
            return Target(f"/joint-reviews/{made(scenes)}{route.format(number=1)}")

        path = f"/joint-reviews/{{record_id}}{route}"
        return Case("GET", path, seeing, make, home=BUREAU, readers=seeing)

    def minuted(scenes: Scenes) -> str:
        return scenes.minuted(SESSION, minutes)

    def of_case(scenes: Scenes) -> Target:
        return Target(f"/cases/{scenes.case()['id']}/joint-review-suggestions")

    superiors, presiding = DISPATCHER | {Role.SUPERIOR}, DISPATCHER | {Role.INTAKE}
    return [
        Case("POST", "/joint-reviews", superiors, above, home=BUREAU, above=True),
        case("acceptance", {}),
        case("decline", REASON),
        case("withdrawal", REASON, DISTRICT, PUDONG),
        case("schedule", SESSION),
        case("panel-changes", {"removed": PANEL[3:], **REASON}),
        case("recusals", {"member": PANEL[4], **REASON}),
        case("attendance", {"present": PANEL}, presiding),
        case("adjournment", REASON, presiding),
        case("opinions", {"kind": "agree"}, DISPATCHER | {Role.LEADER, Role.HEAD}),
        case("conclusion", {"conclusion": "support", "text": "支持"}),
        case("minutes", minutes, presiding),
        case("signatures", {}, presiding),
        case("minutes-annexes", {"text": "更正", **REASON}, presiding),
        case("guidance", {"text": "指导"}),
        case("guidance-feedback", {"adopted": True, "text": "采纳"}, DISTRICT, PUDONG),
        case("reconvening", REASON),
        case("closing", REASON),
        case("superior-answer", {"text": "答复"}, frozenset({Role.SUPERIOR})),
        read(""),
        read("/history"),
        read("/clocks"),
        read("/dossier"),
        paper(
            "/dossier/evidence/{number}/content", lambda s: s.review(SESSION, s.case_with_papers())
        ),
        paper(
            "/dossier/documents/{number}/content", lambda s: s.review(SESSION, s.case_with_papers())
        ),
        paper("/minutes/content", minuted),
        paper("/sittings/{number}/minutes/content", minuted),
        paper("/minutes/annexes/content", lambda s: s.annexed(SESSION, minutes)),
        Case("GET", "/cases/{record_id}/joint-review-suggestions", ALL, of_case),
    ]


def supervisions() -> list[Case]:
    """Issued by the superior on a case of Pudong's, which answers."""
    superiors = DISPATCHER | {Role.SUPERIOR}

    def case(noun: str, body: Json, roles: Roles = DISTRICT, home: str = PUDONG) -> Case:
        def make(scenes: Scenes) -> Target:
            return Target(f"/supervisions/{scenes.supervision()}/{noun}", body, 1)

        route = f"/supervisions/{{record_id}}/{noun}"
        return Case("POST", route, roles, make, home=home, gated=True)

    def read(below: str) -> Case:
        def make(scenes: Scenes) -> Target:
            return Target(f"/supervisions/{scenes.supervision()}{below}")

        return Case("GET", f"/supervisions/{{record_id}}{below}", ALL, make)

    def pressing(scenes: Scenes) -> Target:
        body = {"case": scenes.case()["id"], "kind": "pressing", "text": "x", "answerBy": day(9)}
        return Target("/supervisions", body)

    return [
        Case("POST", "/supervisions", superiors, pressing, home=BUREAU, above=True),
        case("receipt", {}),
        case("withdrawal", REASON, frozenset({Role.SUPERIOR}), BUREAU),
        case("correction", {"correctedOn": day(0), "text": "改正"}),
        case("reexamination", REASON),
        case(
            "reexamination-answer",
            {"withdrawn": False, **REASON},
            frozenset({Role.SUPERIOR}),
            BUREAU,
        ),
        case("answer", {"text": "答复"}),
        case("feedback", {"adopted": True, "text": "采纳"}),
        case("answer-return", {"answerBy": day(9), **REASON}, superiors, BUREAU),
        case("closing", REASON, superiors, BUREAU),
        read(""),
        read("/history"),
        read("/clocks"),
    ]


def what_concerns_no_record() -> list[Case]:
    def case(method: str, route: str, roles: Roles, make: Make | None = None) -> Case:
        return Case(method, route, roles, make or (lambda _: Target(route)), record=False)

    def batch(s: Scenes) -> Target:
        item = {"lead": s.lead()["id"], "version": 1, "toOrg": PUDONG, **REASON}
        return Target("/lead-dispatch-batches", {"items": [item]})

    def revision(name: str, item: Json) -> Make:
        return lambda s: s.revision(name, item)

    items: dict[str, Json] = {
        "organisations": {"code": "X1", "kind": "corps", "nameZh": "甲", "nameEn": "A"},
        "officers": {"id": "x1", "name": "甲", "org": PUDONG, "roles": ["intake"]},
        "product-catalogue": {"code": "x1", "nameZh": "甲", "nameEn": "A", "risk": "C"},
        "reason-codes": {"code": "x1", "use": "return", "labelZh": "甲", "labelEn": "A"},
        "legal-bases": {"code": "x1", "nameZh": "甲", "nameEn": "A", "versions": []},
        "thresholds": {"code": "cluster", "batches": 2, "districts": 2},
        "import-mappings": {
            "code": "x1",
            "org": PUDONG,
            "columns": {column: column for column in REQUIRED},
        },
        "campaigns": {
            "code": "x1",
            "kind": "event",
            "nameZh": "甲",
            "nameEn": "A",
            "first": "2020-01-01",
        },
    }
    for name, folder, file in (
        ("calendars", "calendars", "2020"), ("rule-sets", "rules", "supervision"),
    ):  # fmt: skip
        published = msgspec.json.decode((FOLDER / folder / f"{file}.json").read_bytes())
        items[name] = published["items"][0]
    lists = (
        "leads", "referrals", "cases", "cases/board", "cases/workload", "dispositions",
        "test-results", "test-results/figures", "bulletins", "inbox", "deadlines", "reminders",
        "patterns", "campaigns", "joint-reviews", "joint-reviews/queue",
        "joint-reviews/suggestions", "joint-reviews/sessions.ics", "supervisions",
        "supervisions/queue",
    )  # fmt: skip
    return [
        *(case("GET", f"/{name}", ALL) for name in lists),
        case("GET", "/dispatch-queue", DISPATCHER),
        case("GET", "/disposition-queue", ALL),
        case("GET", "/enterprises", ALL, lambda _: Target("/enterprises?q=示例")),
        case("GET", "/sampling-check", ALL, lambda _: Target(f"/sampling-check?{SAMPLING}")),
        case("GET", "/deadline", ALL, lambda _: Target("/deadline?rule=SUP-INFO&from=2020-05-06")),
        case("GET", "/fine-range", ALL, lambda _: Target("/fine-range?basis=PQL-57&on=2021-08-01")),
        case("GET", "/sessions/current", ALL),
        case("DELETE", "/sessions/current", ALL),
        case("POST", "/leads", REGISTRARS, lambda _: Target("/leads", lead_body())),
        case("POST", "/bulletins", DISPATCHER, lambda s: Target("/bulletins", s.bulletin_body())),
        case("POST", "/lead-dispatch-batches", DISPATCHER, batch),
        case("POST", "/imports", DISPATCHER),
        case("POST", "/uploads", ALL),
        case("POST", "/calendar-token", ALL),
        case("DELETE", "/calendar-token", ALL),
        *(case("GET", f"/reference/{name}", ALL) for name in items),
        *(
            replace(
                case("POST", f"/reference/{name}", ADMINISTRATOR, revision(name, item)),
                at_home=DISPATCHER if name == "import-mappings" else frozenset(),
            )
            for name, item in items.items()
        ),
    ]  # fmt: skip


CASES = [
    *commands_on_leads(),
    *commands_on_cases(),
    *commands_on_referrals(),
    *commands_on_crimes(),
    *commands_on_dispositions(),
    *joint_reviews(),
    *supervisions(),
    *of_bulletins(),
    *of_results(),
    *reads_of_records(),
    *reads_of_cases(),
    *what_concerns_no_record(),
]


def test_every_route_of_the_application_is_in_the_table(bureau: Bureau) -> None:
    routes = {
        (method, route.path_format)
        for route in bureau.app.routes
        if isinstance(route, HTTPRoute) and route.path_format.startswith(V1)
        for method in route.methods - {"OPTIONS", "HEAD"}
    }

    assert routes == PUBLIC | {(case.method, V1 + case.route) for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.method} {case.route}")
def test_a_route_is_open_to_whom_it_concerns_and_to_nobody_else(bureau: Bureau, case: Case) -> None:
    scenes, shared = Scenes(bureau), case.make(Scenes(bureau))
    told: dict[tuple[str, str], int] = {}
    expected = {
        (role.value, org): case.expected(role, org)
        for org in {case.home, ELSEWHERE}
        for role in Role
    }

    before = bureau.nobody.head()
    for (role, org), status in expected.items():
        if status != 200:
            told[role, org] = kind(ask(scenes.officer(role, org), case, shared), case)
    assert bureau.nobody.head() == before, "a refused command changed something"

    for (role, org), status in expected.items():
        if status == 200:
            desk = scenes.officer(role, org)
            if case.method == "DELETE":
                desk = bureau.sign_in(f"{role}.{org}")
            told[role, org] = kind(ask(desk, case, fresh(scenes, case, shared)), case)

    assert told == expected
    assert kind(ask(bureau.nobody, case, shared), case) == 401


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case.method == "GET"],
    ids=lambda case: case.route,
)
def test_a_read_refuses_a_parameter_it_does_not_know(bureau: Bureau, case: Case) -> None:
    target = case.make(Scenes(bureau))
    desk = Scenes(bureau).officer(min(case.roles))
    separator = "&" if "?" in target.path else "?"

    answer = desk.ask(f"{target.path}{separator}colour=red", headers={"Audit-Reason": "rights"})

    assert "colour" in problem(answer, 400, "unknown-parameter")["title"]


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.method == "POST"], ids=lambda case: case.route
)
def test_a_command_takes_no_parameter(bureau: Bureau, case: Case) -> None:
    target = case.make(Scenes(bureau))
    desk, before = Scenes(bureau).officer(min(case.roles), case.home), bureau.nobody.head()

    for query, code in (("colour=red", "unknown-parameter"), ("asOf=2020", "command-in-the-past")):
        answer = desk.send(f"{target.path}?{query}", target.body, seen=target.seen)
        problem(answer, 400, code)

    assert bureau.nobody.head() == before


def fresh(scenes: Scenes, case: Case, shared: Target) -> Target:
    """What the next who may can try: what is done changes the record."""
    if case.method != "POST":
        return shared
    if case.gated:
        record = scenes.officer("auditor").get(shared.path.rpartition("/")[0])
        return replace(shared, seen=record["version"])
    return case.make(scenes)


def ask(desk: Desk, case: Case, target: Target) -> httpx.Response:
    if case.method == "GET":
        return desk.ask(target.path, headers={"Audit-Reason": "rights"})
    if case.method == "DELETE":
        return desk.http.delete(V1 + target.path)
    if target.path == "/uploads":
        return desk.send_file("a.pdf", b"%PDF-1.7")
    if target.path == "/imports":
        return desk.upload("d.csv", (FOLDER / "dishwashers-2023.csv").read_bytes())
    return desk.send(target.path, target.body, seen=target.seen)


def kind(answer: httpx.Response, case: Case) -> int:
    """The status; any success is 200, and so is a gate that is closed."""
    refused = {400, 409} if case.gated else set[int]()
    if answer.status_code in refused and body_of(answer)["code"] != "body-invalid":
        return 200
    return 200 if answer.is_success else answer.status_code


@pytest.mark.parametrize("user", [f"{role.value}.{ELSEWHERE}" for role in Role])
def test_lists_show_only_what_may_be_read(bureau: Bureau, user: str) -> None:
    scenes, desk = Scenes(bureau), bureau.desk(user)
    lead, referral, disposition = scenes.lead(), scenes.offered(), scenes.disposition()
    case = scenes.case()
    report = disposition["result"]["reportNo"]
    sees_all = Role(user.partition(".")[0]) in SEE_ALL
    head = {"Min-Position": str(desk.head())}

    for path, query in (
        ("/leads", {"q": lead["sourceRef"]}),
        ("/referrals", {"subject": referral["subject"]["id"]}),
        ("/cases", {"number": case["number"]}),
        ("/dispositions", {"q": report}),
        ("/test-results", {"reportNo": report}),
    ):
        for then in ({}, {"asOfPosition": desk.head()}):
            found = desk.get(path, headers=head, count="capped", **query, **then)
            assert len(found["items"]) == found["count"]["count"] == int(sees_all)
    robots = {"samplingRule": "SHSSXZ0042-2023"}
    figures = desk.get("/test-results/figures", headers=head, **robots)["figures"]
    assert (sum(each["batches"] for each in figures) > 0) == sees_all


@pytest.mark.parametrize("user", [*PANEL, *(f"{role}.{BUREAU}" for role in Role)])
def test_the_list_of_joint_reviews_shows_what_may_be_read(bureau: Bureau, user: str) -> None:
    scenes, desk = Scenes(bureau), bureau.desk(user)
    before, review = desk.head(), scenes.review(SESSION)
    head = {"Min-Position": str(desk.head())}
    number = scenes.officer("auditor").get(f"/joint-reviews/{review}")["caseNumber"]
    sees = desk.ask(f"/joint-reviews/{review}").status_code == 200

    def listed(**query: str | int) -> bool:
        found = desk.get("/joint-reviews", head, limit=100, order="desc", **query)["items"]
        return review in [each["id"] for each in found]

    assert listed(q=number) == listed(q=number, asOfPosition=desk.head()) == sees
    assert listed(convener="SHAMR", status="convened") == sees
    assert not listed(asOfPosition=before)
    if user == "lab":  # recused, it is theirs no more, nor is what was
        then, convener = desk.head(), scenes.officer("dispatcher", BUREAU)
        seen = convener.get(f"/joint-reviews/{review}")["version"]
        body = {"member": "lab", "reason": "利害关系"}
        convener.do(f"/joint-reviews/{review}/recusals", body, seen=seen)
        head["Min-Position"] = str(desk.head())
        assert not listed()
        assert not listed(asOfPosition=then)
