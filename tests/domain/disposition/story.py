"""A kettle made in Pudong and sold in Xuhui, sampled by the corps: steps played by their nouns."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

import domain.disposition.events as e
from application.dispositions import LINKING, PLAIN
from domain.authority import Officer, Role
from domain.case.kinds import PenaltyKind
from domain.case.law import Law, Moment
from domain.commands import Command
from domain.disposition import decisions, ending, escalation
from domain.disposition.acting import about
from domain.disposition.clocks import clocks_of
from domain.disposition.events import RecipientRole
from domain.disposition.kinds import ObjectionGround
from domain.disposition.requirements import About
from domain.disposition.state import Disposition, evolve
from domain.party import EnterpriseGiven
from domain.refusals import Refusal
from tests.domain.statute.published import calendar, rules
from tests.domain.story import CITY, CORPS, OPENED, PUDONG, XUHUI, officer

LAW = Law(rules(), calendar())
SELLER, PRODUCER = RecipientRole.SELLER, RecipientRole.PRODUCER
PLATFORM = RecipientRole.PLATFORM
ORGANISER = officer(CORPS, Role.DISPATCHER)
PUDONG_OFFICER, XUHUI_OFFICER = officer(PUDONG, Role.HANDLER), officer(XUHUI, Role.HANDLER)
PROVINCE = officer(CITY, Role.SUPERIOR)

MAKER, SHOP = (
    replace(each, handling_org=org, outside=False)
    for each, org in zip(OPENED.recipients, (PUDONG, XUHUI), strict=True)
)
HERE = replace(OPENED, recipients=(MAKER, SHOP))
ABROAD = OPENED
LICENSED = replace(HERE, licence_at_stake=True)
CASE, OTHER_CASE, LEAD, REFERRAL = (UUID(int=number) for number in (60, 61, 62, 63))
TODAY = date(2030, 1, 1)

BY: dict[str, Officer] = {
    "correction-orders": PUDONG_OFFICER,
    "correction-reports": PUDONG_OFFICER,
    "rechecks": PUDONG_OFFICER,
    "non-corrections": PUDONG_OFFICER,
    "resumptions": PUDONG_OFFICER,
    "reports-up": PUDONG_OFFICER,
    "announcements": PROVINCE,
    "suspension-orders": PUDONG_OFFICER,
    "licence-revocations": PUDONG_OFFICER,
}
# What a command says where a story does not.
GIVEN: dict[str, dict[str, Any]] = {
    "recipients": {
        "enterprise": EnterpriseGiven(name="示例平台", place="上海市浦东新区"),
        "reason": "样品购自该平台",
    },
    "objections": {"text": "异议"},
    "objection-answers": {"text": "答复"},
    "retests": {"text": "同意复检"},
    "retest-lab": {"lab": "示例检测中心"},
    "retest-report": {"report_no": "复1"},
    "retest-end": {"reason": "备用样品损毁"},
    "assignments": {"to_org": PUDONG, "reason": "生产地"},
    "cross-province-notices": {"reason": "生产地在外省"},
    "correction-orders": {"text": "限期改正"},
    "correction-reports": {"text": "已整改"},
    "rechecks": {"text": "按细则抽样复查"},
    "non-corrections": {"text": "未改正"},
    "reports-up": {"to_org": CITY},
    "announcements": {"place": "市局网站"},
    "suspension-orders": {"case": CASE},
    "licence-revocations": {"case": CASE},
    "case-links": {"reason": "严重质量问题"},
    "breaches": {"text": "仍在销售"},
    "completion": {"text": "办结"},
    "corrections": {"reason": "录入有误"},
}
WITHOUT_RECIPIENT = {"completion", "corrections", "recipients"}


def decided(**changed: Any) -> escalation.Decided:  # noqa: ANN401 - fields of what was decided
    """A case of the matter that decided both penalties."""
    whole = escalation.Decided(
        case=CASE,
        number="示例处罚〔2020〕1号",
        of_matter=True,
        party=MAKER.enterprise.name,
        party_uscc=MAKER.enterprise.uscc,
        on=date(2020, 10, 20),
        penalties={PenaltyKind.SUSPENSION_ORDER, PenaltyKind.LICENCE_REVOCATION},
    )
    return replace(whole, **changed)


class More(Struct, frozen=True):
    """What the application finds out for a step."""

    decided: escalation.Decided
    lead: UUID | None
    referral: UUID = REFERRAL
    bureau: decisions.Bureau = (PUDONG, False)
    filed: bool = True


Decide = Callable[[Disposition, Any, Moment, Officer, More], list[e.DispositionEvent]]
Decision = Callable[..., list[e.DispositionEvent]]


def asking(decide: Decision, *names: str) -> Decide:
    """A decision, with what it takes of `More` between its command and the moment."""

    def decided_on(of: Disposition, asked: Any, moment: Moment, by: Officer, more: More) -> Any:  # noqa: ANN401 - any command
        found = (getattr(more, name) for name in names)
        return decide(of, asked, *found, moment, by=by)

    return decided_on


def up(of: Disposition, command: Any, moment: Moment, by: Officer, _: More) -> Any:  # noqa: ANN401 - any command
    at_province = command.to_org == CITY
    return escalation.report_up(of, command, moment, by=by, at_province=at_province)


def closed(of: Disposition, command: Any, moment: Moment, by: Officer, more: More) -> Any:  # noqa: ANN401 - any command
    return ending.complete(of, command, moment, by=by, filed=more.filed)


STEPS: dict[str, tuple[type[Command], Decide]] = {
    **{noun: (command, asking(decide)) for noun, command, decide in PLAIN},
    **{noun: (command, asking(decide, "lead")) for noun, command, decide in LINKING},
    "recipients": (decisions.AddRecipient, asking(decisions.add_recipient, "bureau")),
    "assignments": (decisions.AssignBureau, asking(decisions.assign)),
    "cross-province-notices": (
        decisions.NotifyOutside,
        asking(decisions.notify_outside, "referral"),
    ),
    "completion": (ending.Complete, closed),
    "reports-up": (escalation.ReportUp, up),
    "suspension-orders": (
        escalation.OrderSuspension,
        asking(escalation.order_suspension, "decided"),
    ),
    "licence-revocations": (escalation.RevokeLicence, asking(escalation.revoke_licence, "decided")),
}


class Told(Struct, frozen=True):
    """A disposition as it has come so far."""

    disposition: Disposition

    def moment(self, on: date, today: date = TODAY) -> Moment:
        """A moment in its life."""
        return Moment(on=on, today=today, law=LAW, clocks=clocks_of(self.disposition))

    def about(self, role: RecipientRole) -> About:
        """A recipient of it."""
        return about(self.disposition, role)

    def events(
        self,
        noun: str,
        on: str,
        by: Officer | None = None,
        **fields: Any,  # noqa: ANN401 - of a command
    ) -> list[e.DispositionEvent]:
        """What a step records on a day, or the domain's refusal."""
        day = date.fromisoformat(on)
        command, decide = STEPS[noun]
        more = More(
            decided=fields.pop("decided", decided()),
            lead=None if "case" in fields else LEAD,
            filed=fields.pop("filed", True),
        )
        who = by or BY.get(noun, ORGANISER)
        given: dict[str, Any] = GIVEN.get(noun, {}) | fields
        if noun not in WITHOUT_RECIPIENT:
            given = {"recipient": PRODUCER} | given
        if noun in {"result-notice", "objections", "retests"}:
            given = {"received_on": day} | given
        asked = command(**given)
        return decide(self.disposition, asked, self.moment(asked.acted_on or day), who, more)

    def then(
        self,
        noun: str,
        on: str,
        by: Officer | None = None,
        **fields: Any,  # noqa: ANN401 - of a command
    ) -> "Told":
        """The disposition after a step."""
        return self.after(*self.events(noun, on, by, **fields))

    def after(self, *events: e.DispositionEvent) -> "Told":
        """The disposition after events."""
        disposition = self.disposition
        for event in events:
            disposition = evolve(disposition, event)
        return Told(disposition)

    def refused(
        self,
        noun: str,
        on: str,
        by: Officer | None = None,
        **fields: Any,  # noqa: ANN401 - of a command
    ) -> tuple[str, str | None, str | None]:
        """How a step is refused: the code, the rule, and the article in force."""
        try:
            found = self.events(noun, on, by, **fields)
        except Refusal as no:
            return no.code, no.basis, no.facts.get("article")
        raise AssertionError(f"not refused: {found}")

    @property
    def stages(self) -> dict[str, str]:
        """Where each recipient stands."""
        return {each.role.value: each.stage.value for each in self.disposition.tracks}

    @property
    def status(self) -> str:
        """Where the disposition stands."""
        return self.disposition.status.value


