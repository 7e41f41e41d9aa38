"""Forms are made from the commands: every field has a label, and what is typed is what is meant."""

from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

import msgspec
import msgspec.inspect as mi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from adapters.api.request import decoded
from adapters.web.actions import FORMS_OF
from adapters.web.choices import Choices
from adapters.web.forms import LEFT_OUT, Form, pointers, takes_files
from adapters.web.typed import plain, row_added, row_removed, without_empty_rows
from adapters.web.words import OF_ROWS, STEPS, UNSAID, Words
from adapters.wording.catalogue import Language, catalogue
from application.views.disposition import DispositionRow
from application.views.lead import LeadRow
from application.views.referral import ReferralRow
from domain.case.events import CaseFiled, Party
from domain.case.kinds import PartyKind
from domain.case.state import Case
from domain.lead.decisions import Register
from domain.reference.state import Reference
from domain.statute.running import Running
from domain.time import SHANGHAI
from tests.domain.anything import anything

COMMANDS: dict[str, type[Struct]] = {
    f"{collection}-{noun}": command.body
    for collection, forms in FORMS_OF.items()
    for noun, command in forms.items()
} | {"leads-register": Register}
EACH = pytest.mark.parametrize("name", COMMANDS)
TODAY = date(2023, 1, 30)
ROWS = pytest.mark.parametrize("row", [LeadRow, ReferralRow, DispositionRow])


FILED = CaseFiled(
    number="示例〔2022〕1号",
    lead=UUID(int=1),
    dossier=UUID(int=1),
    org="310104",
    title="示例案",
    party=Party(name="示例公司", kind=PartyKind.ENTITY),
    violation="示例",
    handlers=(),
    reason="示例",
)


def form_of(name: str, language: Language = Language.ZH) -> Form:
    """The form of a command; on a case, of one in which nothing happened yet."""
    words = Words(language, Reference())
    collection, _, noun = name.partition("-")
    record = Case(filed=FILED, handlers=()) if collection == "cases" else None
    return Form(noun, COMMANDS[name], words, Choices(words, FILED.org, TODAY, record))


# Nothing within is told.
WHOLE = frozenset({"state", "clocks"})


def fields(kind: mi.Type) -> list[str]:
    """The names of a struct's fields, and of those within."""
    inner = plain(kind.item_type) if isinstance(kind, mi.VarTupleType) else plain(kind)
    if not isinstance(inner, mi.StructType):
        return []
    return [
        name
        for f in inner.fields
        for name in (f.name, *(() if f.name in WHOLE else fields(plain(f.type))))
    ]


def items(value: Any) -> tuple[Any, ...]:  # noqa: ANN401 - a list or a tuple
    """The items of a list."""
    return tuple(value)


def typed(value: Any, at: str = "") -> dict[str, list[str]]:  # noqa: ANN401, PLR0911 - any command
    """A command as its form would be filled in."""
    match value:
        case Struct():
            found: dict[str, list[str]] = {}
            for field in msgspec.structs.fields(type(value)):
                found |= typed(getattr(value, field.name), f"{at}/{field.encode_name}")
            return found
        case tuple() if any(isinstance(each, Struct) for each in items(value)):
            found = {}
            for number, each in enumerate(items(value)):
                found |= typed(each, f"{at}/{number}")
            return found
        case tuple():
            return {at: [str(msgspec.to_builtins(each)) for each in items(value)]}
        case None:
            return {at: [""]}
        case bool():
            return {at: [str(value).lower()]}
        case datetime():
            return {at: [value.astimezone(SHANGHAI).replace(tzinfo=None).isoformat()]}
        case _:
            return {at: [str(msgspec.to_builtins(value))]}


