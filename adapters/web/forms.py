"""A form made from a command's struct: its fields as inputs with labels, limits and choices.

An input is named by the JSON pointer of its value, so that a refusal finds the one it is about.
What is sent is turned into the JSON that the API would be sent, and decoded by the same struct.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any

import msgspec.inspect as mi
from msgspec import Struct
from msgspec.structs import replace

from adapters.web.choices import Choice, Offering
from adapters.web.typed import Given, last, object_of, plain, rows_of
from adapters.web.words import Words, section_of
from domain.commands import Command

# New measures, preservations and tests are numbered by the program; the address names the case; a
# person gives the moment that a bulletin counts up to, no position.
LEFT_OUT = frozenset(
    {
        ("preservations", "preservation"),
        ("measures", "measure"),
        ("tests", "test"),
        ("supervisions", "case"),
        ("redraft", "cut_off"),
        ("corrections", "cut_off"),
    }
)
LONG = 1000
# Literals whose words are in a section of another name.
LITERALS: Mapping[str, str] = {"kind": "interval_kind", "to": "case_stage"}
SIMPLE: Mapping[type[mi.Type], str] = {
    mi.DateType: "date",
    mi.DateTimeType: "instant",
    mi.DecimalType: "money",
    mi.UUIDType: "file",
}


class Control(Struct, frozen=True, kw_only=True):
    """An input, or a group of them. `rows` are the groups of a list that grows."""

    name: str
    kind: str
    label: str
    help: str = ""
    error: str = ""
    required: bool = False
    values: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    longest: int | None = None
    least: int | None = None
    most: int | None = None
    inner: tuple["Control", ...] = ()
    rows: tuple[tuple["Control", ...], ...] = ()

    @property
    def id(self) -> str:
        """The input's id, which is that of its pointer."""
        return "f" + self.name.replace("/", "-")

    @property
    def groups(self) -> Mapping[str, Sequence[Choice]]:
        """The choices by heading, in the order of their first ones."""
        found: dict[str, list[Choice]] = {}
        for each in self.choices:
            found.setdefault(each.group, []).append(each)
        return found

    @property
    def value(self) -> str:
        """The value of a single input."""
        return last(self.values) if self.kind == "file" else (self.values or ("",))[-1]


