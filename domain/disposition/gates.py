"""What each step of a disposition needs, as a checklist with the article of every item (law.md 5).

One table answers the checklist, the allowed actions and the refusals. To add a rule: a function of
the recipient and the moment, and a line in `STEPS`.
"""

from collections.abc import Mapping
from enum import StrEnum

from domain.authority import Act
from domain.case.law import Moment, cite
from domain.disposition import requirements as n
from domain.disposition.requirements import About
from domain.disposition.state import DispositionStatus as At
from domain.gates import Gate, missing
from domain.refusals import OutOfOrder


class Step(StrEnum):
    """The steps of a disposition; named as they are POSTed to."""

    NOTICE = "result-notice"
    RECIPIENT = "recipients"
    OBJECTION = "objections"
    ANSWER = "objection-answers"
    RETEST = "retests"
    FORMALITIES = "retest-formalities"
    LAB = "retest-lab"
    RETEST_REPORT = "retest-report"
    RETEST_END = "retest-end"
    ASSIGNMENT = "assignments"
    OUTSIDE = "cross-province-notices"
    ORDER = "correction-orders"
    REPORT = "correction-reports"
    RECHECK = "rechecks"
    NOT_CORRECTED = "non-corrections"
    RESUMPTION = "resumptions"
    REPORT_UP = "reports-up"
    ANNOUNCEMENT = "announcements"
    SUSPENSION = "suspension-orders"
    REVOCATION = "licence-revocations"
    CASE_LINK = "case-links"
    BREACH = "breaches"
    COMPLETION = "completion"
    CORRECTION = "corrections"


def at(rule: str, *stages: At) -> Gate[About]:
    """The gate that the recipient stands at one of these stages."""
    allowed = frozenset(stages)
    return Gate("standing", rule, lambda about, _: _stage(about) in allowed)


def _stage(about: About) -> At:
    return At.CLOSED if about.disposition.completed else about.track.stage


def not_closed(rule: str) -> Gate[About]:
    """The gate that the disposition is not completed."""
    return Gate("not-closed", rule, n.is_not_closed)


TOLD = Gate("told", "PSS-NOTIFY", n.is_told)
OPERATES = Gate("operates", "PSS-OBJECT", n.operates)
NOT_CLEARED = Gate("not-cleared", "PSS-RETEST-END", n.is_not_cleared)
NOT_SETTLED = Gate("not-settled", "PSS-RETEST-END", n.is_not_settled)
NOT_REFERRED = Gate("not-referred-outside", "PSS-OUTSIDE", n.is_not_referred)
NOT_ORDERED = Gate("not-ordered", "PSS-RECTIFY", n.is_not_ordered)
HAS_OBJECTION = Gate("objection-open", "PSS-OBJ-KIND", n.has_objection)

