"""Test results are corrected in what was typed wrongly, never in what the laboratory found."""

from datetime import date

import pytest
from msgspec.structs import replace

from domain.authority import Officer
from domain.party import EnterpriseGiven
from domain.reference.catalogue import Catalogue, RiskClass
from domain.sampling.correction import CorrectResult, Recorded, correct, evolve
from domain.sampling.events import ResultCorrected, ResultRecorded
from domain.sampling.result import Stage
from tests.domain.story import (
    DISPATCHER,
    HANDLER,
    KETTLE,
    KNOWN,
    RESULT,
    TODAY,
    refusal,
    said,
)

RECORDED = ResultRecorded(organiser=DISPATCHER.org, result=RESULT)
CATALOGUE = KNOWN.catalogue_on(RESULT.sampled_on)


def corrected(recorded: Recorded, command: CorrectResult) -> tuple[ResultCorrected, Recorded]:
    (event,) = correct(recorded, command, CATALOGUE, by=DISPATCHER, today=TODAY)
    assert isinstance(event, ResultCorrected)
    return event, evolve(recorded, event)


def test_only_what_is_given_is_corrected() -> None:
    event, after = corrected(
        evolve(None, RECORDED),
        CorrectResult(reason="录入有误", lab="示例检验院", sampled=EnterpriseGiven(name="示例店")),
    )

    assert event.corrects == 1
    assert after.result == replace(
        RESULT, lab="示例检验院", sampled=EnterpriseGiven(name="示例店").as_recorded()
    )
    assert after.version == 2


def test_another_product_is_of_another_kind() -> None:
    helmet, _ = corrected(evolve(None, RECORDED), CorrectResult(reason="误", product="头盔"))
    nothing, _ = corrected(evolve(None, RECORDED), CorrectResult(reason="误", product="纸杯"))

    assert helmet.product_kind == "helmet"
    assert nothing.product_kind is None


def test_a_result_of_another_day_is_weighed_by_the_catalogue_of_that_day() -> None:
    recorded = evolve(None, RECORDED)
    command = CorrectResult(reason="误", sampled_on=date(2020, 2, 1))
    stricter = Catalogue(2, {"kettle": replace(KETTLE, risk=RiskClass.A)})

    (event,) = correct(recorded, command, stricter, by=DISPATCHER, today=TODAY)
    (brand,) = correct(
        recorded, CorrectResult(reason="误", brand="甲"), stricter, by=DISPATCHER, today=TODAY
    )

    assert isinstance(event, ResultCorrected)
    assert isinstance(brand, ResultCorrected)
    assert (event.product_kind, event.catalogue_revision, event.risk) == ("kettle", 2, RiskClass.A)
    assert (brand.product_kind, brand.catalogue_revision, brand.risk) == (None, None, None)


def test_a_platform_goes_with_e_commerce() -> None:
    online = replace(RECORDED, result=replace(RESULT, stage=Stage.ECOMMERCE, platform="示例平台"))

    _, after = corrected(
        evolve(None, online), CorrectResult(reason="误", stage=Stage.PHYSICAL_SHOP)
    )

    assert after.result.platform is None


WRONG = EnterpriseGiven(name="示例厂", uscc="9A310109" + "1" * 10)


@pytest.mark.parametrize(
    ("command", "by", "kind", "code"),
    [
        (CorrectResult(reason="误"), DISPATCHER, "invalid", "nothing-to-correct"),
        (
            CorrectResult(reason="误", sampled_on=date(2099, 1, 1)), DISPATCHER,
            "invalid", "date-in-future",
        ),
        (
            CorrectResult(reason="误", producer=WRONG), DISPATCHER,
            "invalid", "uscc-check-character",
        ),
        (CorrectResult(reason="误", lab="甲"), HANDLER, "not-permitted", "role-not-granted"),
    ],
)  # fmt: skip
def test_a_correction_is_refused_that_is_none_or_cannot_be(
    command: CorrectResult, by: Officer, kind: str, code: str
) -> None:
    recorded = evolve(None, RECORDED)

    refused = refusal(lambda: correct(recorded, command, CATALOGUE, by=by, today=TODAY))

    assert said(refused) == (kind, code, None)
