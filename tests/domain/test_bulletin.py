"""Bulletins: drafted by the division, issued by the bureau above it, corrected by another count."""

from datetime import date

import pytest

import domain.bulletin.decisions as decide
import domain.bulletin.events as e
from domain.authority import Officer, Role
from domain.bulletin.state import Bulletin, BulletinStatus, evolve
from tests.domain.story import CITY, ORGANISATIONS, PSD, XUHUI, officer, refusal, said

DISPATCHER, SUPERIOR = officer(PSD, Role.DISPATCHER), officer(CITY, Role.SUPERIOR)
FIRST, LAST, APRIL = date(2020, 1, 1), date(2020, 3, 31), date(2020, 4, 1)
QUARTER = decide.ScopeGiven(first=FIRST, last=LAST)
DRAFT = decide.DraftBulletin(kind=e.BulletinKind.QUARTERLY, title="一季度通报", scope=QUARTER)
DRAFTED = e.BulletinDrafted(
    org=PSD, issuer=CITY, kind=e.BulletinKind.QUARTERLY, title="一季度通报",
    scope=e.Scope(first=FIRST, last=LAST), cut_off=70,
)  # fmt: skip
FIGURE = e.Figure(counted=e.Counted.BATCHES, grouped_by=e.GroupedBy.ALL, value="all", number=40)
COUNTING = decide.Counting(cut_off=70, figures=(FIGURE,), sha256="ab")
ISSUED = e.BulletinIssued(number="1号", cut_off=70, figures=(FIGURE,), sha256="ab")
ISSUE = decide.IssueBulletin(number="1号")
DROPPED = e.BulletinDropped(reason="重复")


def after(*events: e.BulletinEvent) -> Bulletin:
    bulletin = None
    for event in events:
        bulletin = evolve(bulletin, event)
    assert bulletin is not None
    return bulletin


def test_a_division_drafts_for_the_bureau_above_it_up_to_now() -> None:
    assert decide.draft(DRAFT, ORGANISATIONS, head=70, by=DISPATCHER) == [DRAFTED]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2020, 1, 1), date(2020, 3, 30)),
        (date(2020, 2, 1), date(2020, 4, 30)),
        (date(2020, 1, 2), date(2020, 3, 31)),
        (date(2020, 1, 1), date(2021, 3, 31)),
        (None, date(2020, 3, 31)),
    ],
)
def test_a_quarterly_bulletin_counts_a_quarter(first: date | None, last: date) -> None:
    scope = decide.ScopeGiven(first=first, last=last)
    command = decide.DraftBulletin(kind=e.BulletinKind.QUARTERLY, title="通报", scope=scope)

    refused = refusal(lambda: decide.draft(command, ORGANISATIONS, head=70, by=DISPATCHER))

    assert said(refused) == ("invalid", "period-not-a-quarter", None)


@pytest.mark.parametrize(
    ("scope", "cut_off", "code"),
    [
        (decide.ScopeGiven(), None, "bulletin-without-scope"),
        (decide.ScopeGiven(first=LAST, last=FIRST), None, "period-inverted"),
        (decide.ScopeGiven(sampling_rules=("甲",)), 71, "cut-off-in-future"),
    ],
)
def test_a_special_bulletin_counts_something_that_is_there(
    scope: decide.ScopeGiven, cut_off: int | None, code: str
) -> None:
    command = decide.DraftBulletin(
        kind=e.BulletinKind.SPECIAL, title="通报", scope=scope, cut_off=cut_off
    )

    refused = refusal(lambda: decide.draft(command, ORGANISATIONS, head=70, by=DISPATCHER))

    assert said(refused) == ("invalid", code, None)


def test_a_draft_changes_only_in_what_is_given() -> None:
    command = decide.RedraftBulletin(title="通报（二稿）", cut_off=60)

    events = decide.redraft(after(DRAFTED), command, head=70, by=DISPATCHER)

    assert events == [e.BulletinRedrafted(title="通报（二稿）", cut_off=60)]
    changed = after(DRAFTED, *events)
    assert (changed.scope, changed.cut_off) == (DRAFTED.scope, 60)
    scope = decide.ScopeGiven(first=APRIL, last=date(2020, 6, 30))
    moved = decide.redraft(changed, decide.RedraftBulletin(scope=scope), head=70, by=DISPATCHER)
    assert after(DRAFTED, *events, *moved).cut_off == 60
    assert after(DRAFTED, *events, *moved).scope == scope.as_recorded()


def test_the_bureau_issues_the_figures_once_the_period_is_over() -> None:
    events = decide.issue(after(DRAFTED), ISSUE, COUNTING, by=SUPERIOR, today=APRIL)

    assert events == [ISSUED]
    assert after(DRAFTED, ISSUED).status is BulletinStatus.ISSUED
    early = refusal(lambda: decide.issue(after(DRAFTED), ISSUE, COUNTING, by=SUPERIOR, today=LAST))
    assert said(early) == ("out-of-order", "bulletin-period-open", None)


@pytest.mark.parametrize(
    ("someone", "code"),
    [
        (DISPATCHER, "role-not-granted"),
        (officer(XUHUI, Role.SUPERIOR), "not-your-organisation"),
    ],
)
def test_only_the_bureau_issues(someone: Officer, code: str) -> None:
    refused = refusal(
        lambda: decide.issue(after(DRAFTED), ISSUE, COUNTING, by=someone, today=APRIL)
    )

    assert said(refused) == ("not-permitted", code, None)


@pytest.mark.parametrize("ended", [ISSUED, DROPPED], ids=["issued", "dropped"])
def test_what_is_issued_or_dropped_is_no_draft(ended: e.BulletinEvent) -> None:
    bulletin = after(DRAFTED, ended)
    for act in (
        lambda: decide.redraft(bulletin, decide.RedraftBulletin(), head=70, by=DISPATCHER),
        lambda: decide.drop(bulletin, decide.DropBulletin(reason="重复"), by=DISPATCHER),
        lambda: decide.issue(bulletin, ISSUE, COUNTING, by=SUPERIOR, today=APRIL),
    ):
        assert said(refusal(act)) == ("out-of-order", "bulletin-not-a-draft", None)


def test_a_draft_can_be_dropped() -> None:
    events = decide.drop(after(DRAFTED), decide.DropBulletin(reason="重复"), by=DISPATCHER)

    assert events == [DROPPED]


def test_what_was_issued_is_corrected_by_a_later_count() -> None:
    command = decide.CorrectBulletin(number="2号", reason="数据有误")
    later = decide.Counting(cut_off=90, figures=(), sha256="cd")

    events = decide.correct(after(DRAFTED, ISSUED), command, later, by=SUPERIOR)

    corrected = after(DRAFTED, ISSUED, *events)
    assert (corrected.status, corrected.cut_off) == (BulletinStatus.CORRECTED, 90)
    assert corrected.sha256 == "cd"
    again = refusal(lambda: decide.correct(corrected, command, later, by=SUPERIOR))
    assert said(again) == ("invalid", "cut-off-not-later", None)
    draft = refusal(lambda: decide.correct(after(DRAFTED), command, later, by=SUPERIOR))
    assert said(draft) == ("out-of-order", "bulletin-not-issued", None)