STEPS: Mapping[Step, tuple[Gate[About], ...]] = {
    Step.NOTICE: (
        not_closed("PSS-NOTIFY"),
        Gate("untold", "PSS-NOTIFY", n.is_untold),
        NOT_CLEARED,
    ),
    Step.RECIPIENT: (
        not_closed("PSS-NOTIFY"),
        Gate("conclusion-stands", "PSS-NOTIFY", n.is_upheld),
        Gate("recipient-vacant", "PSS-NOTIFY", n.has_vacancy),
    ),
    Step.OBJECTION: (
        not_closed("PSS-OBJECT"),
        TOLD,
        OPERATES,
        NOT_CLEARED,
        NOT_SETTLED,
        Gate("no-open-objection", "PSS-OBJ-KIND", n.has_no_objection),
        Gate("objection-in-time", "PSS-OBJECT", n.in_objection_time),
    ),
    Step.ANSWER: (
        not_closed("PSS-OBJ-KIND"),
        Gate("left-to-answer", "PSS-RETEST-END", n.is_left_to_answer),
        HAS_OBJECTION,
    ),
    Step.RETEST: (
        not_closed("PSS-OBJ-KIND"),
        NOT_SETTLED,
        HAS_OBJECTION,
        Gate("objection-to-conclusion", "PSS-OBJ-KIND", n.is_about_the_conclusion),
        NOT_CLEARED,
        Gate("no-retest", "PSS-RETEST-END", n.is_untested),
    ),
    Step.FORMALITIES: (
        not_closed("PSS-RETEST-FORM"),
        Gate("formalities-due", "PSS-RETEST-FORM", n.awaits_formalities),
        Gate("formalities-in-time", "PSS-RETEST-FORM", n.in_formalities_time),
    ),
    Step.LAB: (
        not_closed("PSS-RETEST-LAB"),
        Gate("lab-due", "PSS-RETEST-LAB", n.awaits_lab),
    ),
    Step.RETEST_REPORT: (
        not_closed("PSS-RETEST-END"),
        Gate("lab-named", "PSS-RETEST-LAB", n.awaits_report),
    ),
    Step.RETEST_END: (
        not_closed("PSS-RETEST-END"),
        Gate("retest-open", "PSS-RETEST-END", n.has_retest),
    ),
    Step.ASSIGNMENT: (
        not_closed("PSS-RECTIFY"),
        Gate("operates", "PSS-RECTIFY", n.operates),
        NOT_CLEARED,
        NOT_REFERRED,
        NOT_ORDERED,
    ),
    Step.OUTSIDE: (
        not_closed("PSS-OUTSIDE"),
        Gate("outside", "PSS-OUTSIDE", n.is_outside),
        NOT_CLEARED,
        NOT_REFERRED,
        NOT_ORDERED,
    ),
    Step.ORDER: (
        not_closed("PSS-RECTIFY"),
        Gate("operates", "PSS-RECTIFY", n.operates),
        TOLD,
        NOT_CLEARED,
        Gate("handled-here", "PSS-OUTSIDE", n.is_handled_here),
        NOT_ORDERED,
    ),
    Step.REPORT: (at("PSS-RECTIFY", At.RECTIFYING, At.ANNOUNCED, At.SUSPENDED_RECTIFY),),
    Step.RECHECK: (
        at("PSS-RECHECK", At.RECTIFYING, At.ANNOUNCED, At.SUSPENDED_RECTIFY),
        Gate("window-open", "PSS-RECHECK2", n.is_window_open),
        Gate("term-over", "PSS-RECHECK2", n.is_term_over),
    ),
    Step.NOT_CORRECTED: (
        at("PQL-17", At.RECTIFYING, At.ANNOUNCED, At.SUSPENDED_RECTIFY),
        Gate("term-over", "PQL-17", n.is_term_over),
        Gate("period-over", "PSS-RECTIFY", n.is_period_over),
    ),
    Step.RESUMPTION: (
        Gate("passed", "PSS-NORESUME", n.has_passed),
        Gate("not-resumed", "PSS-NORESUME", n.is_not_resumed),
        not_closed("PSS-NORESUME"),
    ),
    Step.REPORT_UP: (
        at("PSS-RECHECK", At.REPORTING_UP),
        Gate("below-province", "PSS-RECHECK", n.is_below_province),
    ),
    Step.ANNOUNCEMENT: (
        at("PQL-17", At.REPORTING_UP),
        Gate("at-province", "PQL-17", n.is_at_province),
    ),
    Step.SUSPENSION: (at("PQL-17", At.SUSPENSION_PENDING),),
    Step.REVOCATION: (
        not_closed("PQL-17"),
        Gate("revocable", "PQL-17", n.is_revocable),
    ),
    Step.CASE_LINK: (not_closed("PSS-PUNISH"),),
    Step.BREACH: (),
    Step.COMPLETION: (
        not_closed("PSS-PUBLISH"),
        Gate("all-told", "PSS-NOTIFY", n.are_all_told),
        Gate("conclusion-settled", "PSS-OBJECT", n.is_conclusion_settled),
        Gate("all-ended", "PSS-NORESUME", n.are_all_ended),
        Gate("all-resumed", "PSS-NORESUME", n.are_all_resumed),
    ),
    Step.CORRECTION: (Gate("something-done", "PSS-KEEP", n.has_something_to_undo),),
}

# The organiser's work; the rest is that of the bureau that handles the result (PSS-RECTIFY).
BY_ORGANISER = frozenset(
    {
        Step.RECIPIENT,
        Step.OBJECTION,
        Step.ANSWER,
        Step.RETEST,
        Step.FORMALITIES,
        Step.LAB,
        Step.RETEST_REPORT,
        Step.RETEST_END,
        Step.ASSIGNMENT,
        Step.OUTSIDE,
    }
)
BY_EITHER = frozenset({Step.NOTICE, Step.CASE_LINK, Step.BREACH, Step.COMPLETION, Step.CORRECTION})


def act_of(step: Step) -> Act:
    """The right that a step takes."""
    if step is Step.ANNOUNCEMENT:
        return Act.ANNOUNCE_FAILURE
    either = step in BY_ORGANISER | BY_EITHER
    return Act.SERVE_NOTICE if either else Act.HANDLE_RESULT


def orgs_for(about: About, step: Step) -> list[str]:
    """The bodies whose officers may take a step, the first responsible one first."""
    disposition, track = about.disposition, about.track
    if step is Step.ANNOUNCEMENT:
        return [each.to_org for each in track.reported_up if each.at_province]
    if step in BY_ORGANISER:
        return [disposition.organiser]
    own = [track.bureau] if track.bureau is not None else []
    return [disposition.organiser, *own] if step in BY_EITHER else own


def check(about: About, step: Step, moment: Moment) -> None:
    """Refuses a step whose gates are not all open: the first that is not, with its article."""
    gate = missing(STEPS[step], about, moment)
    if gate is not None:
        version = moment.law.on(gate.rule, moment.on)
        raise OutOfOrder(
            f"gate-{gate.code}", basis=gate.rule, status=_stage(about), **cite(version)
        )
