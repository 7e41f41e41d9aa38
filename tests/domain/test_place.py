"""Places: provinces and Shanghai's districts at the beginning of an address."""

import pytest

from domain.place import (
    DISTRICTS,
    PROVINCES,
    Region,
    area_of,
    at_an_airport,
    district_of,
    line_of,
    province_of,
    region_of,
)


def test_shanghai_has_sixteen_districts_and_the_mainland_thirty_one_provinces() -> None:
    assert (len(DISTRICTS), len(set(DISTRICTS.values()))) == (16, 16)
    assert (len(PROVINCES), len(set(PROVINCES.values()))) == (31, 31)


@pytest.mark.parametrize(("name", "code"), DISTRICTS.items())
def test_every_district_is_found_behind_the_city(name: str, code: str) -> None:
    assert district_of(f"上海市{name}某路1号") == code
    assert district_of(f"上海市市辖区{name}") == code
    assert district_of(f"上海{name}某路1号") == district_of(f"{name}某路1号") == code


@pytest.mark.parametrize(("name", "code"), PROVINCES.items())
def test_every_province_is_found_where_an_address_begins(name: str, code: str) -> None:
    assert province_of(f"{name}某市") == code
    assert province_of(f"位于{name}") is None


@pytest.mark.parametrize("place", ["江苏省南通市崇明区", "上海市卢湾区", "某市徐汇区", ""])
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


@pytest.mark.parametrize(
    ("place", "region"),
    [
        ("上海市徐汇区", Region.SHANGHAI),
        ("上海浦东新区", Region.SHANGHAI),
        ("浦东新区张江", Region.SHANGHAI),
        ("中国上海", Region.SHANGHAI),
        ("虹桥机场", Region.SHANGHAI),
        ("江苏省苏州市", Region.ELSEWHERE),
        ("江苏苏州", Region.ELSEWHERE),
        ("内蒙古包头市", Region.ELSEWHERE),
        ("日本东京", Region.ABROAD),
        ("中国香港九龙", Region.ABROAD),
        ("日本羽田虹桥机场", Region.ABROAD),
        ("", Region.UNSAID),
        ("深圳市南山区", Region.UNSAID),
        ("北京东路668号", Region.UNSAID),
        ("西藏中路1号", Region.UNSAID),
        ("海南藏族自治州", Region.UNSAID),
    ],
)
def test_a_producer_is_here_elsewhere_abroad_or_nowhere_that_is_said(
    place: str, region: Region
) -> None:
    assert region_of(place) is region


@pytest.mark.parametrize(
    ("place", "area", "line"),
    [
        ("上海浦东新区", "310115", "310115"),
        ("虹桥机场", "airport", "airport"),
        ("浙江宁波", "33", "other-provinces"),
        ("上海市", "31", "-"),
        ("日本东京", "-", "abroad"),
        ("某路1号", "-", "-"),
    ],
)
def test_provinces_are_one_line_of_the_table_of_districts(place: str, area: str, line: str) -> None:
    assert (area_of(place), line_of(place)) == (area, line)
