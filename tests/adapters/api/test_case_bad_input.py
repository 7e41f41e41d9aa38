"""What is wrong with a command on a case is said once, precisely, and changes nothing."""

from collections.abc import Iterator

import pytest

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.case_commands import APPROVED, PRESIDED, REASON, REVIEWED, WORKED, bodies
from tests.adapters.api.case_story import filed, filing, found, on_day, played, turn, verified_lead
from tests.adapters.api.desk import Json, body_of, pointers, problem

DAY = "2022-11-08"
SOUND = bodies("xuhui", DAY)
NOUNS = sorted(SOUND)
SENDERS = {
    **dict.fromkeys(WORKED, "xuhui-handler"),
    **dict.fromkeys(APPROVED, "xuhui-leader"),
    **dict.fromkeys((*REVIEWED, *PRESIDED), "xuhui-reviewer"),
}
CHOICES = {"kind", "by", "ground", "opinion", "outcome", "mode", "purpose", "approver", "document"}
# By these names some say something in their own words.
IN_WORDS = {
    ("hearing-report", "opinion"), ("investigation-conclusion", "opinion"), ("tests", "purpose"),
}  # fmt: skip
INSTANTS = {"takenAt", "decidedAt", "at"}
NO_AMOUNTS = ("1E+3", "-0", "NaN", "sNaN", "Infinity", "1.001", "-1", "1000000000000.01", "1E-3")
MANY = 100_000


@pytest.fixture(scope="module")
def case(bureau: Bureau) -> Json:
    """A case that was filed, and to which nothing else ever happens."""
    return filed(bureau, DAY)


@pytest.fixture
def unchanged(bureau: Bureau, case: Json) -> Iterator[None]:
    """Checks that the ledger is where it was."""
    assert case["version"] == 1
    before = bureau.nobody.head()
    with on_day(bureau, DAY):
        yield
    assert bureau.nobody.head() == before


def refused(bureau: Bureau, case: Json, noun: str, body: object) -> Json:
    """The problem that a command comes to."""
    desk = bureau.desk(SENDERS[noun])
    answer = desk.send(f"/cases/{case['id']}/{noun}", body, seen=case["version"])
    assert answer.status_code == 400, (noun, body, answer.text)
    return problem(answer, 400, body_of(answer)["code"])


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.usefixtures("unchanged")
def test_what_a_body_holds_is_checked_field_by_field(bureau: Bureau, case: Json, noun: str) -> None:
    sound = SOUND[noun]

    told = refused(bureau, case, noun, sound | {"surprise": 1})
    assert (told["code"], pointers(told)) == ("body-invalid", ["/surprise"])
    for field in sound:
        told = refused(bureau, case, noun, sound | {field: {"no": "such"}})
        assert told["code"] == "body-invalid"
        assert pointers(told)[0].startswith(f"/{field}"), (field, told)
    chosen = {field for field in sound.keys() & CHOICES if (noun, field) not in IN_WORDS}
    for field in chosen:
        told = refused(bureau, case, noun, sound | {field: "rumour"})
        assert [each["code"] for each in told["errors"]] == ["value-invalid"], field
    for field, value in sound.items():
        if isinstance(value, str) and field not in chosen | INSTANTS and not is_day(value):
            for text in ("", "  ", "a\x00b", "长" * 4001):
                told = refused(bureau, case, noun, sound | {field: text})
                assert pointers(told) == [f"/{field}"], (field, told)


def is_day(text: str) -> bool:
    return len(text) == len(DAY) and text[4] == "-"


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.usefixtures("unchanged")
def test_a_body_is_an_object_and_lacks_nothing_it_needs(
    bureau: Bureau, case: Json, noun: str
) -> None:
    wrong: tuple[object, ...] = ([], "text", 7)
    for body in wrong:
        assert pointers(refused(bureau, case, noun, body)) == [""]
    told = refused(bureau, case, noun, {"effectiveOn": DAY})
    assert told["code"] == "body-invalid"
    assert told["errors"][0]["code"] in ("value-required", "reason-missing")


