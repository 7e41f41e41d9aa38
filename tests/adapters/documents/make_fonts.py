"""Writes adapters/documents/fonts anew from Noto Serif CJK (OFL 1.1) and the Unihan database.

    python -m tests.adapters.documents.make_fonts \
        NotoSerifCJK-Regular.ttc NotoSerifCJK-Bold.ttc Unihan_OtherMappings.txt.bz2

The first two are in Debian's fonts-noto-cjk 1:20220127+repack1-1, the third in its unicode-data
15.0.0-1; other releases are refused. The files that come out are the same wherever it runs.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# fontTools is but half typed.

import bz2
import hashlib
import sys
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTCollection

FOLDER = Path(__file__).parents[3] / "adapters" / "documents" / "fonts"
Font = Any  # its tables have no types

FAMILY = "Casetrail Song"
SOURCES = (
    "a04178ec485dffdff7cc0c0c20e1fce9202d7e2160d805e8e44a4c8841c58481",
    "a5d4b046c127da3d7c72f98b46c41489cd29bf52abfdf18aba920903e920d4ac",
    "bdeef44d75d914e793b7f27ddc3bee01b2d11dd34f4e52de1a9fba74a1612dc2",
)
EXTRA = "•′″‰※℃℉№℡™Å←↑→↓↔⇒√∝∞∠≈≠≤≥△▲○●◎□■☆★✓㎎㎏㎜㎝㎞㎡㎥㏄㏎㏑㏒㏕￠￡￢￣￥"


def main(regular: Path, bold: Path, unihan: Path) -> None:
    """Both fonts, and the list of the characters that either can print."""
    for path, expected in zip((regular, bold, unihan), SOURCES, strict=True):
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != expected:
            sys.exit(f"{path.name}: not the release that is named above ({found})")
    wanted = basic() | general_standard(unihan) | traditional()
    printable = write(regular, "Regular", wanted)
    write(bold, "Bold", basic())
    (FOLDER / "characters.txt").write_text("".join(sorted(printable)) + "\n", encoding="utf-8")


def basic() -> set[str]:
    """GB 2312 with its signs, Latin with accents as far as the font has it, signs of units."""
    chinese = {
        bytes((row, cell)).decode("gb2312", "ignore")
        for row in range(0xA1, 0xF8)
        for cell in range(0xA1, 0xFF)
    }
    latin = {chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x180))}
    wide = {chr(code) for code in (*range(0x2010, 0x2027), *range(0x2460, 0x24A0))}
    full_width = {chr(code) for code in (*range(0x3000, 0x3030), *range(0xFF01, 0xFF5F))}
    return (chinese | latin | wide | full_width | set(EXTRA)) - {""}


def general_standard(unihan: Path) -> set[str]:
    """The 8105 characters of the 通用规范汉字表 (2013), which names are written with."""
    lines = bz2.decompress(unihan.read_bytes()).decode().splitlines()
    entries = (line.split("\t") for line in lines if line.startswith("U+"))
    return {chr(int(code.removeprefix("U+"), 16)) for code, field, _ in entries if field == "kTGH"}


def traditional() -> set[str]:
    """The 5401 frequent characters of Big5, which brands and firms from elsewhere bear."""
    cells = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    pairs = (bytes((row, cell)) for row in range(0xA4, 0xC7) for cell in cells)
    return {pair.decode("big5", "ignore") for pair in pairs} - {""}


def write(source: Path, style: str, wanted: set[str]) -> set[str]:
    """One subset of the Simplified Chinese face; the characters it has."""
    font = chinese_face(source)
    options = subset.Options()
    options.layout_features = ["kern"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14]
    options.hinting = False
    options.notdef_outline = True
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(character) for character in wanted])
    subsetter.subset(font)
    rename(font, style)
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(FOLDER / f"CasetrailSong-{style}.otf")
    return {chr(code) for code in font.getBestCmap()}


def chinese_face(source: Path) -> Font:
    """The face of the collection whose glyphs are those of mainland China."""
    for font in TTCollection(source).fonts:
        if font["name"].getDebugName(1).startswith("Noto Serif CJK SC"):
            return font
    sys.exit(f"{source.name}: no Simplified Chinese face")


def rename(font: Font, style: str) -> None:
    """A subset is not the font: it gets a name of its own, and keeps notices and licence."""
    names = font["name"]
    own = {1: FAMILY, 2: style, 4: f"{FAMILY} {style}", 6: f"CasetrailSong-{style}"}
    for name, text in own.items():
        names.removeNames(nameID=name)
        names.setName(text, name, 3, 1, 0x409)
    names.removeNames(nameID=3)
    cff = font["CFF "].cff
    cff.fontNames = [f"CasetrailSong-{style}"]
    cff[0].FamilyName = FAMILY
    cff[0].FullName = f"{FAMILY} {style}"


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
