"""Operators in a bulletin: each has come to one thing, so that the figures add up."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence

import psycopg
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.app import open_pool
from adapters.postgres.tallies import PostgresTallies
from application.figures import COMPLETED, CORRECTING, OF_OPERATORS, WAITING, Group, Point
from domain.bulletin.events import Counted, Figure, GroupedBy, Scope
from domain.disposition.state import DispositionStatus

LINES = {"310104": "310104", "AMR-33": "other-provinces", "AMR-35": "other-provinces"}
AT, EVERYTHING = Point(1, LINES), Scope(sampling_rules=("R",))
RESULT = """
    INSERT INTO views.test_results (key, version, valid_from, recorded_at, orgs, dossier, sort,
        organiser, report_no, qualified, stage, sampling_rule, local_producer, producer_place,
        district, lab, recognised, product, enterprises, words, doc)
    VALUES (%(key)s, 1, 1, '2020-04-01', '{SHAMR-PSD}', %(key)s, '2020-01-01', 'SHAMR-PSD',
        %(report)s, false, 'ecommerce', 'R', false, 'abroad', '33', 'lab', false, 'p', '{}', 'w',
        '{}')
"""
DISPOSITION = """
    INSERT INTO views.dispositions (key, version, valid_from, recorded_at, orgs, dossier, sort,
        status, organiser, handlers, serious, sampling_rule, report_no, enterprises, product,
        operators, counted_operators, outside, cases, words, doc)
    VALUES (%(key)s, 1, 1, '2020-04-01', '{SHAMR-PSD}', %(key)s, '2020-01-01', 'rectifying',
        'SHAMR-PSD', '{}', false, 'R', %(report)s, '{}', 'p', %(operators)s, %(operators)s, 0,
        '{}', 'w', '{}')
"""
STAGES = [each for each in DispositionStatus if each is not DispositionStatus.CLEARED]
# How far, handled by whom or lying where, and who.
OPERATOR = st.tuples(
    st.sampled_from(STAGES),
    st.sampled_from([*LINES, "abroad", "-"]),
    st.sampled_from(["甲厂", "乙 厂", "9A3101091PMTDB4PGB", "丙"]),
)
Operators = Sequence[tuple[DispositionStatus, str, str]]


def come_to(stages: Sequence[DispositionStatus]) -> Counted:
    """What an operator is counted as, by where it stands in each of its dispositions."""
    if any(each in CORRECTING for each in stages):
        return Counted.CORRECTING
    if any(each in WAITING for each in stages):
        return Counted.WAITING
    return Counted.COMPLETED if all(each in COMPLETED for each in stages) else Counted.ENDED


def fill(url: str, dispositions: Sequence[Operators]) -> None:
    """The lists as the projection leaves them."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("TRUNCATE views.test_results, views.dispositions")
        for number, operators in enumerate(dispositions):
            told = [" ".join(each) for each in operators]
            key = f"00000000-0000-0000-0000-{number:012}"
            facts = {"key": key, "report": f"B{number}", "operators": told}
            connection.execute(RESULT, facts)
            connection.execute(DISPOSITION, facts)


def counts(figures: Sequence[Figure]) -> dict[tuple[str, Counted], int]:
    return {
        (each.value, each.counted): each.number
        for each in figures
        if each.grouped_by in (GroupedBy.ALL, GroupedBy.DISTRICT) and each.number
    }


def expected(dispositions: Sequence[Operators]) -> dict[tuple[str, Counted], int]:
    """The figures of operators, counted without a database."""
    stages: dict[str, dict[str, list[DispositionStatus]]] = defaultdict(lambda: defaultdict(list))
    for stage, where, who in (each for operators in dispositions for each in operators):
        for line in ("all", LINES.get(where, where)):
            stages[line][who].append(stage)
    wanted: dict[tuple[str, Counted], int] = defaultdict(int)
    for line, operators in stages.items():
        for each in operators.values():
            wanted[line, come_to(each)] += 1
            wanted[line, Counted.OPERATORS] += 1
    return dict(wanted)


async def told(url: str) -> tuple[Sequence[Figure], dict[tuple[str, Counted], int]]:
    """The figures, and how many operators are named behind each of those of operators."""
    async with open_pool(url) as pool:
        tallies = PostgresTallies(pool)
        figures = await tallies.figures(EVERYTHING, AT)
        named: dict[tuple[str, Counted], int] = {}
        for each in figures:
            if each.counted in OF_OPERATORS and each.number:
                group = Group(grouped_by=each.grouped_by, value=each.value, counted=each.counted)
                found = await tallies.operators(EVERYTHING, AT, group, org=None, limit=100)
                named[each.value, each.counted] = len(found)
        return figures, named


def test_every_stage_is_counted_as_one_thing() -> None:
    ended = {
        DispositionStatus.REVOKED,
        DispositionStatus.REFERRED_OUTSIDE,
        DispositionStatus.CLOSED,
    }
    together = [*COMPLETED, *CORRECTING, *WAITING, *ended]

    assert sorted(together) == sorted(STAGES)


def test_the_operators_concerned_are_those_of_the_four_they_have_come_to(
    database_url: str,
) -> None:
    @settings(max_examples=25)
    @given(dispositions=st.lists(st.lists(OPERATOR, min_size=1, max_size=3), max_size=6))
    def they_add_up(dispositions: Sequence[Operators]) -> None:
        fill(database_url, dispositions)

        figures, named = asyncio.run(told(database_url))

        wanted = expected(dispositions)
        found = {key: n for key, n in counts(figures).items() if key[1] in OF_OPERATORS}
        assert found == named == wanted
        for line in {line for line, _ in wanted}:
            parts = (wanted.get((line, each), 0) for each in OF_OPERATORS[1:])
            assert sum(parts) == wanted[line, Counted.OPERATORS]

    they_add_up()
