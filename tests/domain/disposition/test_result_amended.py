"""A correction of the result is taken over: what was done about it goes on as before."""

from msgspec.structs import replace

import domain.disposition.events as e
from domain.party import Enterprise
from tests.domain.disposition.story import HERE, ORDERED, PUDONG_OFFICER, REPORTED, Told, opened

RENAMED = replace(
    HERE.result, product="示例电热水壶", producer=Enterprise(name="示例改名厂", place="浦东新区")
)
AMENDED = e.ResultAmended(result=RENAMED, product_kind=None, reason="录入有误")


def named(told: Told) -> list[str]:
    return [each.recipient.enterprise.name for each in told.disposition.tracks]


def test_recipients_are_named_as_the_result_names_them() -> None:
    told = ORDERED.after(AMENDED)

    assert named(told) == ["示例改名厂", HERE.result.sampled.name]
    assert told.disposition.product == "示例电热水壶"
    assert told.stages == ORDERED.stages


def test_a_platform_keeps_its_name() -> None:
    platform = e.Recipient(
        role=e.RecipientRole.PLATFORM, enterprise=Enterprise(name="示例平台"), handling_org=None
    )
    begun = opened(replace(HERE, recipients=(*HERE.recipients, platform)))

    assert named(begun.after(AMENDED))[2] == "示例平台"


def test_a_step_before_it_can_be_taken_back_and_leaves_it_standing() -> None:
    told = REPORTED.after(AMENDED).then("corrections", "2020-05-06", PUDONG_OFFICER, corrects=5)

    assert told.stages["producer"] == "rectifying"
    assert told.disposition.tracks[0].reports == ()
    assert named(told)[0] == "示例改名厂"
