"""Correcting what was typed wrongly about a tested batch; never what the laboratory found."""

from datetime import date
from typing import Annotated, Any

from msgspec import Meta, Struct
from msgspec.structs import asdict, replace

from domain.authority import Act, Officer, require
from domain.commands import Command
from domain.party import EnterpriseGiven, uscc_is_sound
from domain.reference.catalogue import Catalogue
from domain.refusals import Invalid
from domain.sampling.events import ResultCorrected, ResultRecorded, SamplingEvent
from domain.sampling.result import Stage, TestResult
from domain.text import Code, Line, Text

NOT_OF_THE_RESULT = frozenset(
    {"corrects", "reason", "product_kind", "catalogue_revision", "risk", "campaigns"}
)


class CorrectResult(Command, frozen=True):
    """更正检验结果. The conclusion is the laboratory's: only a re-test changes that."""

    reason: Text
    product: Line | None = None
    brand: Line | None = None
    model: Line | None = None
    batch: Line | None = None
    producer: EnterpriseGiven | None = None
    sampled: EnterpriseGiven | None = None
    stage: Stage | None = None
    platform: Line | None = None
    sampled_on: date | None = None
    lab: Line | None = None
    sampling_rule: Line | None = None
    campaigns: Annotated[tuple[Code, ...], Meta(max_length=20)] | None = None


class Recorded(Struct, frozen=True):
    """A result as it is recorded, and by whom."""

    organiser: str
    result: TestResult
    version: int = 1


def evolve(recorded: Recorded | None, event: SamplingEvent) -> Recorded:
    """The result after one more event; never refuses."""
    if isinstance(event, ResultRecorded):
        return Recorded(event.organiser, event.result)
    assert recorded is not None, "a result's first event is ResultRecorded"
    assert isinstance(event, ResultCorrected), "an import has a stream of its own"
    result = corrected(recorded.result, event)
    return replace(recorded, result=result, version=recorded.version + 1)


def corrected(result: TestResult, event: ResultCorrected) -> TestResult:
    """The result with what was corrected; a platform goes with a stage that has none."""
    given = {
        name: value
        for name, value in asdict(event).items()
        if value is not None and name not in NOT_OF_THE_RESULT
    }
    changed = replace(result, **given)
    return changed if changed.stage is Stage.ECOMMERCE else replace(changed, platform=None)


def correct(
    recorded: Recorded,
    command: CorrectResult,
    catalogue: Catalogue,
    *,
    by: Officer,
    today: date,
) -> list[SamplingEvent]:
    """Corrects a result of the officer's organisation.

    `catalogue` is that of the day of sampling, as corrected.
    """
    require(by, Act.IMPORT_RESULTS, org=recorded.organiser)
    given: dict[str, Any] = {
        name: value
        for name, value in asdict(command).items()
        if value is not None and name not in {"effective_on", "reason"}
    }
    if not given:
        raise Invalid("", "nothing-to-correct")
    if command.sampled_on is not None and command.sampled_on > today:
        raise Invalid("/sampledOn", "date-in-future", date=command.sampled_on.isoformat())
    for name in ("producer", "sampled"):
        enterprise: EnterpriseGiven | None = getattr(command, name)
        if enterprise is not None:
            if enterprise.uscc is not None and not uscc_is_sound(enterprise.uscc):
                raise Invalid(f"/{name}/uscc", "uscc-check-character", value=enterprise.uscc)
            given[name] = enterprise.as_recorded()
    if command.product is not None or command.sampled_on is not None:
        kind = catalogue.kind_of(command.product or recorded.result.product)
        given |= {
            "product_kind": kind.code if kind else None,
            "catalogue_revision": catalogue.revision,
            "risk": kind.risk if kind else None,
        }
    return [ResultCorrected(corrects=1, reason=command.reason, **given)]