def opened(event: e.DispositionOpened = HERE) -> Told:
    """The disposition as it begins."""
    return Told(evolve(None, event))


# The producer's way (law.md V14, V15): ordered on 16 March, re-checked too late for nobody.
TOLD = (
    opened()
    .then("result-notice", "2020-03-04")
    .then("result-notice", "2020-03-05", recipient=SELLER)
)
ORDERED = TOLD.then("correction-orders", "2020-03-16")
REPORTED = ORDERED.then("correction-reports", "2020-05-05")  # day 50
FAILED = REPORTED.then("rechecks", "2020-05-28", passed=False)
UP = FAILED.then("reports-up", "2020-06-05")
ANNOUNCED = UP.then("announcements", "2020-07-15")
FAILED_AGAIN = ANNOUNCED.then("rechecks", "2020-09-20", passed=False)
SUSPENDED = FAILED_AGAIN.then("suspension-orders", "2020-10-21", until=date(2020, 11, 20))
FAILED_THRICE = SUSPENDED.then("rechecks", "2020-11-25", passed=False)
REVOKED = FAILED_THRICE.then(
    "licence-revocations", "2021-01-11", decided=decided(on=date(2021, 1, 10))
)
# The conclusion contested by the producer.
OBJECTED = TOLD.then("objections", "2020-03-10", ground=ObjectionGround.CONCLUSION)
RETESTED = OBJECTED.then("retests", "2020-03-16")
DONE = RETESTED.then("retest-formalities", "2020-03-20")
NAMED = DONE.then("retest-lab", "2020-03-26")