class Form:
    """The form of one command."""

    def __init__(self, noun: str, body: type[Struct], words: Words, choices: Offering) -> None:
        self.noun = noun
        info = mi.type_info(body)
        assert isinstance(info, mi.StructType), "a command is a struct"
        # An act with a day of its own needs no other.
        dated = getattr(body, "acted_on", None) is not Command.acted_on
        self._fields = [
            each
            for each in info.fields
            if (noun, each.name) not in LEFT_OUT and not (dated and each.name == "effective_on")
        ]
        self._words = words
        self._choices = choices

    def body(self, given: Given) -> dict[str, Any]:
        """What was typed, as the API is sent it; what is empty is left out."""
        return object_of(self._fields, "", given)

    def controls(self, given: Given, errors: Mapping[str, str]) -> tuple[Control, ...]:
        """The inputs as they were filled in, each with what is wrong with it."""
        return self._controls(self._fields, "", given, errors, self.noun)

    def empty(self) -> dict[str, list[str]]:
        """The defaults of the command."""
        return {
            f"/{field.encode_name}": ["true" if field.default is True else said(field.default)]
            for field in self._fields
            if isinstance(field.default, bool | str | Enum)
            or type(field.default).__name__ == "Decimal"
            if field.default is not False
        }

    def _controls(
        self,
        fields: Sequence[mi.Field],
        at: str,
        given: Given,
        errors: Mapping[str, str],
        within: str,
    ) -> tuple[Control, ...]:
        shown = [each for each in fields if (self.noun, each.name) not in LEFT_OUT]
        # The legal date comes last: it is mostly today's.
        ordered = sorted(shown, key=lambda field: field.name == "effective_on")
        return tuple(
            self._control(field, f"{at}/{field.encode_name}", given, errors, within)
            for field in ordered
        )

    def _control(
        self, field: mi.Field, at: str, given: Given, errors: Mapping[str, str], within: str
    ) -> Control:
        """An input, labelled as in its command or, in a group, as in that group."""
        kind = plain(field.type)
        common: dict[str, Any] = {
            "name": at,
            "label": self._words.label(field.name, within),
            "help": self._help(field.name, within),
            "required": field.required,
            "values": tuple(given.get(at, ())),
        }
        match kind:
            case mi.StructType():
                inner = self._controls(kind.fields, at, given, errors, field.name)
                inner = tuple(replace(each, required=False) for each in inner)
                return Control(**common, kind="group", inner=inner, error=errors.get(at, ""))
            case mi.VarTupleType() if isinstance(plain(kind.item_type), mi.StructType):
                item = plain(kind.item_type)
                assert isinstance(item, mi.StructType), "it was just found to be one"
                rows = [
                    self._controls(item.fields, row, given, errors, field.name)
                    for row in rows_of(at, given)
                ]
                return Control(**common, kind="rows", rows=tuple(rows), error=errors.get(at, ""))
            case _:
                error = next((said for name, said in errors.items() if is_under(name, at)), "")
                return Control(**common, **self._single(field, kind), error=error)

    def _single(self, field: mi.Field, kind: mi.Type) -> dict[str, Any]:
        many = isinstance(kind, mi.VarTupleType)
        item = plain(kind.item_type) if isinstance(kind, mi.VarTupleType) else kind
        choices = self._choices_of(field, item)
        if isinstance(item, mi.UUIDType) and choices is None and field.name != "upload":
            return {"kind": "line"}
        if choices is not None:
            return {"kind": "choices" if many else "choice", "choices": choices}
        return {"kind": "lines"} if many else _input(field, item)

    def _choices_of(self, field: mi.Field, item: mi.Type) -> tuple[Choice, ...] | None:
        offered = self._choices.of(self.noun, field.name)
        if offered is not None:
            return offered
        match item:
            case mi.EnumType():
                section = section_of(item.cls)
                return self._labelled(section, [each.value for each in item.cls])
            case mi.LiteralType():
                section = LITERALS.get(field.name, field.name)
                return self._labelled(section, [str(each) for each in item.values])
            case _:
                return None

    def _labelled(self, section: str, values: Sequence[str]) -> tuple[Choice, ...]:
        say, cap = self._words.say, self._words.cap
        return tuple(Choice(each, cap(say(f"{section}.{each}"))) for each in values)

    def _help(self, name: str, within: str) -> str:
        keys = (f"help.{within}-{name}", f"help.{name}")
        return next((self._words.say(key) for key in keys if self._words.has(key)), "")


def _input(field: mi.Field, kind: mi.Type) -> dict[str, Any]:
    match kind:
        case mi.BoolType():
            asked = field.required or field.default is None
            return {"kind": "yesno" if asked else "check"}
        case mi.IntType():
            return {"kind": "number", "least": kind.ge, "most": kind.le}
        case mi.StrType():
            long = (kind.max_length or 0) >= LONG
            return {"kind": "text" if long else "line", "longest": kind.max_length}
        case _:
            return {"kind": SIMPLE[type(kind)]}


def said(default: object) -> str:
    """A default as an input has it."""
    return str(default.value if isinstance(default, Enum) else default)


def is_under(pointer: str, at: str) -> bool:
    """Whether a pointer is that of an input, or of one of its values."""
    return pointer == at or pointer.startswith(f"{at}/")


def pointers(controls: Sequence[Control]) -> Iterator[Control]:
    """Every control, the inner ones after the outer."""
    for each in controls:
        yield each
        yield from pointers(each.inner)
        for row in each.rows:
            yield from pointers(row)


def takes_files(body: type[Struct]) -> bool:
    """Whether a command takes up uploaded files, itself or in one of its lists."""
    return _names_upload(mi.type_info(body))


def _names_upload(kind: mi.Type) -> bool:
    match plain(kind):
        case mi.StructType(fields=fields):
            return any(each.name == "upload" or _names_upload(each.type) for each in fields)
        case mi.VarTupleType(item_type=item):
            return _names_upload(item)
        case _:
            return False