@pytest.mark.parametrize("language", Language, ids=lambda each: each.tag)
@EACH
def test_every_field_has_a_label_and_every_choice_words(name: str, language: Language) -> None:
    known = catalogue(language)
    collection, _, noun = name.partition("-")

    for field in fields(mi.type_info(COMMANDS[name])):
        assert f"field.{field}" in known or f"field.{noun}-{field}" in known, field
    for each in pointers(form_of(name, language).controls({}, {})):
        assert all(choice.text != choice.value for choice in each.choices), each.name
    called = {f"{STEPS.get(collection)}.{noun}", f"action.{name}"}
    assert called & known.keys() or noun == "register"


@pytest.mark.parametrize("language", Language, ids=lambda each: each.tag)
@ROWS
def test_everything_a_record_says_has_a_label(row: type[Struct], language: Language) -> None:
    told = [name for name in fields(mi.type_info(row)) if name not in UNSAID | OF_ROWS | OF_CLOCKS]

    assert [name for name in told if f"field.{name}" not in catalogue(language)] == []


# Told by their own words, or links.
OF_CLOCKS = frozenset(
    {*fields(mi.type_info(Running)), "case", "merged_into", "duplicates", "links", "referrals",
     "after", "next_referral", "leads", "clocks", "waiting"}
)  # fmt: skip


@EACH
@given(data=st.data())
@settings(max_examples=15)
def test_what_is_typed_is_the_command_that_was_meant(name: str, data: st.DataObject) -> None:
    """But for names that the program gives itself, and spaces around a text."""
    body, noun = COMMANDS[name], name.partition("-")[2]
    meant = data.draw(anything(body))
    try:
        meant = msgspec.convert(msgspec.to_builtins(meant), body)
    except msgspec.ValidationError:
        return  # drawn by type alone, it breaks a limit
    form = form_of(name)

    sent = msgspec.json.encode(form.body(without_empty_rows(typed(meant))))

    assert tidy(decoded(sent, body), noun) == tidy(meant, noun)


def tidy(value: Any, noun: str) -> Any:  # noqa: ANN401 - JSON of any shape
    """What a form can tell of a command: no defaults, no spaces around, no names of its own."""
    parts = [name.split("_") for command, name in LEFT_OUT if command == noun]
    left = {first + "".join(map(str.title, rest)) for first, *rest in parts} | {"effectiveOn"}

    def clean(each: Any) -> Any:  # noqa: ANN401 - as above
        match each:
            case dict():
                named = cast("dict[str, Any]", each)
                cleaned = {name: clean(inner) for name, inner in named.items() if name not in left}
                return {n: v for n, v in cleaned.items() if v not in (None, "", [], {}, False)}
            case list() | tuple():
                lines = [clean(inner) for inner in items(each)]
                return [inner for inner in lines if inner not in ("", {}, None)]
            case str():
                return " ".join(each.split())
            case _:
                return each

    return clean(msgspec.to_builtins(value, builtin_types=(datetime,)))


def test_a_row_is_added_and_removed_in_its_place() -> None:
    given_ = {"/penalties/0/kind": ["fine"], "/penalties/1/kind": ["warning"], "/reason": ["x"]}

    assert len(form_of("cases-decision").controls(row_added(given_, "/penalties"), {})[2].rows) == 3
    assert row_removed(given_, "/penalties/0") == {
        "/penalties/0/kind": ["warning"],
        "/reason": ["x"],
    }


def test_a_row_in_which_nothing_was_typed_is_not_sent() -> None:
    given_ = {
        "/penalties/0/kind": [""],
        "/penalties/0/amount": [" "],
        "/penalties/3/kind": ["fine"],
    }

    assert without_empty_rows(given_) == {"/penalties/0/kind": ["fine"]}


def test_only_what_takes_up_files_asks_for_them() -> None:
    asking = {name for name, body in COMMANDS.items() if takes_files(body)}

    assert asking == {
        f"cases-{noun}"
        for noun in ("evidence", "investigation-conclusion", "archive", "late-additions")
    }


@pytest.mark.parametrize("collection", FORMS_OF)
@pytest.mark.parametrize("language", Language, ids=lambda each: each.tag)
def test_every_kind_of_record_is_called_something(collection: str, language: Language) -> None:
    assert f"page.kind-{collection}" in catalogue(language)
