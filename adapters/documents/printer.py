"""Prints documents with Typst: templates and fonts come with the program, nothing is fetched."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, cast

import msgspec
import typst

from application.documents import Document, unprintable

TEMPLATES = Path(__file__).parent / "templates"
FONTS = Path(__file__).parent / "fonts"

# PDF/A-2u (ISO 19005-2): made to be archived, its text can be searched, and a gap is an error.
STANDARD: Final = "a-2u"
LAYOUT = frozenset("\t\r\n")


class TypstPrinter:
    """The printer. Opening it reads the fonts, so share one; any thread may use it."""

    def __init__(self) -> None:
        self._fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS]
        )
        characters = (FONTS / "characters.txt").read_text(encoding="utf-8")
        self._printable = frozenset(characters) | LAYOUT

    def pdf(self, document: Document) -> bytes:
        """The document as PDF/A, the same bytes for the same document.

        Refuses characters that the fonts lack.
        """
        characters = {each for text in texts(msgspec.to_builtins(document)) for each in text}
        if missing := characters - self._printable:
            raise unprintable(missing)
        # A template reads the data as JSON and shows it as text, so none of it is ever code;
        # and it sees no file outside its folder.
        compiler = typst.Compiler(
            TEMPLATES / f"{template_of(document)}.typ",
            root=TEMPLATES,
            font_paths=self._fonts,
            ignore_system_fonts=True,
            sys_inputs={"document": msgspec.json.encode(document).decode()},
        )
        pdf = compiler.compile(format="pdf", pdf_standards=STANDARD, timestamp=0)
        assert isinstance(pdf, bytes)
        return pdf


def template_of(document: Document) -> str:
    """The name of the document's template, which is its tag."""
    return str(type(document).__struct_config__.tag)


def texts(value: object) -> Iterator[str]:
    """Every text in plain data, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from texts(list(cast("dict[str, object]", value).values()))
    elif isinstance(value, list):
        for each in cast("list[object]", value):
            yield from texts(each)
