"""What a form sent, as the JSON that the API would be sent; and the rows of its lists."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec.inspect as mi
from msgspec import UNSET

Given = Mapping[str, Sequence[str]]

MINUTES = len("2020-01-28T18:00")
OFFSET = "+08:00"
UUID_IN = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def object_of(fields: Sequence[mi.Field], at: str, given: Given) -> dict[str, Any]:
    """The fields below a pointer; what is empty is left out."""
    found = {each.encode_name: _typed(each, f"{at}/{each.encode_name}", given) for each in fields}
    return {name: value for name, value in found.items() if value is not UNSET}


def _typed(field: mi.Field, at: str, given: Given) -> Any:  # noqa: ANN401 - any JSON
    kind = plain(field.type)
    text = last(given.get(at, ()))
    match kind:
        case mi.StructType():
            return object_of(kind.fields, at, given) if any_under(at, given) else UNSET
        case mi.VarTupleType():
            # Nothing chosen where something must be: the domain says so, with the article.
            return _list(kind, at, given) or ([] if field.required else UNSET)
        case mi.BoolType():
            return _bool(text, required=field.required or field.default is None)
        case _:
            return _single(kind, text) if text else UNSET


def _single(kind: mi.Type, text: str) -> str | int:
    match kind:
        case mi.IntType() if re.fullmatch(r"[0-9]{1,18}", text):
            return int(text)
        case mi.DateTimeType():
            return text + (":00" if len(text) == MINUTES else "") + OFFSET
        case mi.UUIDType():
            found = UUID_IN.search(text)  # the address of a record's page names it too
            return found[0] if found else text
        case _:
            return text


def last(values: Sequence[str]) -> str:
    """The value of a single input: a file that was received stays when no other is chosen."""
    return next((each.strip() for each in reversed(values) if each.strip()), "")


def _bool(text: str, *, required: bool) -> Any:  # noqa: ANN401 - yes, no or nothing
    if text in ("true", "false"):
        return text == "true"
    return UNSET if required else False


def _list(kind: mi.VarTupleType, at: str, given: Given) -> list[Any]:
    item = plain(kind.item_type)
    if isinstance(item, mi.StructType):
        return [object_of(item.fields, row, given) for row in rows_of(at, given)]
    lines = [line for value in given.get(at, ()) for line in value.split("\n")]
    return [line.strip() for line in lines if line.strip()]


def plain(kind: mi.Type) -> mi.Type:
    """A type without its remarks, and without None."""
    if isinstance(kind, mi.Metadata):
        return plain(kind.type)
    if isinstance(kind, mi.UnionType):
        return plain(next(each for each in kind.types if not isinstance(each, mi.NoneType)))
    return kind


def any_under(at: str, given: Given) -> bool:
    """Whether anything was filled in below a pointer."""
    return any(
        text.strip() and text != "false"
        for name, values in given.items()
        if name.startswith(f"{at}/")
        for text in values
    )


def rows_of(at: str, given: Given) -> list[str]:
    """The pointers of a list's rows, in order."""
    return [f"{at}/{number}" for number in _numbers(at, given)]


def _numbers(at: str, given: Given) -> list[int]:
    pattern = re.compile(re.escape(at) + r"/([0-9]{1,4})/")
    found = (pattern.match(name) for name in given)
    return sorted({int(each[1]) for each in found if each})


def row_added(given: Given, at: str) -> dict[str, Sequence[str]]:
    """The same form with one more, empty row."""
    number = max(_numbers(at, given), default=-1) + 1
    return {**given, f"{at}/{number}/": [""]}


def row_removed(given: Given, row: str) -> dict[str, Sequence[str]]:
    """The same form without a row."""
    kept = {name: values for name, values in given.items() if not name.startswith(f"{row}/")}
    return compacted(kept, row.rpartition("/")[0])


def without_empty_rows(given: Given) -> dict[str, Sequence[str]]:
    """The same form without rows in which nothing was filled in, so that pointers fit the JSON."""
    kept = dict(given)
    for at in sorted({name.split("/")[1] for name in given if name.count("/") > 2}):  # noqa: PLR2004
        for row in rows_of(f"/{at}", kept):
            if not any_under(row, kept):
                kept = {n: v for n, v in kept.items() if not n.startswith(f"{row}/")}
        kept = compacted(kept, f"/{at}")
    return kept


def compacted(given: Given, at: str) -> dict[str, Sequence[str]]:
    """The same form with the rows of a list numbered from nought."""
    order = {row: f"{at}/{number}" for number, row in enumerate(rows_of(at, given))}

    def renamed(name: str) -> str:
        row = "/".join(name.split("/")[:3])
        return order[row] + name[len(row) :] if row in order else name

    return {renamed(name): values for name, values in given.items()}
