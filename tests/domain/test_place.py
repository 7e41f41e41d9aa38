"""Places: provinces and Shanghai's districts at the beginning of an address."""

import pytest

from domain.place import DISTRICTS, PROVINCES, at_an_airport, district_of, province_of


def test_shanghai_has_sixteen_districts_and_the_mainland_thirty_one_provinces() -> None:
    assert (len(DISTRICTS), len(set(DISTRICTS.values()))) == (16, 16)
    assert (len(PROVINCES), len(set(PROVINCES.values()))) == (31, 31)


@pytest.mark.parametrize(("name", "code"), DISTRICTS.items())
def test_every_district_is_found_behind_the_city(name: str, code: str) -> None:
    assert district_of(f"上海市{name}某路1号") == code
    assert district_of(f"上海市市辖区{name}") == code


@pytest.mark.parametrize(("name", "code"), PROVINCES.items())
def test_every_province_is_found_where_an_address_begins(name: str, code: str) -> None:
    assert province_of(f"{name}某市") == code
    assert province_of(f"位于{name}") is None


@pytest.mark.parametrize("place", ["徐汇区", "江苏省南通市崇明区", "上海市卢湾区", ""])
def test_a_district_is_one_of_shanghais_own(place: str) -> None:
    assert district_of(place) is None


@pytest.mark.parametrize(
    ("place", "airport"),
    [
        ("上海市长宁区虹桥国际机场", True),
        ("浦东机场T1", True),
        ("浙江省杭州市虹桥机场路", False),
        ("上海市浦东新区", False),
    ],
)
def test_only_shanghais_airports_have_a_bureau_of_their_own(place: str, *, airport: bool) -> None:
    assert at_an_airport(place) is airport
