"""Informants are protected: absent everywhere, read with a right, a reason and a record (T8)."""

from collections.abc import Iterator
from urllib.parse import quote
from uuid import uuid4

import httpx
import psycopg
import pytest
from msgspec import Struct

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.desk import (
    PUDONG,
    V1,
    Desk,
    Json,
    body_of,
    lead_body,
    problem,
    today,
)

WHY = "核实举报内容，回复举报人"


class Tip(Struct, frozen=True):
    """A tip sent to Pudong, and what its informant told of themselves."""

    lead: str
    referral: str
    secrets: tuple[str, str, str]

    @property
    def path(self) -> str:
        return f"/leads/{self.lead}"


@pytest.fixture
def tip(bureau: Bureau) -> Tip:
    mark = uuid4().hex[:8]
    secrets = (f"某甲{mark}", f"contact-{mark}", f"只要退款{mark}")
    informant = dict(zip(("name", "contact", "wishes"), secrets, strict=True))
    given = lead_body(source="tip", informant=informant)
    lead = bureau.desk("intake").do("/leads", given)
    body = {"toOrg": PUDONG, "reason": "行为发生地在浦东"}
    referral = bureau.desk("dispatcher").do(f"/leads/{lead['id']}/referrals", body, seen=1)
    return Tip(lead["id"], referral["id"], secrets)


@pytest.fixture
def held(bureau: Bureau) -> Tip:
    """A tip that Pudong took itself."""
    mark = uuid4().hex[:8]
    secrets = (f"某乙{mark}", f"contact-{mark}", "")
    informant = {"name": secrets[0], "contact": secrets[1]}
    given = lead_body(source="complaint", informant=informant)
    lead = bureau.desk("pudong-handler").do("/leads", given)
    return Tip(lead["id"], "", secrets)


def read(desk: Desk, tip: Tip, reason: str | bytes | None = WHY) -> httpx.Response:
    given = reason.encode() if isinstance(reason, str) else reason
    headers = [(b"Audit-Reason", given)] if given is not None else []
    return desk.http.get(f"{V1}{tip.path}/informant", headers=headers)


def told(tip: Tip, text: str) -> list[str]:
    """The secrets that a text gives away, also where JSON escapes it."""
    escaped = [secret.encode("unicode_escape").decode() for secret in tip.secrets if secret]
    return [secret for secret in (*filter(None, tip.secrets), *escaped) if secret in text]


def looks(desk: Desk, tip: Tip) -> Iterator[httpx.Response]:
    """Everything an officer can look at that has to do with the tip."""
    for path in (tip.path, f"/referrals/{tip.referral}"):
        for below in ("", "/history", "/history?scope=dossier"):
            yield desk.ask(path + below)
    yield desk.ask(f"{tip.path}?asOf={quote(today())}")
    yield desk.ask(f"{tip.path}?asOfPosition={desk.head()}")
    yield desk.ask(f"{tip.path}/similar")
    yield desk.ask(f"{tip.path}/informant")
    yield desk.ask(f"{tip.path}/informant-readings")
    for path in ("/leads", "/referrals", "/inbox", "/inbox?tab=acceptance", "/dispatch-queue"):
        yield desk.ask(path, limit=100) if "?" not in path else desk.ask(path)
    for position in range(desk.head() - 4, desk.head() + 1):
        yield desk.ask(f"/events/{position}")


USERS = (
    "intake", "dispatcher", "superior", "auditor", "admin", "pudong-handler", "pudong-leader",
    "minhang-leader",
)  # fmt: skip


@pytest.mark.parametrize("user", USERS)
def test_the_informant_is_nowhere_to_be_seen(bureau: Bureau, tip: Tip, user: str) -> None:
    desk = bureau.desk(user)
    desk.get("/leads", headers={"Min-Position": str(desk.head())})

    for answer in looks(desk, tip):
        assert told(tip, answer.text) == [], answer.url
        assert "ciphertext" not in answer.text, answer.url


@pytest.mark.parametrize("user", USERS)
def test_searching_for_the_informant_finds_nothing(bureau: Bureau, tip: Tip, user: str) -> None:
    desk = bureau.desk(user)

    for secret in tip.secrets:
        for path in ("/leads", "/referrals", "/dispositions", "/test-results", "/inbox"):
            assert desk.listed(path, q=secret, limit=100) == []


