"""The disposition of an unqualified result, up to notification (law.md 5 and 12.4)."""

from datetime import date

import pytest
from msgspec.structs import replace

import domain.disposition.decisions as decide
import domain.disposition.events as e
from domain.authority import Officer
from domain.disposition.state import DispositionStatus, evolve
from domain.reference.catalogue import Seriousness
from domain.sampling.result import Stage
from tests.domain.story import (
    AUDITOR,
    CORPS,
    DISPATCHER,
    HANDLER,
    KETTLE,
    OPENED,
    PRODUCER,
    PUDONG,
    PUDONG_HANDLER,
    RECEIVED_ON,
    REFERRAL_ID,
    RESULT,
    SELLER,
    TODAY,
    XUHUI,
    ZHEJIANG,
    disposition_after,
    refusal,
    said,
)

TO_SELLER = decide.ServeNotice(recipient=e.RecipientRole.SELLER, received_on=RECEIVED_ON)
TO_PRODUCER = decide.ServeNotice(recipient=e.RecipientRole.PRODUCER, received_on=RECEIVED_ON)
TELL_ZHEJIANG = decide.NotifyOutside(recipient=e.RecipientRole.PRODUCER, reason="生产地在外省")
SERVED_SELLER = e.ResultNoticeServed(
    recipient=e.RecipientRole.SELLER,
    org=XUHUI,
    received_on=RECEIVED_ON,
    mode=e.ServiceMode.DIRECT,
)
SERVED_PRODUCER = e.ResultNoticeServed(
    recipient=e.RecipientRole.PRODUCER,
    org=CORPS,
    received_on=RECEIVED_ON,
    mode=e.ServiceMode.MAIL,
)
TOLD = e.NotifiedOutside(
    recipient=e.RecipientRole.PRODUCER,
    referral=REFERRAL_ID,
    to_org=ZHEJIANG,
    reason="生产地在外省",
)


def test_an_unqualified_result_opens_a_disposition_with_what_made_it_serious() -> None:
    events = decide.open_disposition(
        RESULT,
        (PRODUCER, SELLER),
        KETTLE,
        Seriousness("safety-item", "接地措施"),
        by=DISPATCHER,
        catalogue_revision=1,
        lead=None,
    )

    assert events == [OPENED]
    assert disposition_after(*events).serious


def test_a_qualified_result_has_no_disposition() -> None:
    result = replace(RESULT, qualified=True, failed_items=())

    refused = refusal(
        lambda: decide.open_disposition(
            result, (), None, None, by=DISPATCHER, catalogue_revision=1, lead=None
        )
    )

    assert said(refused) == ("out-of-order", "result-is-qualified", None)


@pytest.mark.parametrize("by", [HANDLER, AUDITOR])
def test_only_who_imports_results_opens_dispositions(by: Officer) -> None:
    refused = refusal(
        lambda: decide.open_disposition(
            RESULT, (), None, None, by=by, catalogue_revision=1, lead=None
        )
    )

    assert said(refused) == ("not-permitted", "role-not-granted", None)


def test_the_objection_window_opens_when_everyone_was_served() -> None:
    one = disposition_after(OPENED, SERVED_SELLER)
    both = evolve(one, SERVED_PRODUCER)

    assert (one.status, both.status) == (
        DispositionStatus.NOTIFYING,
        DispositionStatus.OBJECTION_WINDOW,
    )
    assert both.version == 3


@pytest.mark.parametrize(("by", "org"), [(DISPATCHER, CORPS), (HANDLER, XUHUI)])
def test_the_organiser_or_the_handling_bureau_serves_a_notice(by: Officer, org: str) -> None:
    assert decide.serve_notice(disposition_after(OPENED), TO_SELLER, by=by, today=TODAY) == [
        replace(SERVED_SELLER, org=org)
    ]


def test_another_bureau_serves_nothing() -> None:
    refused = refusal(
        lambda: decide.serve_notice(
            disposition_after(OPENED), TO_SELLER, by=PUDONG_HANDLER, today=TODAY
        )
    )

    assert said(refused) == ("not-permitted", "not-your-organisation", None)


