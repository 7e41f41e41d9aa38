"""What a supervision's events do to its clocks (law.md 9, SUP-*).

A day that the superior set is the end of its clock. Receipt, pressing, guidance and an answer that
is to be given again are service levels of the authority's own, no law: no clock of the case stops.
"""

from collections.abc import Mapping
from datetime import date

from domain.statute import running as r
from domain.supervision import events as e

INFO, FIX, REPORT, OPINION = "SUP-INFO", "SUP-FIX", "SUP-FIX-REPORT", "SUP-OPINION"
OBJECT, OBJECT_ANSWER = "SUP-OBJECT", "SUP-OBJECT-ANSWER"
RECEIPT, PRESS, GUIDE, AGAIN = "SUP-RECEIPT", "SUP-PRESS", "SUP-GUIDANCE", "SUP-ANSWER-AGAIN"
ANSWERS = (INFO, FIX, REPORT, OPINION, PRESS, GUIDE, AGAIN)
EVERY = (RECEIPT, *ANSWERS, OBJECT, OBJECT_ANSWER)
K = e.SupervisionKind
# What the superior's own wish rests on runs from its issue: nobody gains by leaving it unread.
ON_ISSUE: Mapping[e.SupervisionKind, str] = {K.PRESSING: PRESS, K.GUIDANCE: GUIDE}
# What a bureau has to do from the day it received the paper.
ON_RECEIPT: Mapping[e.SupervisionKind, tuple[str, ...]] = {
    K.PRESSING: (),
    K.GUIDANCE: (),
    K.NOTICE: (INFO,),
    K.DECISION: (FIX, OBJECT),
    K.OPINION: (OPINION,),
}
# Whose end is the day set in the paper.
SET = frozenset({FIX, OPINION})


def effects(event: e.SupervisionEvent, on: date, issued: e.SupervisionIssued) -> list[r.Effect]:
    """What an event with this legal date does."""
    bureau = issued.to_org
    match event:
        case e.SupervisionIssued():
            return _on_issue(event, on)
        case e.SupervisionReceived(received_on=day):
            return [*_over(day, RECEIPT), *_on_receipt(issued, day)]
        case e.CorrectionDone(corrected_on=day):
            begun = r.Start(rule=REPORT, on=day, holder=bureau)
            return [*_over(day, FIX), *_over(on, OBJECT), begun]
        case e.ReexaminationRequested():
            begun = r.Start(rule=OBJECT_ANSWER, on=on, holder=issued.from_org)
            return [*_over(on, OBJECT), begun]
        case e.ReexaminationAnswered(withdrawn=withdrawn):
            return _over(on, *(EVERY if withdrawn else (OBJECT_ANSWER,)))
        case e.SupervisionAnswered():
            return _over(on, *ANSWERS)
        case e.AnswerReturned(answer_by=day):
            return [r.Start(rule=AGAIN, on=on, holder=bureau, until=day)]
        case e.SupervisionClosed() | e.SupervisionWithdrawn():
            return _over(on, *EVERY)


def _on_issue(issued: e.SupervisionIssued, on: date) -> list[r.Effect]:
    begun: list[r.Effect] = [r.Start(rule=RECEIPT, on=on, holder=issued.to_org)]
    rule = ON_ISSUE.get(issued.kind)
    if rule is not None and issued.answer_by is not None:
        begun.append(r.Start(rule=rule, on=on, holder=issued.to_org, until=issued.answer_by))
    return begun


def _on_receipt(issued: e.SupervisionIssued, day: date) -> list[r.Effect]:
    return [
        r.Start(
            rule=rule,
            on=day,
            holder=issued.to_org,
            until=issued.answer_by if rule in SET else None,
        )
        for rule in ON_RECEIPT[issued.kind]
    ]


def _over(on: date, *rules: str) -> list[r.Effect]:
    return [r.Stop(rule=rule, on=on) for rule in rules]
