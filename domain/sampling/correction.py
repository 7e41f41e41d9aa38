"""Correcting what was typed wrongly about a tested batch; never what the laboratory found.

A result that was entered by mistake is voided.
"""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct
from msgspec.structs import asdict, replace

from domain.authority import Act, Officer, may, require
from domain.commands import Command
from domain.party import EnterpriseGiven, uscc_is_sound
from domain.reference.state import Reference
from domain.refusals import Invalid, OutOfOrder
from domain.sampling.events import ResultCorrected, ResultRecorded, ResultVoided, SamplingEvent
from domain.sampling.recognition import check_issuer
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
    delivered_on: date | None = None
    issuer: Line | None = None
    recognised_by: Line | None = None
    campaigns: Annotated[tuple[Code, ...], Meta(max_length=20)] | None = None


class VoidResult(Command, frozen=True):
    """作废检验结果. Only of a result that led to nothing: a disposition has an end of its own."""

    reason: Text


class Recorded(Struct, frozen=True):
    """A result as it is recorded, by whom, and what it led to."""

    organiser: str
    result: TestResult
    version: int = 1
    disposition: UUID | None = None
    voided: bool = False


def evolve(recorded: Recorded | None, event: SamplingEvent) -> Recorded:
    """The result after one more event; never refuses."""
    if isinstance(event, ResultRecorded):
        return Recorded(event.organiser, event.result, disposition=event.disposition)
    assert recorded is not None, "a result's first event is ResultRecorded"
    if isinstance(event, ResultVoided):
        return replace(recorded, voided=True, version=recorded.version + 1)
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
    known: Reference,
    *,
    by: Officer,
    today: date,
) -> list[SamplingEvent]:
    """Corrects a result of the officer's organisation.

    It is weighed again by the catalogue of the day of sampling, as corrected.
    """
    require(by, Act.IMPORT_RESULTS, org=recorded.organiser)
    _check_stands(recorded)
    given: dict[str, Any] = {
        name: value
        for name, value in asdict(command).items()
        if value is not None and name not in {"effective_on", "reason"}
    }
    if not given:
        raise Invalid("", "nothing-to-correct")
    _check_days(recorded.result, command, today)
    given |= _recognised(recorded.result, command, known)
    for name in ("producer", "sampled"):
        enterprise: EnterpriseGiven | None = getattr(command, name)
        if enterprise is not None:
            if enterprise.uscc is not None and not uscc_is_sound(enterprise.uscc):
                raise Invalid(f"/{name}/uscc", "uscc-check-character", value=enterprise.uscc)
            given[name] = enterprise.as_recorded()
    if command.product is not None or command.sampled_on is not None:
        catalogue = known.catalogue_on(command.sampled_on or recorded.result.sampled_on)
        kind = catalogue.kind_of(command.product or recorded.result.product)
        given |= {
            "product_kind": kind.code if kind else None,
            "catalogue_revision": catalogue.revision,
            "risk": kind.risk if kind else None,
        }
    return [ResultCorrected(corrects=1, reason=command.reason, **given)]


def void(recorded: Recorded, command: VoidResult, *, by: Officer) -> list[SamplingEvent]:
    """Voids a result that was entered by mistake; nobody acted on it, for nothing was opened."""
    require(by, Act.IMPORT_RESULTS, org=recorded.organiser)
    _check_stands(recorded)
    if recorded.disposition is not None:
        raise OutOfOrder("result-has-disposition")
    return [ResultVoided(reason=command.reason)]


def may_void(recorded: Recorded, by: Officer) -> bool:
    """Whether the officer may void it."""
    return may_correct(recorded, by) and recorded.disposition is None


def may_correct(recorded: Recorded, by: Officer) -> bool:
    """Whether the officer may correct it."""
    own = by.org == recorded.organiser and may(by, Act.IMPORT_RESULTS)
    return own and not recorded.voided


def _check_stands(recorded: Recorded) -> None:
    if recorded.voided:
        raise OutOfOrder("result-voided")


def _check_days(result: TestResult, command: CorrectResult, today: date) -> None:
    """No day in the future, and no report delivered before the sample was taken."""
    for pointer, day in (
        ("/sampledOn", command.sampled_on),
        ("/deliveredOn", command.delivered_on),
    ):
        if day is not None and day > today:
            raise Invalid(pointer, "date-in-future", date=day.isoformat())
    sampled_on = command.sampled_on or result.sampled_on
    delivered_on = command.delivered_on or result.delivered_on
    if delivered_on is not None and delivered_on < sampled_on:
        pointer = "/sampledOn" if command.delivered_on is None else "/deliveredOn"
        raise Invalid(
            pointer,
            "delivered-before-sampled",
            delivered=delivered_on.isoformat(),
            sampled=sampled_on.isoformat(),
        )


def _recognised(result: TestResult, command: CorrectResult, known: Reference) -> dict[str, str]:
    """The issuer by its code; it goes with a basis (结果互认)."""
    if command.issuer is None and command.recognised_by is None:
        return {}
    for name, there in (
        ("issuer", command.issuer or result.issuer),
        ("recognisedBy", command.recognised_by or result.recognised_by),
    ):
        if there is None:
            raise Invalid(f"/{name}", "value-required")
    if command.issuer is None:
        return {}
    return {"issuer": check_issuer(command.issuer, known).code}
