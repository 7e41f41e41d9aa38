"""Test results are corrected in what was typed wrongly, never in what the laboratory found."""

from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.authority import Officer
from domain.party import EnterpriseGiven
from domain.reference.catalogue import RiskClass
from domain.reference.state import ReferenceSet
from domain.sampling.correction import (
    CorrectResult,
    Recorded,
    VoidResult,
    correct,
    evolve,
    may_correct,
    may_void,
    void,
)
from domain.sampling.events import ResultCorrected, ResultRecorded
from domain.sampling.result import Stage
from tests.domain.story import (
    DISPATCHER,
    HANDLER,
    KETTLE,
    KNOWN,
    RESULT,
    TODAY,
    XUHUI,
    ZHEJIANG,
    refusal,
    said,
)

RECORDED = ResultRecorded(organiser=DISPATCHER.org, result=RESULT)


def corrected(recorded: Recorded, command: CorrectResult) -> tuple[ResultCorrected, Recorded]:
    (event,) = correct(recorded, command, KNOWN, by=DISPATCHER, today=TODAY)
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
    stricter = ReferenceSet(
        {"kettle": replace(KETTLE, risk=RiskClass.A)}, 2, effective_from=date(2020, 2, 1)
    )
    until_20th = replace(stricter, items={}, revision=3, effective_from=date(2020, 2, 2))
    known = replace(KNOWN, catalogues=(*KNOWN.catalogues, stricter, until_20th))

    (event,) = correct(recorded, command, known, by=DISPATCHER, today=TODAY)
    (brand,) = correct(
        recorded, CorrectResult(reason="误", brand="甲"), known, by=DISPATCHER, today=TODAY
    )

    assert isinstance(event, ResultCorrected)
    assert isinstance(brand, ResultCorrected)
    assert (event.product_kind, event.catalogue_revision, event.risk) == ("kettle", 2, RiskClass.A)
    assert (brand.product_kind, brand.catalogue_revision, brand.risk) == (None, None, None)


def test_whose_result_it_is_can_be_put_right() -> None:
    command = CorrectResult(reason="导入时漏填", issuer=ZHEJIANG, recognised_by="示例协议")

    _, after = corrected(evolve(None, RECORDED), command)
    _, later = corrected(after, CorrectResult(reason="误", recognised_by="另一协议"))

    assert (after.result.issuer, after.result.recognised_by) == (ZHEJIANG, "示例协议")
    assert (later.result.issuer, later.result.recognised_by) == (ZHEJIANG, "另一协议")


def test_the_day_of_delivery_can_be_put_right() -> None:
    command = CorrectResult(reason="误", delivered_on=date(2020, 2, 25))

    _, after = corrected(evolve(None, RECORDED), command)

    assert after.result.delivered_on == date(2020, 2, 25)


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
        (
            CorrectResult(reason="误", delivered_on=date(2099, 1, 1)), DISPATCHER,
            "invalid", "date-in-future",
        ),
        (
            CorrectResult(reason="误", delivered_on=date(2020, 2, 1)), DISPATCHER,
            "invalid", "delivered-before-sampled",
        ),
        (
            CorrectResult(reason="误", sampled_on=date(2020, 3, 5)), DISPATCHER,
            "invalid", "delivered-before-sampled",
        ),
        (CorrectResult(reason="误", issuer=ZHEJIANG), DISPATCHER, "invalid", "value-required"),
        (CorrectResult(reason="误", recognised_by="甲"), DISPATCHER, "invalid", "value-required"),
        (
            CorrectResult(reason="误", issuer=XUHUI, recognised_by="甲"), DISPATCHER,
            "invalid", "issuer-not-outside",
        ),
        (
            CorrectResult(reason="误", issuer="火星局", recognised_by="甲"), DISPATCHER,
            "invalid", "unknown-organisation",
        ),
    ],
)  # fmt: skip
def test_a_correction_is_refused_that_is_none_or_cannot_be(
    command: CorrectResult, by: Officer, kind: str, code: str
) -> None:
    recorded = evolve(None, RECORDED)

    refused = refusal(lambda: correct(recorded, command, KNOWN, by=by, today=TODAY))

    assert said(refused) == (kind, code, None)


MISTAKE = VoidResult(reason="重复录入")


def test_a_result_that_led_to_nothing_is_voided_once() -> None:
    recorded = evolve(None, RECORDED)

    (event,) = void(recorded, MISTAKE, by=DISPATCHER)
    gone = evolve(recorded, event)

    assert (gone.voided, gone.version, gone.result) == (True, 2, RESULT)
    assert may_void(recorded, DISPATCHER)
    assert not may_correct(gone, DISPATCHER)
    for again in (
        lambda: void(gone, MISTAKE, by=DISPATCHER),
        lambda: correct(
            gone, CorrectResult(reason="误", lab="甲"), KNOWN, by=DISPATCHER, today=TODAY
        ),
    ):
        assert said(refusal(again)) == ("out-of-order", "result-voided", None)


def test_a_result_that_opened_a_disposition_is_not_voided() -> None:
    recorded = evolve(None, replace(RECORDED, disposition=UUID(int=9)))

    refused = refusal(lambda: void(recorded, MISTAKE, by=DISPATCHER))

    assert said(refused) == ("out-of-order", "result-has-disposition", None)
    assert may_correct(recorded, DISPATCHER)
    assert not may_void(recorded, DISPATCHER)


def test_only_the_own_body_voids() -> None:
    refused = refusal(lambda: void(evolve(None, RECORDED), MISTAKE, by=HANDLER))

    assert said(refused) == ("not-permitted", "role-not-granted", None)
