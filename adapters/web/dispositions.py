"""What there is to do about a disposition: of each recipient, and of all together."""

from typing import Any

from msgspec import Struct

from adapters.api.dispositions import step_body
from adapters.api.office import Office
from adapters.web.actions import FORMS_OF
from adapters.wording.catalogue import Language
from application.dispositions import DispositionRecord, moment_of
from domain.authority import Officer
from domain.disposition.acting import may_take
from domain.disposition.ending import may_undo
from domain.disposition.gates import Step
from domain.disposition.requirements import About
from domain.disposition.state import Disposition, Track

FORMS = FORMS_OF["dispositions"]
# Steps about the disposition as a whole.
OF_ALL = frozenset(step for step in Step if "recipient" not in FORMS[step].body.__struct_fields__)


class Todo(Struct, frozen=True):
    """The steps about one recipient, or about all (None): those to take now, those that wait."""

    track: Track | None
    mine: list[dict[str, Any]]
    waiting: list[dict[str, Any]]


def todo(record: DispositionRecord, by: Officer, office: Office, language: Language) -> list[Todo]:
    """What the officer may do, recipient by recipient; nothing where nothing is theirs."""
    tracks: list[Track | None] = [*record.state.tracks, None]
    found = [_of(record, each, by, office, language) for each in tracks]
    return [each for each in found if each.mine or each.waiting]


def _of(
    record: DispositionRecord, track: Track | None, by: Officer, office: Office, language: Language
) -> Todo:
    about = About(record.state, track or record.state.tracks[0])
    own = [each for each in Step if (each in OF_ALL) is (track is None) and is_own(about, each, by)]
    steps = checked(record, about, own, by, office, language)
    mine = [each for each in steps if each["ready"]]
    return Todo(track, mine, [each for each in steps if not each["ready"]])


def checked(
    record: DispositionRecord,
    about: About,
    steps: list[Step],
    by: Officer,
    office: Office,
    language: Language,
) -> list[dict[str, Any]]:
    """Steps about a recipient with what each needs today."""
    day = moment_of(office.directory, record, office.today, office.today)
    return [step_body(each, about, day, by, language) for each in steps]


def is_own(about: About, step: Step, by: Officer) -> bool:
    """Whether a step about a recipient is this officer's to take, once its gates are open."""
    if step is Step.CORRECTION:
        return may_undo(about.disposition, by)
    return may_take(about, step, by)


def about_whom(disposition: Disposition, step: Step, by: Officer, role: str) -> About | None:
    """The recipient that is meant, or the first the officer may take the step about."""
    found = [About(disposition, each) for each in disposition.tracks]
    own = [each for each in found if is_own(each, step, by)]
    return next((each for each in own if each.track.role == role), own[0] if own else None)