def test_that_there_is_an_informant_is_no_secret_to_those_who_see_the_lead(
    bureau: Bureau, tip: Tip
) -> None:
    lead = bureau.desk("pudong-handler").get(tip.path)

    assert (lead["hasInformant"], lead["namedInformant"]) == (True, True)


def test_what_is_wrong_with_a_tip_is_said_without_the_informant(bureau: Bureau, tip: Tip) -> None:
    intake = bureau.desk("intake")
    name, contact, wishes = tip.secrets
    informant: Json = {"name": name, "contact": contact, "wishes": wishes}
    duplicate = intake.get(tip.path)
    wrong = [
        lead_body(source="tip", informant=informant | {name: contact}),
        lead_body(source="tip", informant=informant | {"contact": contact * 50}),
        lead_body(source="tip", informant=informant | {"wishes": [wishes]}),
        lead_body(source="tip", informant=[name]),
        lead_body(source="tip", informant=informant | {"name": f"{name}\x00"}),
        lead_body(source="tip", informant=informant, title=""),
        lead_body(source="inspection", informant=informant),
        lead_body(source="tip", informant=informant, sourceRef=duplicate["sourceRef"]),
    ]

    for number, body in enumerate(wrong):
        answer = intake.send("/leads", body)

        assert answer.status_code in (400, 409), answer.text
        if number != 0:  # a field of that name is pointed at by its own sender's words
            assert told(tip, answer.text) == []


def test_reading_the_informant_needs_a_reason(bureau: Bureau, held: Tip) -> None:
    handler = bureau.desk("pudong-handler")
    before = handler.head()

    problem(read(handler, held, None), 400, "audit-reason-missing")
    for reason in ("", "%20", "a%00b", "a%07b", "字" * 1001):
        problem(read(handler, held, reason), 400, "audit-reason-malformed")

    assert handler.head() == before


@pytest.mark.parametrize("sent", [WHY.encode(), quote(WHY).encode()])
def test_reading_the_informant_with_a_reason_leaves_a_record(
    bureau: Bureau, held: Tip, sent: bytes
) -> None:
    handler = bureau.desk("pudong-handler")
    before = handler.head()

    answer = read(handler, held, sent)

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    details = body_of(answer)
    assert (details["name"], details["contact"]) == held.secrets[:2]
    assert handler.head() == before + 1
    (reading,) = handler.get(f"{held.path}/informant-readings")["items"]
    assert reading["actor"] == {"id": "pudong-handler", "name": "示例·浦办", "org": PUDONG}
    assert (reading["reason"], reading["position"]) == (WHY, before + 1)
    last = handler.get(f"{held.path}/history")["items"][-1]
    assert (last["action"], last["reason"]) == ("access.informant-read", WHY)
    assert told(held, str(last)) == []


def test_reading_does_not_move_the_lead_on(bureau: Bureau, held: Tip) -> None:
    handler = bureau.desk("pudong-handler")
    read(handler, held)

    assert handler.get(held.path)["version"] == 1
    assert handler.send(f"{held.path}/verification", {}, seen=1).status_code == 201


def test_each_reading_is_recorded(bureau: Bureau, held: Tip) -> None:
    handler, leader = bureau.desk("pudong-handler"), bureau.desk("pudong-leader")

    for desk in (handler, leader, handler):
        assert read(desk, held).status_code == 200

    readings = bureau.desk("auditor").get(f"{held.path}/informant-readings")["items"]
    assert [each["actor"]["id"] for each in readings] == [
        "pudong-handler", "pudong-leader", "pudong-handler",
    ]  # fmt: skip


def test_who_took_the_tip_may_read_who_gave_it(bureau: Bureau, tip: Tip) -> None:
    assert body_of(read(bureau.desk("intake"), tip))["name"] == tip.secrets[0]


@pytest.mark.parametrize("user", ["auditor", "dispatcher", "superior"])
def test_who_sees_every_lead_does_not_see_the_informant(
    bureau: Bureau, held: Tip, user: str
) -> None:
    desk = bureau.desk(user)
    before = desk.head()

    problem(read(desk, held), 403, "role-not-granted")

    assert desk.head() == before


