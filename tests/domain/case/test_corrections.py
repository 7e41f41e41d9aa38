"""更正: what the party was told is not corrected, and limitation is asked again (PP-LIMITATION)."""

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from domain.case import acts, corrections
from domain.case import events as e
from domain.case.filing import PartyGiven
from domain.case.kinds import PartyKind, ServedPaper, Stage
from tests.domain.case.story import BOTH, FILED, FIRM, IN_2020, Told, at, cited, filed, pp
from tests.domain.story import refusal, said

SAME = PartyGiven(name=FIRM.name, kind=PartyKind.ENTITY, province="31", address="示例路2号")
OTHER = replace(SAME, name="示例另一厂")
CHANGES = pytest.mark.parametrize(
    "change",
    [
        {"party": OTHER},
        {"party": replace(SAME, kind=PartyKind.PERSON)},
        {"party": replace(SAME, uscc="91310104MA1FR0001F")},
        {"violation": "生产不合格电水壶"},
        {"product": "电饭锅"},
        {"batch": "2"},
    ],
    ids=["name", "kind", "code", "violation", "product", "batch"],
)


def correct(told: Told, **change: object) -> list[e.CaseEvent]:
    command = corrections.Correct(corrects=1, reason="笔误")
    return told.ask(corrections.correct, replace(command, **change))


@BOTH
@CHANGES
def test_what_the_party_was_told_needs_a_fresh_notice(
    change: dict[str, object], filed_on: date
) -> None:
    assert correct(at(Stage.NOTICE_PENDING, filed_on), **change)

    refused = refusal(lambda: correct(at(Stage.NOTICE_WINDOW, filed_on), **change))

    assert said(refused) == ("out-of-order", "correction-after-notice", "PP-NOTICE-FIRST")
    assert cited(refused) == pp(filed_on, "50-52", "56-58")


@BOTH
@CHANGES
def test_what_was_decided_is_not_corrected(change: dict[str, object], filed_on: date) -> None:
    refused = refusal(lambda: correct(at(Stage.DECIDED, filed_on), **change))

    assert said(refused) == ("out-of-order", "correction-after-decision", "PP-DOC")
    assert cited(refused) == pp(filed_on, "55", "62")


@pytest.mark.parametrize("stage", [Stage.NOTICE_WINDOW, Stage.DECIDED])
def test_an_address_or_the_value_is_corrected_even_then(stage: Stage) -> None:
    (event,) = correct(at(stage), party=SAME, goods_value=Decimal(100))

    assert isinstance(event, e.CaseCorrected)
    assert event.party is not None
    assert event.party.address == "示例路2号"


def test_while_a_notice_is_published_it_is_told_already() -> None:
    told = at(Stage.NOTICE_PENDING)
    started = e.PublicNoticeStarted(
        paper=ServedPaper.NOTICE, on=told.on(26), place="网站", why="下落不明"
    )

    refused = refusal(lambda: correct(told.then(told.on(26), started), party=OTHER))

    assert refused.code == "correction-after-notice"


@pytest.mark.parametrize(
    ("filed_on", "occurred_on", "grave", "last"),
    [
        # The lead was received on the day of the filing, or before it.
        ("2020-03-02", "2018-03-02", "safety harm", None),
        ("2020-03-02", "2018-03-01", "safety harm", "2020-03-01"),
        ("2021-07-14", "2016-07-14", "safety harm", "2018-07-14"),
        ("2021-07-15", "2016-07-15", "safety harm", None),
        ("2021-07-15", "2016-07-14", "safety harm", "2021-07-14"),
        ("2021-07-15", "2016-07-15", "safety", "2018-07-15"),
        ("2021-07-15", "2016-07-15", "harm", "2018-07-15"),
    ],
)
def test_another_day_of_the_act_is_asked_for_limitation_again(
    filed_on: str, occurred_on: str, grave: str, last: str | None
) -> None:
    told = filed(date.fromisoformat(filed_on))
    change = {
        "occurred_on": date.fromisoformat(occurred_on),
        "touches_safety": "safety" in grave,
        "harm_resulted": "harm" in grave,
    }

    if last is None:
        (event,) = correct(told, **change)
        assert told.then(told.since, event).case.filed.occurred_on == change["occurred_on"]
        return
    refused = refusal(lambda: correct(told, **change))
    assert (refused.code, refused.facts["date"]) == ("limitation-passed", last)


def test_the_day_it_was_found_is_that_of_the_lead() -> None:
    told = filed(IN_2020, replace(FILED, found_on=date(2020, 2, 20)))

    assert correct(told, occurred_on=date(2018, 2, 20))
    refused = refusal(lambda: correct(told, occurred_on=date(2018, 2, 19)))
    assert cited(refused) == ("APL2017", "29")


def test_harm_that_did_not_come_of_it_shortens_the_time() -> None:
    told = filed(
        date(2021, 7, 15),
        replace(FILED, occurred_on=date(2017, 1, 1), touches_safety=True, harm_resulted=True),
    )

    assert refusal(lambda: correct(told, harm_resulted=False)).code == "limitation-passed"


# --- by what an act is known ---------------------------------------------------------------------

CODE = "91310104MA1FR0001F"


def keys(name: str, uscc: str | None = None, product: str | None = "电水壶") -> frozenset[str]:
    party = e.Party(name=name, kind=PartyKind.ENTITY, uscc=uscc)
    return acts.act_keys(replace(FILED, party=party, product=product, batch="1"))


def test_an_act_is_known_by_the_code_and_by_the_name() -> None:
    both, code, name = (
        keys("示例电器（上海）有限公司", CODE),
        keys("示例 新名", CODE.lower()),
        keys("示例电器(上海)有限公司"),
    )

    assert both & code
    assert both & name
    assert not code & name


@pytest.mark.parametrize("name", ["示例Ａ厂", "示例 a 厂", "示例-A厂", "示例（A）厂"])
def test_how_a_name_is_written_says_nothing(name: str) -> None:
    assert acts.normalised(name) == "示例a厂"


def test_without_a_product_it_is_the_violation_that_counts() -> None:
    assert keys("示例厂", product=None) & keys("示例厂", product=None)
    assert not keys("示例厂") & keys("示例厂", product=None)
    assert not keys("示例厂") & keys("示例厂", product="电饭锅")
