"""The fonts that come with the program are what the list of characters says."""

from functools import cache

import pytest
from fontTools.ttLib import TTFont

from adapters.documents.printer import FONTS, TEMPLATES


@cache
def characters(style: str) -> frozenset[str]:
    """What a font can print."""
    with TTFont(FONTS / f"CasetrailSong-{style}.otf", lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap() or {}))


def test_the_list_names_what_the_regular_font_has() -> None:
    listed = (FONTS / "characters.txt").read_text(encoding="utf-8").rstrip("\n")

    assert frozenset(listed) == characters("Regular")
    assert len(listed) > 9_000


def test_what_is_bold_falls_back_to_regular() -> None:
    assert characters("Bold") < characters("Regular")


@pytest.mark.parametrize("style", ["Regular", "Bold"])
def test_templates_have_their_characters_in_both(style: str) -> None:
    used = {
        character
        for path in TEMPLATES.iterdir()
        for character in path.read_text(encoding="utf-8")
        if character != "\n"
    }

    assert used <= characters(style)


def test_the_licence_lies_beside_them() -> None:
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text(encoding="utf-8")
