"""Which entries of a case can be undone or redated as errors, and what rests on each of them."""

from collections.abc import Mapping
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from domain.case import events as e


class Correctable(Struct, frozen=True, kw_only=True):
    """`rests` are the later entries that rest on one of this kind: those of its `key`, if any.

    `day` is the field with its legal day; without one it is undone and entered anew.
    """

    rests: tuple[type[e.CaseEvent], ...] = ()
    day: str | None = None
    key: str | None = None


ENFORCED = (e.DemandServed, e.CourtApplied, e.ExecutionCompleted, e.ExecutionEnded)
OVERTURNED = (e.DecisionChanged, e.DecisionRevoked)
REMEDIED = (e.RemedySought, e.RemedyEnded)
ANSWERED = (e.StatementReceived, e.RightsWaived, e.HearingRequested)
CONSIDERED = (
    e.RecheckDone,
    e.DiscussionHeld,
    e.ProposalApproved,
    e.ProposalReturned,
    e.NoticeServed,
    e.DecisionMade,
    e.InvestigationTerminated,
)
OF_MEASURE = (e.MeasureApproved, e.MeasureExtended, e.MeasureReleased, e.TestCommissioned)

CORRECTABLE: Mapping[type[e.CaseEvent], Correctable] = {
    e.EvidencePreserved: Correctable(
        rests=(e.PreservationApproved, e.PreservationEnded), day="taken_on", key="preservation"
    ),
    e.PreservationEnded: Correctable(day="on"),
    e.MeasureTaken: Correctable(rests=OF_MEASURE, day="taken_on", key="measure"),
    e.MeasureExtended: Correctable(
        rests=(e.MeasureReleased, e.TestCommissioned), key="measure"
    ),
    e.MeasureReleased: Correctable(day="on"),
    e.TestCommissioned: Correctable(
        rests=(e.TestResultReceived,), day="commissioned_on", key="test"
    ),
    e.TestResultReceived: Correctable(
        rests=(e.InvestigationConcluded, e.DecisionMade), day="received_on"
    ),
    e.ExclusionStarted: Correctable(rests=(e.ExclusionEnded,), day="on", key="key"),
    e.ExclusionEnded: Correctable(day="on"),
    e.InvestigationTerminated: Correctable(rests=(e.CaseClosed,)),
    e.NoticeServed: Correctable(rests=(*ANSWERED, *CONSIDERED)),
    e.StatementReceived: Correctable(rests=(*ANSWERED, *CONSIDERED)),
    e.RightsWaived: Correctable(rests=(*ANSWERED, *CONSIDERED)),
    e.DecisionServed: Correctable(
        rests=(
            e.PaymentRecorded,
            e.PaymentDeferred,
            *REMEDIED,
            *ENFORCED,
            *OVERTURNED,
            e.CaseClosed,
        ),
    ),
    e.PublicNoticeStarted: Correctable(rests=(e.NoticeServed, e.DecisionServed), day="on"),
    e.RemedySought: Correctable(
        rests=(*REMEDIED, *OVERTURNED, e.PaymentRecorded, *ENFORCED), day="on"
    ),
    e.PaymentRecorded: Correctable(
        rests=(e.PaymentRecorded, *ENFORCED, *REMEDIED, *OVERTURNED), day="paid_on"
    ),
    e.PaymentDeferred: Correctable(rests=(e.PaymentRecorded, *ENFORCED, *REMEDIED, *OVERTURNED)),
    e.DemandServed: Correctable(rests=(e.PaymentRecorded, *ENFORCED, *REMEDIED, *OVERTURNED)),
    e.CourtApplied: Correctable(rests=(e.PaymentRecorded, *ENFORCED, *REMEDIED, *OVERTURNED)),
    e.ExecutionCompleted: Correctable(
        rests=(e.PublicityStopped, e.CaseClosed, *REMEDIED, *OVERTURNED), day="on"
    ),
    e.ExecutionEnded: Correctable(rests=(e.CaseClosed, *REMEDIED, *OVERTURNED), day="on"),
}  # fmt: skip


def day_of(entry: e.CaseEvent) -> date | None:
    """The legal day that an entry names itself, if a correction may change it."""
    kind = CORRECTABLE.get(type(entry))
    found = getattr(entry, kind.day) if kind is not None and kind.day is not None else None
    return found if isinstance(found, date) else None


def redated(entry: e.CaseEvent, on: date) -> e.CaseEvent:
    """The entry with another day; of what was taken at a moment, at the same hour."""
    day = CORRECTABLE[type(entry)].day
    assert day is not None, "only what has a day of its own gets another"
    changed: dict[str, date | datetime] = {day: on}
    if isinstance(entry, e.MeasureTaken | e.EvidencePreserved):
        changed["taken_at"] = entry.taken_at + (on - entry.taken_on)
    return replace(entry, **changed)