def test_each_recipient_is_served_once() -> None:
    disposition = disposition_after(OPENED, SERVED_SELLER)

    refused = refusal(lambda: decide.serve_notice(disposition, TO_SELLER, by=HANDLER, today=TODAY))

    assert said(refused) == ("out-of-order", "already-notified", "PSS-NOTIFY")
    assert decide.serve_notice(disposition, TO_PRODUCER, by=DISPATCHER, today=TODAY)


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2020, 3, 11), "date-in-future"), (date(2020, 3, 1), "date-before-receipt")],
)
def test_a_notice_is_received_between_the_report_and_today(day: date, code: str) -> None:
    command = replace(TO_SELLER, received_on=day)

    refused = refusal(
        lambda: decide.serve_notice(disposition_after(OPENED), command, by=DISPATCHER, today=TODAY)
    )

    assert said(refused) == ("invalid", code, None)


def test_without_a_day_of_delivery_the_day_of_sampling_is_the_earliest() -> None:
    opened = replace(OPENED, result=replace(RESULT, delivered_on=None))
    on_the_day = replace(TO_SELLER, received_on=RESULT.sampled_on)

    assert decide.serve_notice(disposition_after(opened), on_the_day, by=DISPATCHER, today=TODAY)


def test_nobody_is_served_who_is_not_a_recipient() -> None:
    disposition = disposition_after(replace(OPENED, recipients=(PRODUCER,)))

    refused = refusal(
        lambda: decide.serve_notice(disposition, TO_SELLER, by=DISPATCHER, today=TODAY)
    )

    assert said(refused) == ("invalid", "no-such-recipient", None)


def test_the_bureau_at_the_producers_place_is_told_once() -> None:
    disposition = disposition_after(OPENED)

    assert decide.notify_outside(disposition, TELL_ZHEJIANG, REFERRAL_ID, by=DISPATCHER) == [TOLD]
    told = evolve(disposition, TOLD)
    assert told.status is DispositionStatus.NOTIFYING
    assert said(
        refusal(lambda: decide.notify_outside(told, TELL_ZHEJIANG, REFERRAL_ID, by=DISPATCHER))
    ) == ("out-of-order", "already-referred-outside", "PSS-OUTSIDE")


def test_a_firm_in_the_city_is_not_notified_outside() -> None:
    command = decide.NotifyOutside(recipient=e.RecipientRole.SELLER, reason="误", to_org=ZHEJIANG)

    refused = refusal(
        lambda: decide.notify_outside(
            disposition_after(OPENED), command, REFERRAL_ID, by=DISPATCHER
        )
    )

    assert said(refused) == ("out-of-order", "recipient-not-outside", "PSS-OUTSIDE")


def test_an_outside_bureau_that_is_not_known_has_to_be_named() -> None:
    unknown = replace(PRODUCER, handling_org=None)
    disposition = disposition_after(replace(OPENED, recipients=(unknown, SELLER)))

    refused = refusal(
        lambda: decide.notify_outside(disposition, TELL_ZHEJIANG, REFERRAL_ID, by=DISPATCHER)
    )
    (told,) = decide.notify_outside(
        disposition, replace(TELL_ZHEJIANG, to_org=ZHEJIANG), REFERRAL_ID, by=DISPATCHER
    )

    assert said(refused) == ("invalid", "value-required", None)
    assert told == TOLD


def test_only_the_organiser_notifies_outside() -> None:
    refused = refusal(
        lambda: decide.notify_outside(
            disposition_after(OPENED), TELL_ZHEJIANG, REFERRAL_ID, by=HANDLER
        )
    )

    assert said(refused) == ("not-permitted", "not-your-organisation", None)


def test_the_seller_and_the_labelled_producer_are_both_told() -> None:
    bureaus = ((ZHEJIANG, True), (XUHUI, False))

    assert decide.recipients_of(RESULT, bureaus) == (PRODUCER, SELLER)


def test_a_sample_taken_at_its_producer_has_one_recipient() -> None:
    result = replace(RESULT, stage=Stage.PRODUCTION, sampled=RESULT.producer)

    assert decide.recipients_of(result, ((ZHEJIANG, True), (ZHEJIANG, True))) == (PRODUCER,)


def test_a_recipient_without_a_known_place_has_no_bureau() -> None:
    producer, _ = decide.recipients_of(RESULT, ((None, False), (PUDONG, False)))

    assert (producer.handling_org, producer.outside) == (None, False)