ON_INSTANTS = [(n, f) for n, body in SOUND.items() for f in body.keys() & INSTANTS]


@pytest.mark.parametrize(("noun", "field"), ON_INSTANTS)
@pytest.mark.usefixtures("unchanged")
def test_a_moment_has_its_time_zone_and_is_one(
    bureau: Bureau, case: Json, noun: str, field: str
) -> None:
    desk, sound = bureau.desk(SENDERS[noun]), SOUND[noun]
    undated = {name: value for name, value in sound.items() if name != "effectiveOn"}

    for body in (sound, undated):
        for text in (
            f"{DAY}T09:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
            "0001-01-01T00:00:00", "9999-12-31T23:59:59",
        ):  # fmt: skip
            answer = desk.send(f"/cases/{case['id']}/{noun}", body | {field: text}, seen=1)
            assert answer.status_code in (400, 409), (text, answer.text)
        for none in (DAY, "yesterday", 20221108, f"{DAY}T25:00:00+08:00"):
            assert pointers(refused(bureau, case, noun, body | {field: none})) == [f"/{field}"]
    if noun in ("measures", "preservations"):
        told = refused(bureau, case, noun, sound | {field: f"{DAY}T09:00:00"})
        assert told["code"] == "time-zone-missing"


@pytest.mark.parametrize("noun", NOUNS)
def test_days_far_away_break_nothing(bureau: Bureau, noun: str) -> None:
    other, desk = filed(bureau, DAY), bureau.desk(SENDERS[noun])
    path, sound = f"/cases/{other['id']}/{noun}", SOUND[noun]
    days = [field for field, value in sound.items() if isinstance(value, str) and is_day(value)]

    with on_day(bureau, DAY):
        for field in [*days, "effectiveOn"]:
            for far in ("9999-12-31", "0001-01-01"):
                seen = desk.get(f"/cases/{other['id']}")["version"]
                answer = desk.send(path, sound | {field: far}, seen=seen)
                assert answer.status_code in (201, 400, 409), (field, far, answer.text)
                if far == "9999-12-31" and field == "effectiveOn":
                    assert problem(answer, 400, "date-in-future")
        clocks = desk.get(f"/cases/{other['id']}/clocks")["items"]
        assert "PP-DECIDE" in {each["rule"]["id"] for each in clocks}
        assert desk.get(f"/cases/{other['id']}/gates")["items"]


def test_a_period_ends_within_the_years_that_are_reckoned(bureau: Bureau) -> None:
    far, leader = "9999-12-31", bureau.desk("xuhui-leader")
    voices = [
        {"officer": f"xuhui-{each}", "agrees": True, "text": "同意"} for each in ("leader", "head")
    ]
    case = played(bureau, filed(bureau, DAY), [
        turn("leader", "extensions", DAY, approver="leader", **REASON),
        turn("leader", "collective-discussions", purpose="extension", heldOn=DAY, voices=voices,
             conclusion="延长", until=far),
    ])  # fmt: skip
    given = {"approver": "collective_discussion", "until": far, "discussion": 1, **REASON}

    with on_day(bureau, DAY):
        answer = leader.send(f"/cases/{case['id']}/extensions", given, seen=case["version"])

    problem(answer, 400, "date-out-of-range")
    assert leader.get(f"/cases/{case['id']}")["allowedActions"]


@pytest.mark.parametrize("until", ["9999-12-31", "2200-01-01"])
def test_a_payment_is_deferred_within_the_years_that_are_reckoned(
    bureau: Bureau, owing: Json, until: str
) -> None:
    leader, before = bureau.desk("xuhui-leader"), bureau.nobody.head()
    body = {"until": until, "requestedOn": DAY, **REASON}

    with on_day(bureau, DAY):
        answer = leader.send(f"/cases/{owing['id']}/payment-deferrals", body, seen=owing["version"])

    assert pointers(problem(answer, 400, "date-out-of-range")) == ["/until"]
    assert bureau.nobody.head() == before


