"""What a supervision's events do to its clocks (law.md 9, SUP-*)."""

from datetime import date

from domain.statute import running as r
from domain.supervision import events as e

INFO, FIX, REPORT, OPINION = "SUP-INFO", "SUP-FIX", "SUP-FIX-REPORT", "SUP-OPINION"
OBJECT, OBJECT_ANSWER = "SUP-OBJECT", "SUP-OBJECT-ANSWER"
K = e.SupervisionKind
# What a bureau has to do from the day it received the paper.
ON_RECEIPT: dict[e.SupervisionKind, tuple[str, ...]] = {
    K.PRESSING: (),
    K.NOTICE: (INFO,),
    K.DECISION: (FIX, OBJECT),
    K.OPINION: (OPINION,),
}


def effects(event: e.SupervisionEvent, on: date, from_org: str, to_org: str) -> list[r.Effect]:
    """What an event with this legal date does."""
    match event:
        case e.SupervisionReceived(kind=kind, received_on=day):
            return [r.Start(rule=rule, on=day, holder=to_org) for rule in ON_RECEIPT[kind]]
        case e.CorrectionDone(corrected_on=day):
            begun = r.Start(rule=REPORT, on=day, holder=to_org)
            return [*_over(on, FIX, OBJECT), begun]
        case e.ReexaminationRequested():
            return [*_over(on, OBJECT), r.Start(rule=OBJECT_ANSWER, on=on, holder=from_org)]
        case e.ReexaminationAnswered(withdrawn=withdrawn):
            return _over(on, OBJECT_ANSWER, *((FIX,) if withdrawn else ()))
        case e.SupervisionAnswered():
            return _over(on, INFO, FIX, REPORT, OPINION)
        case e.SupervisionClosed():
            return _over(on, INFO, FIX, REPORT, OPINION, OBJECT, OBJECT_ANSWER)
        case _:
            return []


def _over(on: date, *rules: str) -> list[r.Effect]:
    return [r.Stop(rule=rule, on=on) for rule in rules]
