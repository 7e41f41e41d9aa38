"""Bulletins: drafted by the division, issued by the bureau above it, corrected by another count."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

import domain.bulletin.decisions as decide
import domain.bulletin.events as e
from domain.authority import Officer, Role
from domain.bulletin.state import Bulletin, BulletinStatus, Taken, evolve, taken
from domain.reference.campaigns import Campaign, CampaignKind
from domain.reference.catalogue import ProductKind, RiskClass
from domain.reference.state import Reference
from tests.domain.story import CITY, ORGANISATIONS, PSD, XUHUI, officer, refusal, said

DISPATCHER, SUPERIOR = officer(PSD, Role.DISPATCHER), officer(CITY, Role.SUPERIOR)
FIRST, LAST, APRIL = date(2020, 1, 1), date(2020, 3, 31), date(2020, 4, 1)
TODAY = date(2020, 4, 20)
AT = datetime(2020, 4, 1, 8, 30, 15, tzinfo=UTC)
KETTLES = ProductKind(code="kettles", name_zh="电水壶", name_en="kettles", risk=RiskClass.B)
EVENT = Campaign(
    code="ciie", kind=CampaignKind.EVENT, name_zh="进博会", name_en="CIIE", first=FIRST, last=None
)
KNOWN = Reference(
    organisations=ORGANISATIONS, catalogue={KETTLES.code: KETTLES}, campaigns={"ciie": EVENT}
)
QUARTER = decide.ScopeGiven(first=FIRST, last=LAST)
DRAFT = decide.DraftBulletin(kind=e.BulletinKind.QUARTERLY, title="一季度通报", scope=QUARTER)
DRAFTED = e.BulletinDrafted(
    org=PSD, issuer=CITY, kind=e.BulletinKind.QUARTERLY, title="一季度通报",
    scope=e.Scope(first=FIRST, last=LAST), cut_off=70, cut_off_at=AT,
)  # fmt: skip
FIGURE = e.Figure(counted=e.Counted.BATCHES, grouped_by=e.GroupedBy.ALL, value="all", number=40)
COUNTING = decide.Counting(cut_off=70, figures=(FIGURE,), sha256="ab", cut_off_at=AT)
ISSUED = e.BulletinIssued(
    number="1号", cut_off=70, figures=(FIGURE,), sha256="ab", cut_off_at=AT
)  # fmt: skip
OTHER = e.Figure(counted=e.Counted.BATCHES, grouped_by=e.GroupedBy.ALL, value="all", number=39)
LATER = decide.Counting(cut_off=90, figures=(OTHER,), sha256="cd")
ISSUE = decide.IssueBulletin(number="1号")
CORRECT = decide.CorrectBulletin(number="2号", reason="数据有误")
DROPPED = e.BulletinDropped(reason="重复")
WITHDRAWN = e.BulletinWithdrawn(reason="有重大错误")
DAY = decide.Day(APRIL, APRIL)
CUT_OFF = decide.CutOff(70, AT)


def after(*events: e.BulletinEvent) -> Bulletin:
    bulletin = None
    for event in events:
        bulletin = evolve(bulletin, event)
    assert bulletin is not None
    return bulletin


def drafted(
    command: decide.DraftBulletin, cut_off: decide.CutOff = CUT_OFF, by: Officer = DISPATCHER
) -> list[e.BulletinEvent]:
    return decide.draft(command, KNOWN, cut_off, head=70, by=by, today=TODAY)


def redrafted(
    bulletin: Bulletin, command: decide.RedraftBulletin, cut_off: decide.CutOff | None = None
) -> list[e.BulletinEvent]:
    return decide.redraft(bulletin, command, KNOWN, cut_off, head=70, by=DISPATCHER, today=TODAY)


def issued(
    bulletin: Bulletin,
    counting: decide.Counting = COUNTING,
    by: Officer = SUPERIOR,
    day: decide.Day = DAY,
) -> list[e.BulletinEvent]:
    return decide.issue(bulletin, ISSUE, counting, by=by, day=day)


def corrected(
    bulletin: Bulletin,
    command: decide.CorrectBulletin = CORRECT,
    counting: decide.Counting = LATER,
    day: decide.Day = DAY,
) -> list[e.BulletinEvent]:
    return decide.correct(bulletin, command, KNOWN, counting, by=SUPERIOR, day=day)


def special(**scope: object) -> decide.DraftBulletin:
    given = decide.ScopeGiven(**scope)  # type: ignore[arg-type]
    return decide.DraftBulletin(kind=e.BulletinKind.SPECIAL, title="通报", scope=given)


def test_a_division_drafts_for_the_bureau_above_it_up_to_now() -> None:
    assert drafted(DRAFT) == [DRAFTED]


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

    refused = refusal(lambda: drafted(command))

    assert said(refused) == ("invalid", "period-not-a-quarter", None)


@pytest.mark.parametrize(
    ("command", "cut_off", "pointer", "code"),
    [
        (special(), 70, "/scope", "bulletin-without-scope"),
        (special(first=LAST, last=FIRST), 70, "/scope/last", "period-inverted"),
        (special(first=date(2020, 4, 21)), 70, "/scope/first", "period-in-future"),
        (special(sampling_rules=("甲",)), 71, "/cutOff", "cut-off-in-future"),
        (special(product_kinds=("kettles", "nothing")), 70, "/scope/productKinds/1",
         "unknown-product-kind"),
        (special(campaigns=("nothing",)), 70, "/scope/campaigns/0", "unknown-campaign"),
        (special(campaigns=("ciie", "ciie")), 70, "/scope/campaigns/1", "given-twice"),
        (decide.DraftBulletin(kind=e.BulletinKind.SPECIAL, title="通报", scope=QUARTER,
                              cut_off=70, cut_off_at=AT), 70, "/cutOffAt", "cut-off-twice"),
    ],
)  # fmt: skip
def test_a_bulletin_counts_something_that_is_there(
    command: decide.DraftBulletin, cut_off: int, pointer: str, code: str
) -> None:
    refused = refusal(lambda: drafted(command, decide.CutOff(cut_off)))

    assert said(refused) == ("invalid", code, None)
    assert getattr(refused, "pointer", None) == pointer


def test_a_draft_changes_only_in_what_is_given() -> None:
    command = decide.RedraftBulletin(title="通报（二稿）", cut_off=60)

    events = redrafted(after(DRAFTED), command, decide.CutOff(60))

    assert events == [e.BulletinRedrafted(title="通报（二稿）", cut_off=60)]
    changed = after(DRAFTED, *events)
    assert (changed.title, changed.scope, changed.cut_off) == ("通报（二稿）", DRAFTED.scope, 60)
    assert changed.cut_off_at is None
    scope = decide.ScopeGiven(first=date(2019, 10, 1), last=date(2019, 12, 31))
    moved = redrafted(changed, decide.RedraftBulletin(scope=scope))
    assert after(DRAFTED, *events, *moved).cut_off == 60
    assert after(DRAFTED, *events, *moved).scope == scope.as_recorded()


@pytest.mark.parametrize(
    ("command", "cut_off"),
    [
        (decide.RedraftBulletin(), None),
        (decide.RedraftBulletin(title="一季度通报", scope=QUARTER), None),
        (decide.RedraftBulletin(cut_off=70), decide.CutOff(70, AT)),
        # A form tells a moment to the minute, at which less may have been recorded.
        (decide.RedraftBulletin(cut_off_at=AT.replace(second=0)), decide.CutOff(69)),
    ],
)
def test_a_draft_is_not_changed_to_what_it_is(
    command: decide.RedraftBulletin, cut_off: decide.CutOff | None
) -> None:
    refused = refusal(lambda: redrafted(after(DRAFTED), command, cut_off))

    assert said(refused) == ("invalid", "nothing-to-change", None)


def test_a_draft_is_counted_up_to_another_moment() -> None:
    before = AT.replace(hour=7)
    command = decide.RedraftBulletin(cut_off_at=before)

    events = redrafted(after(DRAFTED), command, decide.CutOff(66, before))

    assert events == [e.BulletinRedrafted(cut_off=66, cut_off_at=before)]
    assert after(DRAFTED, *events).cut_off_at == before


def test_the_bureau_issues_the_figures_once_the_period_is_over() -> None:
    events = issued(after(DRAFTED))

    assert events == [ISSUED]
    assert after(DRAFTED, ISSUED).status is BulletinStatus.ISSUED
    early = refusal(lambda: issued(after(DRAFTED), day=decide.Day(LAST, LAST)))
    assert said(early) == ("out-of-order", "bulletin-period-open", None)


def test_the_day_that_counts_is_the_one_it_is_issued_on() -> None:
    backdated = refusal(lambda: issued(after(DRAFTED), day=decide.Day(APRIL, TODAY)))

    assert said(backdated) == ("invalid", "bulletin-date-too-early", None)
    scope = e.Scope(first=TODAY)
    later = after(e.BulletinDrafted(
        org=PSD, issuer=CITY, kind=e.BulletinKind.SPECIAL, title="通报", scope=scope, cut_off=70
    ))  # fmt: skip
    early = refusal(lambda: issued(later))
    assert said(early) == ("invalid", "period-in-future", None)


def test_a_bulletin_on_nothing_is_not_issued() -> None:
    nothing = decide.Counting(cut_off=70, figures=(), sha256="ab")

    refused = refusal(lambda: issued(after(DRAFTED), nothing))

    assert said(refused) == ("out-of-order", "bulletin-empty", None)


@pytest.mark.parametrize(
    ("someone", "code"),
    [
        (DISPATCHER, "role-not-granted"),
        (officer(XUHUI, Role.SUPERIOR), "not-your-organisation"),
    ],
)
def test_only_the_bureau_issues(someone: Officer, code: str) -> None:
    refused = refusal(lambda: issued(after(DRAFTED), by=someone))

    assert said(refused) == ("not-permitted", code, None)


@pytest.mark.parametrize("ended", [ISSUED, DROPPED], ids=["issued", "dropped"])
def test_what_is_issued_or_dropped_is_no_draft(ended: e.BulletinEvent) -> None:
    bulletin = after(DRAFTED, ended)
    for act in (
        lambda: redrafted(bulletin, decide.RedraftBulletin()),
        lambda: decide.drop(bulletin, decide.DropBulletin(reason="重复"), by=DISPATCHER, day=DAY),
        lambda: issued(bulletin),
    ):
        assert said(refusal(act)) == ("out-of-order", "bulletin-not-a-draft", None)


def test_a_draft_can_be_dropped() -> None:
    command = decide.DropBulletin(reason="重复")

    events = decide.drop(after(DRAFTED), command, by=DISPATCHER, day=DAY)

    assert events == [DROPPED]


def test_what_was_issued_is_corrected_by_a_later_count() -> None:
    events = corrected(after(DRAFTED, ISSUED))

    bulletin = after(DRAFTED, ISSUED, *events)
    assert (bulletin.status, bulletin.cut_off) == (BulletinStatus.CORRECTED, 90)
    assert bulletin.sha256 == "cd"
    again = refusal(lambda: corrected(bulletin))
    assert said(again) == ("invalid", "cut-off-not-later", None)
    draft = refusal(lambda: corrected(after(DRAFTED)))
    assert said(draft) == ("out-of-order", "bulletin-not-issued", None)
    early = refusal(lambda: corrected(after(DRAFTED, ISSUED), day=decide.Day(APRIL, TODAY)))
    assert said(early) == ("invalid", "bulletin-date-too-early", None)


def test_a_correction_says_something_else() -> None:
    bulletin = after(DRAFTED, ISSUED)
    same = decide.Counting(cut_off=90, figures=(FIGURE,), sha256="cd")

    refused = refusal(lambda: corrected(bulletin, counting=same))

    assert said(refused) == ("out-of-order", "correction-unchanged", None)
    titled = decide.CorrectBulletin(number="2号", reason="标题有误", title="2020年一季度通报")
    (event,) = corrected(bulletin, titled, same)
    assert after(DRAFTED, ISSUED, event).title == "2020年一季度通报"
    scope = decide.ScopeGiven(first=date(2019, 10, 1), last=date(2019, 12, 31))
    moved = decide.CorrectBulletin(number="2号", reason="统计期有误", scope=scope)
    (event,) = corrected(bulletin, moved, same)
    assert after(DRAFTED, ISSUED, event).scope == scope.as_recorded()


def test_what_was_issued_can_be_withdrawn_and_is_then_not_corrected() -> None:
    command = decide.WithdrawBulletin(reason="有重大错误")
    bulletin = after(DRAFTED, ISSUED)

    events = decide.withdraw(bulletin, command, by=SUPERIOR, day=DAY)

    assert events == [WITHDRAWN]
    withdrawn = after(DRAFTED, ISSUED, WITHDRAWN)
    assert withdrawn.status is BulletinStatus.WITHDRAWN
    for act in (
        lambda: decide.withdraw(withdrawn, command, by=SUPERIOR, day=DAY),
        lambda: corrected(withdrawn),
    ):
        assert said(refusal(act)) == ("out-of-order", "bulletin-withdrawn", None)
    draft = refusal(lambda: decide.withdraw(after(DRAFTED), command, by=SUPERIOR, day=DAY))
    assert said(draft) == ("out-of-order", "bulletin-not-issued", None)


def test_a_number_or_quarter_is_one_bulletins_until_it_is_left() -> None:
    one = UUID(int=1)
    claimed = taken(None, e.BulletinClaimed(bulletin=one))

    assert claimed == Taken(one)
    assert taken(claimed, e.BulletinReleased(bulletin=one)) == Taken(None)
