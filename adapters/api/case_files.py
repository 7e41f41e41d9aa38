"""The file of a case as the API shows it: what happened, as it stands, empty parts left out."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, cast

from msgspec import Struct

from domain.case.state import Case

# Of these a page of a case may show hundreds, and each is the same as last time.
KEPT = 20_000
NOT_SHOWN = ("stage", "entries")
EMPTY: tuple[object, ...] = (None, [], {}, "")


def case_file(case: Case) -> dict[str, Any]:
    """Everything that happened in a case."""
    named = {name: getattr(case, name) for name in case.__struct_fields__ if name not in NOT_SHOWN}
    return without_empty({camel_case(name): written(each) for name, each in named.items()})


def written(value: Any) -> Any:  # noqa: ANN401 - JSON of any shape
    """A part of the file with names as the API writes them. It is shared: do not change it."""
    if isinstance(value, Struct):
        return fact(value)
    if isinstance(value, Mapping):
        parts = cast("Mapping[object, object]", value).items()
        return without_empty({str(key): written(each) for key, each in parts})
    if isinstance(value, tuple):
        return [written(each) for each in cast("tuple[object, ...]", value)]
    if isinstance(value, frozenset):
        return sorted(cast("frozenset[str]", value))
    return value


@lru_cache(maxsize=KEPT)
def fact(struct: Struct) -> dict[str, Any]:
    """An event or what is folded from some; without the tag it is stored under."""
    names = struct.__struct_fields__
    return without_empty({camel_case(name): written(getattr(struct, name)) for name in names})


def without_empty(parts: dict[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in parts.items() if each not in EMPTY}


@lru_cache
def camel_case(name: str) -> str:
    """taken_on is takenOn."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
