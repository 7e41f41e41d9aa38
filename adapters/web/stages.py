"""The stages of a case as a screen shows them: eight phases, and the step that leads on."""

from collections.abc import Mapping

from domain.case.gates import Step
from domain.case.kinds import Stage

# 立案→调查→审核→告知→决定→送达→执行→结案 (product.md S5)
PHASES: tuple[str, ...] = (
    "filing",
    "investigation",
    "review",
    "notice",
    "decision",
    "service",
    "execution",
    "closing",
)
OF_STAGE: Mapping[Stage, str] = {
    Stage.INVESTIGATING: "investigation",
    Stage.REVIEWING: "review",
    Stage.PROPOSAL_PENDING: "review",
    Stage.NOTICE_PENDING: "notice",
    Stage.NOTICE_WINDOW: "notice",
    Stage.HEARING: "notice",
    Stage.RECHECK: "notice",
    Stage.DECISION_PENDING: "decision",
    Stage.DECIDED: "service",
    Stage.EXECUTING: "execution",
    Stage.CLOSING: "closing",
    Stage.CLOSED: "closing",
    Stage.ARCHIVED: "closing",
}
# The step by which a case leaves its stage. What it needs is asked of the gates.
LEADS_ON: Mapping[Stage, Step] = {
    Stage.INVESTIGATING: Step.CONCLUSION,
    Stage.REVIEWING: Step.REVIEW,
    Stage.PROPOSAL_PENDING: Step.PROPOSAL,
    Stage.NOTICE_PENDING: Step.NOTICE,
    Stage.NOTICE_WINDOW: Step.DECISION,
    Stage.HEARING: Step.HEARING_REPORT,
    Stage.RECHECK: Step.RECHECK,
    Stage.DECISION_PENDING: Step.DECISION,
    Stage.DECIDED: Step.SERVICE,
    Stage.EXECUTING: Step.EXECUTION,
    Stage.CLOSING: Step.CLOSURE,
    Stage.CLOSED: Step.ARCHIVE,
}
OVER = frozenset({Stage.CLOSED, Stage.ARCHIVED})


def phase_of(stage: Stage) -> str:
    """The phase a stage belongs to."""
    return OF_STAGE[stage]


def passed(stage: Stage) -> dict[str, str]:
    """Every phase, as done, current or to come."""
    at = PHASES.index(phase_of(stage)) + (stage in OVER)
    return {
        name: "done" if number < at else "current" if number == at else "ahead"
        for number, name in enumerate(PHASES)
    }
