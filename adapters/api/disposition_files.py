"""The file of a disposition as the API shows it: what happened to each recipient, as it stands."""

from typing import Any

from adapters.api.case_files import without_empty, written
from domain.case.law import Moment
from domain.disposition.requirements import About, is_waived, lapsed, opens_on, standing
from domain.disposition.state import Disposition, Track

SHOWN = ("objections", "retest", "completed")
FILE_PARTS = (*SHOWN, "undone", "tracks", "former", "lapsed", "retestCostBornBy", "standing")


def disposition_file(disposition: Disposition, moment: Moment) -> dict[str, Any]:
    """Everything that happened and counts; `standing` and `lapsed` are those of the day.

    `lapsed` names what ran out unused: objection:producer, retest.
    """
    file = {name: written(getattr(disposition, name)) for name in SHOWN}
    file["undone"] = sorted(disposition.undone)
    file["tracks"] = [_track(disposition, each, moment) for each in disposition.tracks]
    file["former"] = [_track(disposition, each, moment) for each in disposition.former]
    file["lapsed"] = lapsed(disposition, moment)
    file["retestCostBornBy"] = cost_of(disposition, moment)
    return without_empty(file) | {"standing": standing(disposition, moment)}


def _track(disposition: Disposition, track: Track, moment: Moment) -> dict[str, Any]:
    opens = opens_on(About(disposition, track), moment)
    told: dict[str, Any] = written(track)
    return told | without_empty(
        {
            "stage": track.stage,
            "mustStopSince": track.must_stop_since,
            "recheckWindowOpensOn": opens,
        }
    )


def cost_of(disposition: Disposition, moment: Moment) -> str | None:
    """Who bears the cost of the re-test: the applicant unless the result is another (PSS-COST)."""
    retest = disposition.retest
    if retest is None or is_waived(disposition, moment) or retest.reported is None:
        return None
    return "organiser" if retest.reported.qualified else retest.ordered.recipient
