"""Places as Chinese addresses begin with them: a province, in Shanghai also a district."""

import re
from enum import StrEnum
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

# What an address abroad begins with; Hong Kong, Macao and Taiwan count as abroad (境外).
ABROAD = (
    "境外", "国外", "进口", "海外", "香港", "澳门", "台湾", "日本", "韩国", "大韩民国", "朝鲜",
    "美国", "美利坚", "加拿大", "墨西哥", "英国", "法国", "德国", "意大利", "西班牙", "葡萄牙",
    "荷兰", "比利时", "卢森堡", "瑞士", "奥地利", "瑞典", "挪威", "丹麦", "芬兰", "冰岛",
    "爱尔兰", "波兰", "捷克", "斯洛伐克", "匈牙利", "罗马尼亚", "保加利亚", "希腊", "土耳其",
    "俄罗斯", "乌克兰", "白俄罗斯", "立陶宛", "拉脱维亚", "爱沙尼亚", "塞尔维亚", "克罗地亚",
    "斯洛文尼亚", "塞浦路斯", "马耳他", "印度", "巴基斯坦", "孟加拉", "斯里兰卡", "尼泊尔",
    "缅甸", "泰国", "越南", "老挝", "柬埔寨", "马来西亚", "新加坡", "印尼", "菲律宾", "文莱",
    "蒙古国", "哈萨克斯坦", "乌兹别克斯坦", "伊朗", "伊拉克", "以色列", "沙特", "阿联酋",
    "阿拉伯", "科威特", "卡塔尔", "约旦", "黎巴嫩", "埃及", "摩洛哥", "突尼斯", "阿尔及利亚",
    "南非", "肯尼亚", "尼日利亚", "埃塞俄比亚", "澳大利亚", "新西兰", "巴西", "阿根廷", "智利",
    "秘鲁", "哥伦比亚", "厄瓜多尔", "委内瑞拉", "乌拉圭", "哥斯达黎加", "巴拿马", "古巴",
)  # fmt: skip

SHANGHAI = "31"
AIRPORT, UNKNOWN = "airport", "-"
AIRPORTS = ("浦东国际机场", "虹桥国际机场", "浦东机场", "虹桥机场")


class Region(StrEnum):
    """Where a producer is, as bulletins tell it."""

    SHANGHAI = "shanghai"  # 本市
    ELSEWHERE = "other-provinces"  # 外省市
    ABROAD = "abroad"  # 境外
    UNSAID = "unknown"  # 未注明


# 北京, 内蒙古, 江苏: a province as addresses shorten it. Not a road that is named after it.
SHORT = MappingProxyType(
    {
        re.sub("(省|市|(壮族|回族|维吾尔)?自治区)$", "", name): code
        for name, code in PROVINCES.items()
    }
)
SHORTENED = re.compile(
    f"({'|'.join(SHORT)})(?![东西南北中]?[一二三]?(?:路|大?街|大道|公路|弄))(?!藏族|蒙古族)"
)
CHINA = re.compile("^(中华人民共和国|中国)")


def province_of(place: str) -> str | None:
    """The two-digit code of the province the address begins with, or None.

    A district of Shanghai says it too: 浦东新区张江.
    """
    begun = CHINA.sub("", place.strip())
    whole = next((code for name, code in PROVINCES.items() if begun.startswith(name)), None)
    if whole is not None:
        return whole
    if begun.startswith(tuple(DISTRICTS)):
        return SHANGHAI
    shortened = SHORTENED.match(begun)
    return SHORT[shortened[1]] if shortened else None


def district_of(place: str) -> str | None:
    """The six-digit code of the Shanghai district the address names, or None."""
    if province_of(place) != SHANGHAI:
        return None
    rest = re.sub("^(上海市?)?(市辖区)?", "", CHINA.sub("", place.strip()))
    return next((code for name, code in DISTRICTS.items() if rest.startswith(name)), None)


def is_abroad(place: str) -> bool:
    """Whether the address begins with a country, or with a region that counts as abroad."""
    return CHINA.sub("", place.strip()).startswith(ABROAD)


def region_of(place: str) -> Region:
    """Where a place is: in Shanghai, another province, abroad, or none that can be told."""
    province = province_of(place)
    if province == SHANGHAI or (province is None and at_an_airport(place)):
        return Region.SHANGHAI
    if province is not None:
        return Region.ELSEWHERE
    return Region.ABROAD if is_abroad(place) else Region.UNSAID


def at_an_airport(place: str) -> bool:
    """Whether the address lies in one of the airports, which have a bureau of their own."""
    here = province_of(place) in {None, SHANGHAI} and not is_abroad(place)
    return here and any(name in place for name in AIRPORTS)


def area_of(place: str) -> str:
    """Where a place is: a Shanghai district, an airport, another province by its code, or -."""
    if at_an_airport(place):
        return AIRPORT
    return district_of(place) or province_of(place) or UNKNOWN


def line_of(place: str) -> str:
    """The line of the districts' table that a place is counted in; provinces are one line."""
    if is_abroad(place):
        return Region.ABROAD
    area = area_of(place)
    if area == SHANGHAI:
        return UNKNOWN
    return Region.ELSEWHERE if area in PROVINCES.values() else area
