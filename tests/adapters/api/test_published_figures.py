"""The three result files, imported over HTTP, give the figures that the bulletins published."""

from collections.abc import Iterator

import pytest

from adapters.cli.demo_data import FILES, FOLDER
from tests.adapters.api.bureau import Bureau, opened
from tests.adapters.api.conftest import Databases

Counted = dict[tuple[str, str], tuple[int, int]]

PUBLISHED: dict[str, Counted] = {
    "SHSSXZ0042-2023": {
        ("all", "all"): (40, 6),
        ("stage", "physical_shop"): (1, 0),
        ("stage", "ecommerce"): (39, 6),
        ("producer-place", "shanghai"): (1, 1),
        ("producer-place", "other-provinces"): (39, 5),
    },
    "SHSSXZ0047-2023": {
        ("all", "all"): (20, 1),
        ("stage", "production"): (1, 0),
        ("stage", "physical_shop"): (15, 0),
        ("stage", "ecommerce"): (4, 1),
        ("producer-place", "shanghai"): (4, 1),
        ("producer-place", "other-provinces"): (16, 0),
    },
    "SHSSXZ0247-2025": {
        ("all", "all"): (20, 0),
        ("stage", "production"): (6, 0),
        ("stage", "physical_shop"): (3, 0),
        ("stage", "ecommerce"): (11, 0),
        ("producer-place", "shanghai"): (11, 0),
        ("producer-place", "other-provinces"): (9, 0),
    },
}


@pytest.fixture(scope="module")
def imported(furnished_databases: Databases) -> Iterator[Bureau]:
    with furnished_databases() as database, opened(database) as bureau:
        for name in FILES:
            content = (FOLDER / f"{name}.csv").read_bytes()
            assert bureau.desk("dispatcher").upload(f"{name}.csv", content).status_code == 201
        yield bureau


def figures(bureau: Bureau, user: str, **query: str | int) -> Counted:
    desk = bureau.desk(user)
    caught_up = {"Min-Position": str(desk.head())}
    found = desk.get("/test-results/figures", headers=caught_up, **query)["figures"]
    return {
        (each["group"], each["value"]): (each["batches"], each["unqualified"]) for each in found
    }


@pytest.mark.parametrize("rule", PUBLISHED)
def test_the_figures_are_those_published(imported: Bureau, rule: str) -> None:
    assert figures(imported, "auditor", samplingRule=rule) == PUBLISHED[rule]


def test_all_three_together(imported: Bureau) -> None:
    assert figures(imported, "dispatcher")["all", "all"] == (80, 7)


def test_figures_of_the_past_are_those_of_then(imported: Bureau) -> None:
    then = figures(imported, "auditor", asOfPosition=4)

    assert then.get(("all", "all"), (0, 0)) == (0, 0)


def test_a_bureau_counts_only_the_results_it_may_see(imported: Bureau) -> None:
    assert figures(imported, "pudong-handler")["all", "all"] == (1, 0)  # sampled in its district


def test_each_disposition_is_addressed_to_producer_seller_and_platform(imported: Bureau) -> None:
    found = imported.desk("dispatcher").listed("/dispositions", enterprise="9A3101091PMTDB4PGB")

    (disposition,) = found
    recipients = {each["role"]: each for each in disposition["recipients"]}
    assert set(recipients) == {"producer", "seller", "platform"}
    assert recipients["producer"]["handlingOrg"] == "310109"
    assert recipients["seller"]["handlingOrg"] == "310109"
    assert disposition["lead"] is None


def test_an_outside_recipient_is_addressed_to_the_bureau_of_its_province(imported: Bureau) -> None:
    found = imported.desk("dispatcher").listed("/dispositions", q="SHCC2023-0005")

    (disposition,) = found
    *operators, platform = disposition["recipients"]
    assert platform["role"] == "platform"
    assert {(each["handlingOrg"], each["outside"]) for each in operators} == {("AMR-35", True)}


def test_a_bureau_sees_the_dispositions_it_handles_and_no_others(imported: Bureau) -> None:
    seen = imported.desk("huangpu-handler").listed("/dispositions")

    assert [each["result"]["reportNo"] for each in seen] == ["SHCC2023-0028"]
