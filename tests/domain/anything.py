"""Any value of a msgspec type, as its own description of itself allows: for hypothesis."""

import re
from datetime import UTC
from functools import cache
from typing import Any

import msgspec.inspect as types
from hypothesis import strategies as st

from domain.time import SHANGHAI

# No lone surrogates, which UTF-8 can't hold.
TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
PRINTED = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=12)
AMOUNT = st.decimals(0, 10**12, allow_nan=False, places=2)
# A whole number as every language's JSON has it.
WHOLE = st.integers(-(2**53), 2**53)


PLAIN: dict[type[types.Type], st.SearchStrategy[Any]] = {
    types.IntType: WHOLE,
    types.BoolType: st.booleans(),
    types.NoneType: st.none(),
    types.DateType: st.dates(),
    types.DateTimeType: st.datetimes(timezones=st.sampled_from([UTC, SHANGHAI])),
    types.DecimalType: AMOUNT,
    types.UUIDType: st.uuids(),
}


@cache
def anything(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Any value of a type."""
    return _of(types.type_info(kind))


def _of(kind: types.Type) -> st.SearchStrategy[Any]:
    found: st.SearchStrategy[Any]
    match kind:
        case types.StrType(pattern=pattern):
            found = _matching(pattern) if pattern else TEXT
        case types.EnumType(cls=cls):
            found = st.sampled_from(cls)
        case types.LiteralType(values=values):
            found = st.sampled_from(values)
        case types.VarTupleType(item_type=item, min_length=least):
            found = st.lists(_of(item), min_size=least or 0, max_size=2).map(tuple)
        case types.DictType(key_type=key, value_type=value):
            found = st.dictionaries(_of(key), _of(value), max_size=2)
        case types.UnionType(types=among):
            found = st.one_of([_of(each) for each in among])
        case types.StructType(cls=cls, fields=fields):
            found = st.builds(cls, **{field.name: _of(field.type) for field in fields})
        case _:
            found = PLAIN[type(kind)]
    return found


def _matching(pattern: str) -> st.SearchStrategy[str]:
    matches = re.compile(pattern).search
    if "\\S" in pattern:
        return PRINTED.filter(lambda text: matches(text) is not None)
    return st.from_regex(pattern.removesuffix("$") + r"\Z").filter(lambda text: len(text) < 70)
