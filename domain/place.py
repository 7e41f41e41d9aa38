"""Places as Chinese addresses begin with them: a province, in Shanghai also a district."""

from types import MappingProxyType

# GB/T 2260
DISTRICTS = MappingProxyType(
    {
        "黄浦区": "310101",
        "徐汇区": "310104",
        "长宁区": "310105",
        "静安区": "310106",
        "普陀区": "310107",
        "虹口区": "310109",
        "杨浦区": "310110",
        "闵行区": "310112",
        "宝山区": "310113",
        "嘉定区": "310114",
        "浦东新区": "310115",
        "金山区": "310116",
        "松江区": "310117",
        "青浦区": "310118",
        "奉贤区": "310120",
        "崇明区": "310151",
    }
)

PROVINCES = MappingProxyType(
    {
        "北京市": "11", "天津市": "12", "河北省": "13", "山西省": "14", "内蒙古自治区": "15",
        "辽宁省": "21", "吉林省": "22", "黑龙江省": "23", "上海市": "31", "江苏省": "32",
        "浙江省": "33", "安徽省": "34", "福建省": "35", "江西省": "36", "山东省": "37",
        "河南省": "41", "湖北省": "42", "湖南省": "43", "广东省": "44", "广西壮族自治区": "45",
        "海南省": "46", "重庆市": "50", "四川省": "51", "贵州省": "52", "云南省": "53",
        "西藏自治区": "54", "陕西省": "61", "甘肃省": "62", "青海省": "63",
        "宁夏回族自治区": "64", "新疆维吾尔自治区": "65",
    }
)  # fmt: skip

SHANGHAI = "31"
AIRPORT, UNKNOWN = "airport", "-"
AIRPORTS = ("浦东国际机场", "虹桥国际机场", "浦东机场", "虹桥机场")


def province_of(place: str) -> str | None:
    """The two-digit code of the province the address begins with, or None."""
    return next((code for name, code in PROVINCES.items() if place.startswith(name)), None)


def district_of(place: str) -> str | None:
    """The six-digit code of the Shanghai district the address names, or None."""
    if province_of(place) != SHANGHAI:
        return None
    rest = place.removeprefix("上海市").removeprefix("市辖区")
    return next((code for name, code in DISTRICTS.items() if rest.startswith(name)), None)


def at_an_airport(place: str) -> bool:
    """Whether the address lies in one of the airports, which have a bureau of their own."""
    here = province_of(place) in {None, SHANGHAI}
    return here and any(name in place for name in AIRPORTS)


def area_of(place: str) -> str:
    """Where a place is, for counting: a Shanghai district, an airport, another province, or -."""
    if at_an_airport(place):
        return AIRPORT
    return district_of(place) or province_of(place) or UNKNOWN
