"""Writes data/calendars anew: `python -m tests.domain.statute.make_calendars`.

The days come from the package chinesecalendar, which knows only how each year ended. Notices that
changed a year while it ran (2015, 2019, 2020) are taken back here for the notice they changed.
Numbers and days of the notices, and the days of the moon's calendar, are not in the package: they
stand below.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
from chinese_calendar import constants
from msgspec.structs import replace

from domain.statute.calendar import CalendarYear, Holiday

FOLDER = Path(__file__).parents[3] / "data" / "calendars"
YEARS = range(2004, 2027)

NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}

# By year: the number, and the day the notice appeared, or bears where that is not known.
# 2004 and 2005 are not known at all; the day of 2008 is near enough only.
NOTICES: dict[int, tuple[str | None, str]] = {
    2004: (None, "2003-12-01"),
    2005: (None, "2004-12-01"),
    2006: ("国办发明电〔2005〕35号", "2005-12-16"),
    2007: ("国办发明电〔2006〕49号", "2006-12-14"),
    2008: ("国办发明电〔2007〕52号", "2007-12-15"),
    2009: ("国办发明电〔2008〕42号", "2008-12-10"),
    2010: ("国办发明电〔2009〕27号", "2009-12-08"),
    2011: ("国办发明电〔2010〕40号", "2010-12-10"),
    2012: ("国办发明电〔2011〕45号", "2011-12-06"),
    2013: ("国办发明电〔2012〕33号", "2012-12-08"),
    2014: ("国办发明电〔2013〕28号", "2013-12-11"),
    2015: ("国办发明电〔2014〕28号", "2014-12-16"),
    2016: ("国办发明电〔2015〕18号", "2015-12-10"),
    2017: ("国办发明电〔2016〕17号", "2016-12-01"),
    2018: ("国办发明电〔2017〕12号", "2017-11-30"),
    2019: ("国办发明电〔2018〕15号", "2018-12-06"),
    2020: ("国办发明电〔2019〕16号", "2019-11-21"),
    2021: ("国办发明电〔2020〕27号", "2020-11-25"),
    2022: ("国办发明电〔2021〕11号", "2021-10-25"),
    2023: ("国办发明电〔2022〕16号", "2022-12-08"),
    2024: ("国办发明电〔2023〕7号", "2023-10-25"),
    2025: ("国办发明电〔2024〕12号", "2024-11-12"),
    2026: ("国办发明电〔2025〕7号", "2025-11-04"),
}
APPROXIMATE = {2004, 2005, 2008}

# First day of the year of the moon, Qingming, Dragon Boat, Mid-Autumn; the last three since 2008.
MOON: dict[int, tuple[str, ...]] = {
    2004: ("01-22",),
    2005: ("02-09",),
    2006: ("01-29",),
    2007: ("02-18",),
    2008: ("02-07", "04-04", "06-08", "09-14"),
    2009: ("01-26", "04-04", "05-28", "10-03"),
    2010: ("02-14", "04-05", "06-16", "09-22"),
    2011: ("02-03", "04-05", "06-06", "09-12"),
    2012: ("01-23", "04-04", "06-23", "09-30"),
    2013: ("02-10", "04-04", "06-12", "09-19"),
    2014: ("01-31", "04-05", "06-02", "09-08"),
    2015: ("02-19", "04-05", "06-20", "09-27"),
    2016: ("02-08", "04-04", "06-09", "09-15"),
    2017: ("01-28", "04-04", "05-30", "10-04"),
    2018: ("02-16", "04-05", "06-18", "09-24"),
    2019: ("02-05", "04-05", "06-07", "09-13"),
    2020: ("01-25", "04-04", "06-25", "10-01"),
    2021: ("02-12", "04-04", "06-14", "09-21"),
    2022: ("02-01", "04-05", "06-03", "09-10"),
    2023: ("01-22", "04-05", "06-22", "09-29"),
    2024: ("02-10", "04-04", "06-10", "09-17"),
    2025: ("01-29", "04-04", "05-31", "10-06"),
    2026: ("02-17", "04-05", "06-19", "09-25"),
}

SATURDAY_2015 = date(2015, 9, 5)  # named in the notice of that year, not in the package

# How the notices of these years stood before the later notice changed one holiday of them.
CHANGES: dict[int, tuple[str, str, str]] = {
    2015: (
        "国务院关于中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日调休放假的通知",
        "国发明电〔2015〕1号",
        "2015-05-13",
    ),
    2019: (
        "国务院办公厅关于调整2019年劳动节假期安排的通知",
        "国办发明电〔2019〕3号",
        "2019-03-22",
    ),
    2020: ("国务院办公厅关于延长2020年春节假期的通知", "国办发明电〔2020〕1号", "2020-01-26"),
}


def main() -> None:
    """Writes every revision anew."""
    FOLDER.mkdir(exist_ok=True)
    for each in revisions():
        shell = {
            "notice": f"{each.title}（{each.number}）" if each.number else each.title,
            "effectiveFrom": each.starts_on(),
            "publishedOn": each.published_on,
            "items": [each],
        }
        text = msgspec.json.format(msgspec.json.encode(shell), indent=2)
        (FOLDER / f"{each.code}.json").write_bytes(text + b"\n")


def revisions() -> Iterator[CalendarYear]:
    """Every year as its notice had it, and again where a later notice changed it."""
    for year in YEARS:
        final = as_it_ended(year)
        yield as_first_published(final)
        if year in CHANGES:
            title, number, published = CHANGES[year]
            yield replace(
                final,
                code=f"{year}-changed",
                title=title,
                number=number,
                published_on=date.fromisoformat(published),
            )


def as_it_ended(year: int) -> CalendarYear:
    """A year by the package, under its first notice."""
    number, published = NOTICES[year]
    return CalendarYear(
        code=str(year),
        year=year,
        title=f"国务院办公厅关于{year}年部分节假日安排的通知",
        number=number,
        published_on=date.fromisoformat(published),
        published_on_approximate=year in APPROXIMATE,
        holidays=tuple(periods(year)),
        makeup_workdays=tuple(sorted(of_year(constants.workdays, year))),
        festival_days=tuple(sorted(festival_days(year))),
    )


def of_year(days: dict[date, str], year: int) -> dict[date, str]:
    """The days that a year's notice names: New Year may begin in the December before."""
    return {
        day: name
        for day, name in days.items()
        if day.year + (name == "New Year's Day" and day.month == 12) == year
    }


