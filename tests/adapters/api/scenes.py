"""Records brought to where a command can be tried on them, all of them Pudong's."""

from collections.abc import Sequence
from uuid import uuid4

from msgspec import Struct

from adapters.cli.demo_data import FOLDER
from tests.adapters.api.bureau import Bureau
from tests.adapters.api.case_commands import WORKED, bodies
from tests.adapters.api.case_story import filed, filing
from tests.adapters.api.desk import MINHANG, PUDONG, Desk, Json, body_of, day, lead_body
from tests.adapters.api.disposition_story import opened

REASON = {"reason": "理由"}
HANDLERS = ["pudong-handler", "pudong-handler2"]
# Who may work a case, each by a role of their own, if they are its handlers.
TEAM = [f"{role}.{PUDONG}" for role in ("handler", "leader", "head")]


NOW = f"{day(0)}T00:00:00+08:00"
PAPERS = (
    "transfer_letter", "investigation_report", "item_list", "no_test_reports", "other_material",
)  # fmt: skip
CRIME: dict[str, Json] = {
    "transfer-report": {"text": "核实情况"},
    "transfer-approval": {"granted": True, "decidedAt": NOW},
    "sending": {
        "sentAt": NOW,
        "documents": [{"kind": kind, "name": "示例材料"} for kind in PAPERS],
        "copiedTo": "示例区人民检察院",
    },
    "police-receipt": {"receivedAt": NOW, "body": "示例公安分局"},
    "materials-request": {"requestedAt": NOW, "missing": "台账"},
    "supplement": {"text": "补交台账"},
    "police-result": {"result": "declined", "number": "1", **REASON},
    "handover": {"items": ["样品"], "receipt": "交接单"},
    "reconsideration": REASON,
    "reconsideration-result": {"filed": True, "number": "2", **REASON},
    "prosecutor-suggestion": {"body": "示例区人民检察院", **REASON},
    "prosecutor-step": {"step": "reasons_asked", "text": "说明理由"},
    "conclusion-without-filing": REASON,
}


def crime_team() -> Json:
    """Two of Pudong's officers look into a suspected crime."""
    team = [f"handler.{PUDONG}", f"leader.{PUDONG}"]
    return {"offence": "销售伪劣产品罪", "toOrg": f"PSB-{PUDONG}", "team": team, **REASON}


class Target(Struct, frozen=True):
    """Where a request goes, what it says, and the version it was decided on."""

    path: str
    body: Json | None = None
    seen: int | None = None