@pytest.fixture(scope="module")
def ready(bureau: Bureau) -> Json:
    """A case that can be concluded."""
    return played(bureau, filed(bureau, DAY), found(DAY))


@pytest.mark.parametrize("amount", [*NO_AMOUNTS, 1.001, -1])
@pytest.mark.usefixtures("unchanged")
def test_a_fine_is_an_amount_of_money(
    bureau: Bureau, case: Json, ready: Json, amount: object
) -> None:
    body = SOUND["investigation-conclusion"]
    (fine,) = body["penalties"]

    told = refused(
        bureau, ready, "investigation-conclusion", body | {"penalties": [fine | {"amount": amount}]}
    )

    assert told["code"] == "amount-impossible"
    assert pointers(told) == ["/penalties/0/amount"]
    correction = SOUND["corrections"] | {"goodsValue": amount}
    assert pointers(refused(bureau, case, "corrections", correction)) == ["/goodsValue"]


@pytest.fixture(scope="module")
def owing(bureau: Bureau) -> Json:
    """A case in which 1,000 yuan are to be paid."""
    fine: Json = {"kind": "fine", "amount": "1000"}
    small: Json = {"outcome": "penalty", "penalties": [fine]}
    return played(bureau, filed(bureau, DAY, goodsValue="1000"), [
        *found(DAY),
        turn("handler", "investigation-conclusion", DAY, facts="清楚", opinion="处罚", **small),
        turn("reviewer", "legal-reviews", DAY, kind="case_review", opinion="agree", text="同意"),
        turn("leader", "proposal", DAY, **REASON, **small),
        turn("handler", "notices", number="告1号", mode="direct", servedOn=DAY),
        turn("handler", "waiver", waivedOn=DAY, text="放弃"),
        turn("leader", "decision", DAY, **REASON, **small),
        turn("handler", "service", mode="direct", servedOn=DAY, toldOfPublicity=True),
    ])  # fmt: skip


def test_a_payment_is_an_amount_of_money(bureau: Bureau, owing: Json) -> None:
    handler, path = bureau.desk("xuhui-handler"), f"/cases/{owing['id']}/payments"
    before = bureau.nobody.head()

    def told(**body: object) -> tuple[str, list[str]]:
        answer = handler.send(path, {"paidOn": DAY, **body}, seen=owing["version"])
        found = problem(answer, 400, body_of(answer)["code"])
        return found["code"], pointers(found)

    with on_day(bureau, DAY):
        for amount in NO_AMOUNTS:
            assert told(amount=amount) == ("amount-impossible", ["/amount"])
            assert told(amount="1", surcharge=amount) == ("amount-impossible", ["/surcharge"])
        assert told(amount="0") == ("amount-impossible", ["/amount"])
        assert told(amount="1000.01") == ("payment-above-debt", ["/amount"])
        assert told(amount="1000", surcharge="0.01") == ("surcharge-above-debt", ["/surcharge"])

    assert bureau.nobody.head() == before


LONG: dict[str, tuple[str, str | Json]] = {
    "measures": ("items", "插"),
    "preservations": ("items", "插"),
    "evidence": ("officers", "a"),
    "investigators": ("handlers", "a"),
    "hearing-chair": ("members", "a"),
    "hearings": ("attendance", "甲"),
    "investigation-conclusion": ("major", "complex"),
    "proposal": ("penalties", {}),
    "decision": ("penalties", {}),
    "collective-discussions": ("voices", {}),
    "payment-deferrals": ("instalments", DAY),
    "archive": ("main", {}),
}


@pytest.mark.parametrize("noun", LONG)
@pytest.mark.usefixtures("unchanged")
def test_a_list_has_an_end(bureau: Bureau, case: Json, noun: str) -> None:
    field, item = LONG[noun]
    number = MANY if len(str(item)) < 3 else MANY // 2  # a body has an end too

    told = refused(bureau, case, noun, SOUND[noun] | {field: [item] * number})

    assert (told["code"], pointers(told)[0].split("/")[1]) == ("body-invalid", field)