def periods(year: int) -> Iterator[Holiday]:
    """Days off in a row; an ordinary weekend between two days of a holiday is inside it."""
    named = of_year(constants.holidays, year)
    runs: list[list[date]] = []
    for day in sorted(named):
        if runs and joined(runs[-1][-1], day):
            runs[-1].append(day)
        else:
            runs.append([day])
    for run in runs:
        names = dict.fromkeys(NAMES[named[day]] for day in run)
        last = max(run[-1], SATURDAY_2015) if date(2015, 9, 3) in run else run[-1]
        yield Holiday(name="、".join(names), first=run[0], last=last)


def joined(last: date, day: date) -> bool:
    """Whether only days off lie between them."""
    between = (last + timedelta(n) for n in range(1, (day - last).days))
    return all(each.weekday() > 4 and each not in constants.workdays for each in between)


def festival_days(year: int) -> set[date]:
    """Statutory days: by the measures of 1999, 2007, 2013 and 2024 (全国年节及纪念日放假办法)."""
    new_year, *others = (date.fromisoformat(f"{year}-{day}") for day in MOON[year])
    spring = range(3)
    if 2008 <= year <= 2013:
        spring = range(-1, 2)
    elif year >= 2025:
        spring = range(-1, 3)
    labour = 3 if year < 2008 else 2 if year >= 2025 else 1
    return {
        date(year, 1, 1),
        *(new_year + timedelta(n) for n in spring),
        *others,
        *(date(year, 5, n) for n in range(1, labour + 1)),
        *(date(year, 10, n) for n in (1, 2, 3)),
    }


def as_first_published(final: CalendarYear) -> CalendarYear:
    """The year before a later notice changed it."""
    changed: dict[int, dict[str, Any]] = {
        2015: {"drop": "抗战胜利70周年纪念日", "work": {date(2015, 9, 6): False}},
        2019: {
            "put": Holiday(name="劳动节", first=date(2019, 5, 1), last=date(2019, 5, 1)),
            "work": {date(2019, 4, 28): False, date(2019, 5, 5): False},
        },
        2020: {
            "put": Holiday(name="春节", first=date(2020, 1, 24), last=date(2020, 1, 30)),
            "work": {date(2020, 2, 1): True},
        },
    }
    change = changed.get(final.year)
    if change is None:
        return final
    put = change.get("put")
    gone = put.name if put else change["drop"]
    holidays = [put if each.name == gone else each for each in final.holidays]
    work = {day for day in final.makeup_workdays if change["work"].get(day, True)}
    work |= {day for day, worked in change["work"].items() if worked}
    return replace(
        final,
        holidays=tuple(each for each in holidays if each is not None),
        makeup_workdays=tuple(sorted(work)),
    )


if __name__ == "__main__":
    main()