class Scenes:
    """Makes a fresh record each time one is asked for."""

    def __init__(self, bureau: Bureau) -> None:
        self._bureau = bureau

    def officer(self, role: str, org: str = PUDONG) -> Desk:
        """An officer of a role; at Pudong if not elsewhere."""
        return self._bureau.desk(f"{role}.{org}")

    def head(self) -> int:
        """The ledger's last position."""
        return self._bureau.nobody.head()

    def lead(self, **fields: object) -> Json:
        """A lead that Pudong registered, and holds."""
        return self.officer("handler").do("/leads", lead_body(**fields))

    def uploaded(self) -> Json:
        """A file that Pudong uploaded."""
        answer = self.officer("handler").send_file("记录.pdf", b"%PDF-1.7 ...")
        assert answer.status_code == 201, answer.text
        return body_of(answer)

    def tip(self) -> Json:
        """A tip with an informant."""
        return self.lead(source="tip", informant={"name": "示例·举报人"})

    def on_lead(self, lead: Json, noun: str, **body: object) -> Target:
        """A command on a lead as it is now."""
        path = f"/leads/{lead['id']}"
        return Target(f"{path}/{noun}", body, self.officer("auditor").get(path)["version"])

    def on_registered(self, noun: str, **body: object) -> Target:
        """A command on a lead just registered."""
        return self.on_lead(self.lead(), noun, **body)

    def on_tip(self, noun: str, **body: object) -> Target:
        """A command on a tip just registered."""
        return self.on_lead(self.tip(), noun, **body)

    def on_verified(self, noun: str, **body: object) -> Target:
        """A command on a lead whose verification has started."""
        return self.on_lead(self.verifying(), noun, **body)

    def verifying(self) -> Json:
        """A lead whose verification has started."""
        lead = self.lead()
        return self.officer("handler").do(f"/leads/{lead['id']}/verification", seen=1)

    def on_tested(self, noun: str, **body: object) -> Target:
        """A command on a lead whose product is being tested."""
        lead = self.verifying()
        test = {"lab": "市质检院", "purpose": "检验", "commissionedOn": day(-3)}
        self.officer("handler").do(f"/leads/{lead['id']}/tests", test, seen=2)
        return self.on_lead(lead, noun, **body)

    def on_decided_tip(self, noun: str, **body: object) -> Target:
        """A command on a tip that was not filed."""
        tip, handler = self.tip(), self.officer("handler")
        handler.do(f"/leads/{tip['id']}/verification", seen=1)
        decided = {"reasonCode": "minor-corrected", **REASON}
        self.officer("leader").do(f"/leads/{tip['id']}/no-filing", decided, seen=2)
        return self.on_lead(tip, noun, **body)

    def on_not_filed(self, noun: str, **body: object) -> Target:
        """A command on a lead that was not filed."""
        lead = self.verifying()
        decided = {"reasonCode": "minor-corrected", **REASON}
        self.officer("leader").do(f"/leads/{lead['id']}/no-filing", decided, seen=2)
        return self.on_lead(lead, noun, **body)

    def on_duplicate(self, noun: str) -> Target:
        """A merge, or the unmerge of a lead that was merged."""
        duplicate, kept = self.lead(), self.lead()
        merge = {"into": kept["id"], **REASON}
        if noun == "merges":
            return self.on_lead(duplicate, noun, **merge)
        self.officer("handler").do(f"/leads/{duplicate['id']}/merges", merge, seen=1)
        return self.on_lead(duplicate, noun, **REASON)

    def offered(self, *steps: tuple[str, Json]) -> Json:
        """A referral from the dispatchers to Pudong, after Pudong's steps."""
        dispatcher = self._bureau.desk("dispatcher")
        lead = dispatcher.do("/leads", lead_body())
        referral = dispatcher.do(
            f"/leads/{lead['id']}/referrals", {"toOrg": PUDONG, **REASON}, seen=1
        )
        for noun, body in steps:
            path = f"/referrals/{referral['id']}/{noun}"
            referral = self.officer("handler").do(path, body, seen=referral["version"])
        return referral

    def on_offered(self, noun: str, *steps: tuple[str, Json], **body: object) -> Target:
        """A command on a referral to Pudong, after Pudong's steps."""
        referral = self.offered(*steps)
        return Target(f"/referrals/{referral['id']}/{noun}", body, referral["version"])

    def on_transfer(self, noun: str, by: str, **body: object) -> Target:
        """A command on Pudong's transfer to Minhang: a handler drafts it, a leader sends it."""
        lead = self.lead()
        given = {"kind": "intra_transfer", "toOrg": MINHANG, **REASON}
        referral = self.officer(by).do(f"/leads/{lead['id']}/referrals", given, seen=1)
        return Target(f"/referrals/{referral['id']}/{noun}", body, referral["version"])

    def on_dispatched(self, noun: str, **body: object) -> Target:
        """A command on what a dispatcher of Pudong's sent to Minhang."""
        lead, given = self.lead(), {"toOrg": MINHANG, **REASON}
        path = f"/leads/{lead['id']}/referrals"
        referral = self.officer("dispatcher").do(path, given, seen=1)
        return Target(f"/referrals/{referral['id']}/{noun}", body, 1)

    def on_referred_out(self, noun: str, **body: object) -> Target:
        """A command on what a leader of Pudong's sent to the fire department."""
        lead = self.verifying()
        given = {"kind": "other_department", "toOrg": "SH-FIRE", **REASON}
        path = f"/leads/{lead['id']}/referrals"
        referral = self.officer("leader").do(path, given, seen=2)
        return Target(f"/referrals/{referral['id']}/{noun}", body, referral["version"])

    def on_crime(self, noun: str, *nouns: str) -> Target:
        """A command on a criminal transfer of Pudong's, after these steps."""
        lead = self.verifying()
        path = f"/leads/{lead['id']}/criminal-transfer"
        referral = self.officer("handler").do(path, crime_team(), seen=2)
        for step in nouns:
            role = "head" if step == "transfer-approval" else "handler"
            path = f"/referrals/{referral['id']}/{step}"
            referral = self.officer(role).do(path, CRIME[step], seen=referral["version"])
        return Target(f"/referrals/{referral['id']}/{noun}", CRIME[noun], referral["version"])

    def on_assistance(self, noun: str, **body: object) -> Target:
        """A command on what Xuhui asks of Pudong in a case, received by Pudong."""
        on = day(0)
        case = filed(self._bureau, on)
        asked = bodies("xuhui", on)["assistance-requests"] | {"toOrg": PUDONG}
        path = f"/cases/{case['id']}/assistance-requests"
        sent = self._bureau.desk("xuhui-handler").do(path, asked, seen=case["version"])
        path = f"/referrals/{sent['id']}"
        self.officer("handler").do(f"{path}/receipt", {}, seen=1)
        return Target(f"{path}/{noun}", body, 2)

    def imported(self) -> Json:
        """What came of a file of robots that Pudong imported; its report numbers are new."""
        mark = uuid4().hex[:8]
        text = (FOLDER / "window-cleaning-robots-2023.csv").read_text(encoding="utf-8-sig")
        content = text.replace("SHCC2023", f"SH{mark}").encode()
        answer = self.officer("dispatcher").upload("robots.csv", content)
        assert answer.status_code == 201, answer.text
        return body_of(answer) | {"mark": mark}

    def disposition(self) -> Json:
        """A disposition of Pudong's, of a producer and a seller in another province."""
        mark = self.imported()["mark"]
        (found,) = self.officer("auditor").listed("/dispositions", q=f"SH{mark}-0005")
        return found

    def on_disposition(self, noun: str, **body: object) -> Target:
        """A command on a disposition of Pudong's."""
        return Target(f"/dispositions/{self.disposition()['id']}/{noun}", body, 1)

    def result(self) -> Json:
        """A test result of Pudong's."""
        mark = self.imported()["mark"]
        (found,) = self.officer("auditor").listed("/test-results", reportNo=f"SH{mark}-0002")
        return found

    @staticmethod
    def bulletin_body() -> Json:
        """A special bulletin on one sampling rule."""
        return {"kind": "special", "title": "示例通报", "scope": {"samplingRules": ["示例"]}}

    def bulletin(self) -> Json:
        """A bulletin that Pudong drafted, for the city to issue, on at least one batch."""
        desk = self.officer("dispatcher")
        if not desk.listed("/test-results", samplingRule="示例"):
            opened(desk, 实施细则编号="示例")
        return desk.do("/bulletins", self.bulletin_body())

    def on_bulletin(self, noun: str, **body: object) -> Target:
        """A command on a draft."""
        return Target(f"/bulletins/{self.bulletin()['id']}/{noun}", body, 1)

    def issued_bulletin(self) -> Json:
        """A bulletin that the city issued; something was recorded since."""
        path = f"/bulletins/{self.bulletin()['id']}"
        superior = self.officer("superior", "SHAMR")
        return superior.do(f"{path}/issue", {"number": uuid4().hex}, seen=1)

    def on_issued_bulletin(self, noun: str, **body: object) -> Target:
        """A command on an issued bulletin."""
        return Target(f"/bulletins/{self.issued_bulletin()['id']}/{noun}", body, 2)

    def handled(self) -> Json:
        """A disposition that Pudong organises and handles: the producer was told and ordered."""
        dispatcher, handler = self.officer("dispatcher"), self.officer("handler")
        here = {"标称生产者所在地": "上海市浦东新区", "被抽样者所在地": "上海市浦东新区"}
        record = opened(dispatcher, **here)
        path, about = f"/dispositions/{record['id']}", {"recipient": "producer"}
        told = {**about, "receivedOn": "2020-03-04"}
        dispatcher.do(f"{path}/result-notice", told, seen=1)
        order = {**about, "effectiveOn": "2020-03-16", "text": "改正"}
        return handler.do(f"{path}/correction-orders", order, seen=2)

    def on_handled(self, noun: str, **body: object) -> Target:
        """A command on a disposition of Pudong's."""
        record = self.handled()
        return Target(f"/dispositions/{record['id']}/{noun}", body, record["version"])

    def on_reported(self, noun: str, **body: object) -> Target:
        """A command on a disposition that Pudong reported to the city after a failed re-check."""
        record, handler = self.handled(), self.officer("handler")
        path, about = f"/dispositions/{record['id']}", {"recipient": "producer"}
        failed = {**about, "effectiveOn": "2020-05-28", "passed": False, "text": "不合格"}
        handler.do(f"{path}/rechecks", failed, seen=3)
        up = {**about, "effectiveOn": "2020-06-05", "toOrg": "SHAMR"}
        handler.do(f"{path}/reports-up", up, seen=4)
        return Target(f"{path}/{noun}", body, 5)

    def case(self, handlers: list[str] = HANDLERS) -> Json:
        """A case that Pudong filed today."""
        lead = self.verifying()
        body = filing(day(0), party={"name": f"示例·{uuid4()}"}, handlers=handlers)
        return self.officer("leader").do(f"/leads/{lead['id']}/filing", body, seen=2)

    def on_case(self, noun: str, **body: object) -> Target:
        """A command on a case just filed: its handlers work it, others judge it."""
        case = self.case(HANDLERS + TEAM if noun in WORKED else HANDLERS)
        return Target(f"/cases/{case['id']}/{noun}", body, case["version"])

    def case_with_papers(self) -> Json:
        """A case with a piece of evidence and a document, both with a file."""
        case, handler = self.case(HANDLERS + TEAM), self.officer("handler")
        evidence = {
            "kind": "record", "name": "笔录", "source": "现场", "obtainedOn": day(0),
            "officers": HANDLERS, "upload": self.uploaded()["id"],
        }  # fmt: skip
        case = handler.do(f"/cases/{case['id']}/evidence", evidence, seen=1)
        form = {"document": "filing-approval-form"}
        return handler.do(f"/cases/{case['id']}/documents", form, seen=2)

    def review(self, session: Json, case: Json | None = None) -> str:
        """A joint review of a case of Pudong's, in session."""
        case, convener = case or self.case(), self.officer("dispatcher", "SHAMR")
        asked = {"grounds": ["difficult"], "question": "如何定性"}
        path = f"/cases/{case['id']}/joint-reviews"
        found = self.officer("handler").do(path, asked, seen=case["version"])
        path = f"/joint-reviews/{found['id']}"
        found = convener.do(f"{path}/acceptance", seen=found["version"])
        found = convener.do(f"{path}/schedule", session, seen=found["version"])
        convener.do(f"{path}/attendance", {"present": session["panel"]}, seen=found["version"])
        return str(found["id"])

    def annexed(self, session: Json, minutes: Json) -> str:
        """A joint review whose minutes are signed, and corrected beside."""
        review, chair = self.minuted(session, minutes), session["chair"]
        annex: Json = {"text": "地点有误", "reason": "笔误"}
        signed: list[tuple[str, str, Json]] = [
            (chair, "signatures", {}), (session["recorder"], "signatures", {}),
        ]  # fmt: skip
        self._walked(review, [*signed, (chair, "minutes-annexes", annex)])
        return review

    def minuted(self, session: Json, minutes: Json) -> str:
        """A joint review whose minutes are written."""
        review = self.review(session)
        conclusion = {"conclusion": "support", "text": "支持"}
        steps = [(each, "opinions", {"kind": "agree"}) for each in session["panel"]]
        steps += [
            (session["chair"], "conclusion", conclusion),
            (session["chair"], "minutes", minutes),
        ]
        self._walked(review, steps)
        return review

    def _walked(self, review: str, steps: Sequence[tuple[str, str, Json]]) -> None:
        for user, noun, body in steps:
            desk, path = self._bureau.desk(user), f"/joint-reviews/{review}"
            desk.do(f"{path}/{noun}", body, seen=desk.get(path)["version"])

    def supervision(self) -> str:
        """A supervision decision of the superior's on a case of Pudong's."""
        body = {
            "case": self.case()["id"], "kind": "decision", "text": "改正", "answerBy": day(9),
        }  # fmt: skip
        return str(self.officer("superior", "SHAMR").do("/supervisions", body)["id"])

    def on_review(self, noun: str, session: Json, **body: object) -> Target:
        """A command on a joint review in session."""
        path = f"/joint-reviews/{self.review(session)}"
        return Target(f"{path}/{noun}", body, self.officer("auditor").get(path)["version"])

    def revision(self, name: str, item: Json) -> Target:
        """A revision of a set of reference data."""
        path = f"/reference/{name}"
        seen = self.officer("auditor").get(path)["revision"]
        given = {"notice": "矩阵", "effectiveFrom": "2020-01-01", "items": [item]}
        return Target(path, given, seen)