@pytest.mark.parametrize("noun", sorted({"investigators", "evidence", "hearing-chair"}))
@pytest.mark.usefixtures("unchanged")
def test_officers_are_of_the_bureau(bureau: Bureau, case: Json, noun: str) -> None:
    field = {"investigators": "handlers", "evidence": "officers", "hearing-chair": "chair"}[noun]
    for officer in ("nobody", "pudong-handler", "dispatcher"):
        given = officer if field == "chair" else ["xuhui-handler", officer]
        answer = bureau.desk(SENDERS[noun]).send(
            f"/cases/{case['id']}/{noun}", SOUND[noun] | {field: given}, seen=1
        )
        assert answer.status_code == 400, answer.text
        assert body_of(answer)["code"] in ("unknown-officer", "not-a-handler")


# --- filing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"surprise": 1}, "/surprise", "unknown-field"),
        ({"party": {"name": "示例", "phone": "1"}}, "/party/phone", "unknown-field"),
        ({"party": {"name": "示例", "kind": "ghost"}}, "/party/kind", "value-invalid"),
        ({"party": {"name": "示例", "province": "上海"}}, "/party/province", "malformed"),
        ({"party": {"name": "示例", "uscc": "91310104MA1FR0001A"}}, "/party/uscc",
         "uscc-check-character"),
        ({"title": " "}, "/title", "text-empty"),
        ({"violation": ""}, "/violation", "text-empty"),
        ({"handlers": ["xuhui-handler"]}, "/handlers", "two-officers-needed"),
        ({"handlers": ["xuhui-handler"] * 2}, "/handlers", "two-officers-needed"),
        ({"handlers": ["xuhui-handler", "pudong-handler"]}, "/handlers/1", "unknown-officer"),
        ({"handlers": ["a"] * 21}, "/handlers", "too-long"),
        ({"conditions": []}, "/conditions", "filing-condition-missing"),
        ({"conditions": ["initial_evidence", "penalty_due", "own_jurisdiction",
                         "within_limitation", "luck"]}, "/conditions", "filing-condition-unknown"),
        ({"occurredOn": "2030-01-01"}, "/occurredOn", "date-in-future"),
        ({"goodsValue": "1E+3"}, "/goodsValue", "amount-impossible"),
        ({"goodsValue": "NaN"}, "/goodsValue", "amount-impossible"),
        ({"goodsValue": "1.001"}, "/goodsValue", "amount-impossible"),
        ({"goodsValue": "-0"}, "/goodsValue", "amount-impossible"),
        ({"distinctFrom": "1"}, "/distinctFrom", "value-invalid"),
        ({"distinctFrom": "6f1d8f3c-2020-5302-8000-ca5e74a11000"}, "/distinctFrom",
         "no-such-record"),
        ({"effectiveOn": "2030-01-01"}, "/effectiveOn", "date-in-future"),
        ({"effectiveOn": "2022-11-01"}, "/effectiveOn", "date-before-receipt"),
    ],
)  # fmt: skip
def test_a_filing_is_checked_before_it_takes_a_number(
    bureau: Bureau, to_file: Json, change: Json, pointer: str, code: str
) -> None:
    leader, before = bureau.desk("xuhui-leader"), bureau.nobody.head()

    with on_day(bureau, DAY):
        answer = leader.send(f"/leads/{to_file['id']}/filing", filing(DAY) | change, seen=2)

    told = problem(answer, 400, body_of(answer)["code"])
    assert [(each["pointer"], each["code"]) for each in told["errors"]] == [(pointer, code)]
    assert bureau.nobody.head() == before


@pytest.fixture(scope="module")
def to_file(bureau: Bureau) -> Json:
    """A lead that is being verified."""
    return verified_lead(bureau, DAY)
