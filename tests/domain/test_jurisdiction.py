"""Which body a matter belongs to, and the rule that says so (PP-PLACE)."""

import pytest

from domain.party import Enterprise
from domain.reference.jurisdiction import Proposal, bureau_at, propose
from domain.reference.state import Reference
from tests.domain.story import AIRPORT, CORPS, KNOWN, PUDONG, RECEIVED_ON, XUHUI, ZHEJIANG

IN_XUHUI = "上海市徐汇区漕溪北路1号"
IN_PUDONG = Enterprise(name="某厂", place="上海市浦东新区张江路1号")
IN_ZHEJIANG = Enterprise(name="某厂", place="浙江省宁波市")


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (IN_XUHUI, XUHUI),
        ("上海市市辖区徐汇区", XUHUI),
        ("上海市浦东新区世纪大道", PUDONG),
        ("上海市浦东新区浦东国际机场T2航站楼", AIRPORT),
        ("虹桥机场", AIRPORT),
        ("浙江省宁波市", ZHEJIANG),
    ],
)
def test_a_place_has_its_bureau(place: str, code: str) -> None:
    bureau = bureau_at(place, KNOWN)

    assert bureau is not None
    assert bureau.code == code


@pytest.mark.parametrize(
    "place",
    [None, "", "漕溪北路1号", "上海市", "上海市松江区", "江苏省苏州市"],
    ids=["none", "empty", "no province", "no district", "no such bureau", "no such province"],
)
def test_a_place_that_says_too_little_has_none(place: str | None) -> None:
    assert bureau_at(place, KNOWN) is None


@pytest.mark.parametrize(
    ("place", "enterprise", "product_kind", "proposal"),
    [
        (
            IN_XUHUI,
            IN_PUDONG,
            "helmet",
            Proposal(org=CORPS, rule="product-handled-by", fact="helmet"),
        ),
        (IN_XUHUI, IN_PUDONG, "kettle", Proposal(org=XUHUI, rule="place-of-act", fact=IN_XUHUI)),
        (
            None,
            IN_PUDONG,
            None,
            Proposal(org=PUDONG, rule="place-of-enterprise", fact="上海市浦东新区张江路1号"),
        ),
        (
            "浙江省宁波市",
            IN_PUDONG,
            None,
            Proposal(org=PUDONG, rule="place-of-enterprise", fact="上海市浦东新区张江路1号"),
        ),
        (None, IN_ZHEJIANG, None, Proposal(org=CORPS, rule="no-place-in-shanghai", fact="")),
        ("某处", None, "none", Proposal(org=CORPS, rule="no-place-in-shanghai", fact="某处")),
    ],
    ids=["product", "act before enterprise", "enterprise", "act outside", "outside", "unknown"],
)
def test_a_proposal_names_its_rule_and_fact(
    place: str | None,
    enterprise: Enterprise | None,
    product_kind: str | None,
    proposal: Proposal,
) -> None:
    assert (
        propose(
            place=place,
            enterprise=enterprise,
            product_kind=product_kind,
            received_on=RECEIVED_ON,
            known=KNOWN,
        )
        == proposal
    )


def test_without_reference_data_nobody_is_proposed() -> None:
    proposal = propose(
        place=IN_XUHUI,
        enterprise=None,
        product_kind=None,
        received_on=RECEIVED_ON,
        known=Reference(),
    )

    assert proposal.org == ""
