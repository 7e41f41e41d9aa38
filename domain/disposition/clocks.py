"""What a disposition's events do to its clocks (law.md 5, 12.4)."""

from domain.disposition import events as e
from domain.statute import running as r

OBJECT = "PSS-OBJECT"


def effects(event: e.DispositionEvent, organiser: str) -> list[r.Effect]:
    """What an event does: each recipient's 15 days to object start at its own receipt."""
    match event:
        case e.ResultNoticeServed(recipient=recipient, received_on=day):
            return [r.Start(rule=OBJECT, on=day, holder=organiser, party=recipient)]
        case _:
            return []