def test_who_has_not_accepted_the_lead_does_not_see_the_informant(bureau: Bureau, tip: Tip) -> None:
    handler = bureau.desk("pudong-handler")
    problem(read(handler, tip), 403, "not-your-organisation")

    handler.do(f"/referrals/{tip.referral}/receipt", seen=1)
    problem(read(handler, tip), 403, "not-your-organisation")

    handler.do(f"/referrals/{tip.referral}/acceptance", seen=2)
    assert body_of(read(handler, tip))["contact"] == tip.secrets[1]


@pytest.mark.parametrize("user", ["minhang-leader", "admin", "corps-handler"])
def test_to_others_there_is_no_lead_and_no_informant(bureau: Bureau, held: Tip, user: str) -> None:
    problem(read(bureau.desk(user), held), 404, "not-found")
    readings = bureau.desk(user).ask(f"{held.path}/informant-readings")
    problem(readings, 404, "not-found")


def test_a_lead_without_an_informant_has_none_to_read(bureau: Bureau) -> None:
    handler = bureau.desk("pudong-handler")
    lead = handler.do("/leads", lead_body())

    problem(read(handler, Tip(lead["id"], "", ("", "", ""))), 404, "not-found")


def test_an_erased_informant_is_gone_and_the_history_stays(bureau: Bureau, held: Tip) -> None:
    leader = bureau.desk("pudong-leader")
    assert read(leader, held).status_code == 200

    leader.do(f"{held.path}/informant-erasure", {"reason": "举报人请求删除"}, seen=1)

    problem(read(leader, held), 410, "informant-key-destroyed")
    actions = [step["action"] for step in leader.get(f"{held.path}/history")["items"]]
    assert actions[:3] == ["lead.registered", "access.informant-read", "lead.informant-erased"]


@pytest.mark.parametrize(
    "tampering",
    [
        (
            "UPDATE informant_keys SET wrapped_key = NULL, destroyed_at = now()"
            " WHERE person = %(person)s"
        ),
        "DELETE FROM informant_keys WHERE person = %(person)s",
    ],
)
def test_without_the_key_nobody_reads_the_informant(
    bureau: Bureau, held: Tip, tampering: str
) -> None:
    tamper(bureau, held, tampering)

    problem(read(bureau.desk("pudong-handler"), held), 410, "informant-key-destroyed")


def test_a_tampered_key_opens_nothing(bureau: Bureau, held: Tip) -> None:
    tamper(
        bureau,
        held,
        "UPDATE informant_keys SET wrapped_key = set_byte(wrapped_key, 20,"
        " 255 - get_byte(wrapped_key, 20)) WHERE person = %(person)s",
    )

    problem(read(bureau.desk("pudong-handler"), held), 410, "informant-unreadable")


def test_one_informants_key_opens_no_others_details(bureau: Bureau, held: Tip) -> None:
    other = bureau.desk("pudong-handler").do(
        "/leads", lead_body(source="tip", informant={"name": "另一人"})
    )
    tamper(
        bureau,
        held,
        "UPDATE informant_keys SET wrapped_key = (SELECT wrapped_key FROM informant_keys"
        " WHERE person = %(other)s) WHERE person = %(person)s",
        other=person_of(bureau, other["id"]),
    )

    problem(read(bureau.desk("pudong-handler"), held), 410, "informant-unreadable")


def tamper(bureau: Bureau, tip: Tip, statement: str, **more: str) -> None:
    person = person_of(bureau, tip.lead)
    with psycopg.connect(bureau.database, autocommit=True) as admin:
        found = admin.execute(statement.encode(), {"person": person, **more})
        assert found.rowcount == 1


def person_of(bureau: Bureau, lead: str) -> str:
    statement = (
        "SELECT payload::jsonb #>> '{event,informant,person}' FROM ledger WHERE stream_id = %s"
    )
    with psycopg.connect(bureau.database) as admin:
        (person,) = admin.execute(statement, [lead]).fetchone() or (None,)
    assert isinstance(person, str)
    return person


def test_in_the_ledger_the_informant_is_sealed(bureau: Bureau, tip: Tip) -> None:
    with psycopg.connect(bureau.database) as admin:
        payloads = admin.execute("SELECT payload FROM ledger").fetchall()
        docs = admin.execute("SELECT doc, words FROM views.leads").fetchall()
        others = admin.execute(
            "SELECT encode(wrapped_key, 'escape') FROM informant_keys"
        ).fetchall()

    assert told(tip, str(payloads + docs + others)) == []
