"""What a workbook may hold before it is parsed: its parts, its grid and its texts fit in memory.

The parts of the zip are unpacked here, within limits, and handed on in a zip of our own: what the
workbook reader sees is what was checked.
"""

import re
import zlib
from io import BytesIO
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from adapters.files.refusals import FileRefused

MAX_PARTS = 1000
MAX_UNPACKED = 256 * 1024 * 1024
MAX_TEXT = 1024 * 1024 * 1024  # bytes, when each cell has its own copy of its shared text
SHOWN = 200

CELL = re.compile(rb"<(?:\w+:)?c[\s>]")
VALUE = re.compile(rb"<(?:\w+:)?v[^<>]*>\s*([0-9]{1,9})")
END_OF_TEXT = re.compile(rb"</(?:\w+:)?si\s*>")
NO_ADDRESS = re.compile(rb"<(?:\w+:)?c(?:>|\s(?![^<>]*\br\s*=)[^<>]*>)")
ERROR = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^<>]*\bt\s*=\s*["']e["'])[^<>]*\br\s*=\s*["']([A-Za-z]+[0-9]+)"""
)
FORMULA = "\x01="  # marks a cell whose formula was saved without its value
# A formula that came to an empty text is marked as one by t="str".
UNCOUNTED = re.compile(
    rb"""<(?:\w+:)?c\s(?![^<>]*\bt\s*=\s*["']str["'])[^<>]*\br\s*=\s*["']([A-Za-z]+)([0-9]+)["']"""
    rb"""[^<>]*>\s*<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f\s*>)\s*"""
    rb"""(?:<(?:\w+:)?v\s*(?:/>|>\s*</(?:\w+:)?v\s*>)\s*)?</(?:\w+:)?c\s*>"""
)
FIRST_SHEET = re.compile(rb"""<(?:\w+:)?sheet\s[^<>]*\bid\s*=\s*["']([^"'<>]+)["']""")
# Beyond column AZ, or beyond the row whose number has so many digits.
FAR = (
    rb"""\sr\s*=\s*["']([A-Za-z]{3,}[0-9]+|[B-Zb-z][A-Za-z][0-9]+|[Aa]?[A-Za-z][0-9]{%d,})["']"""
    rb"""[^<>]*(?<!/)>"""
)


def repacked(data: bytes) -> BytesIO:
    """The same workbook, unpacked within limits and with every part's checksum verified."""
    if not data.startswith(b"PK"):
        old = data.startswith(b"\xd0\xcf\x11\xe0")
        raise FileRefused("not-xlsx", found="an old or encrypted Office file" if old else "no zip")
    try:
        return copied(data)
    except BadZipFile as error:
        found = str(error)[:SHOWN]
        raise FileRefused("cut-off", where=found, where_zh=f"压缩包损坏，{found}") from None
    except (zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise FileRefused("damaged", found=str(error)[:SHOWN]) from None


def copied(data: bytes) -> BytesIO:
    """Every part checked and copied, so that sizes which lie can't reach the workbook reader."""
    packed = BytesIO()
    texts: list[int] = []
    sheets: list[tuple[bytes, int]] = []
    with ZipFile(BytesIO(data)) as source, ZipFile(packed, "w", ZIP_STORED) as target:
        check_parts(source)
        for name in source.namelist():
            part = source.read(name)
            if b"</si" in part or b":si" in part:
                texts += map(len, END_OF_TEXT.split(part))
            if b"sheetData" in part:
                sheets.append((part, check_grid(part)))
            target.writestr(name, part)
    for sheet, cells in sheets:
        check_texts(sheet, cells, texts)
    packed.seek(0)
    return packed


def uncounted(workbook: BytesIO) -> frozenset[tuple[int, int]]:
    """The cells of the first sheet, by row and column from 1, whose formula has no value."""
    with ZipFile(workbook) as parts:
        sheet = first_sheet_of(parts)
    workbook.seek(0)
    found = UNCOUNTED.finditer(sheet) if b"<f" in sheet or b":f" in sheet else ()
    return frozenset((int(each[2]), column_of(each[1].decode("ascii"))) for each in found)


def first_sheet_of(parts: ZipFile) -> bytes:
    """The part of the first sheet; empty when its name can't be found."""
    named = FIRST_SHEET.search(parts.read("xl/workbook.xml"))
    related = "xl/_rels/workbook.xml.rels"
    if named is None or related not in parts.namelist():
        return b""
    for relation in re.findall(rb"<(?:\w+:)?Relationship\s[^<>]*>", parts.read(related)):
        said = dict(re.findall(rb"""\b(Id|Target)\s*=\s*["']([^"'<>]*)["']""", relation))
        target = said.get(b"Target", b"").decode().removeprefix("/xl/")
        if said.get(b"Id") == named[1] and f"xl/{target}" in parts.namelist():
            return parts.read(f"xl/{target}")
    return b""


def column_of(letters: str) -> int:
    """The number of a column, from 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def check_parts(source: ZipFile) -> None:
    """Refuse before unpacking: too many parts, too much in them, or not a workbook."""
    parts = source.infolist()
    if len(parts) > MAX_PARTS:
        raise FileRefused("too-many-parts", limit=MAX_PARTS)
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise FileRefused("unpacks-too-large", limit=MAX_UNPACKED)
    if "xl/workbook.xml" not in source.namelist():
        raise FileRefused("not-xlsx", found="a zip of something else")


def check_grid(sheet: bytes) -> int:
    """How many cells; those far outside refuse it, for the reader lays out the grid up to them."""
    cells = sum(1 for _ in CELL.finditer(sheet))
    digits = min(len(str(cells)) + 1, 7)
    if found := re.search(FAR % (digits + 1), sheet):
        raise FileRefused("stray-cell", cell=found[1][:20].decode("ascii"))
    if NO_ADDRESS.search(sheet):
        raise FileRefused("cell-without-address")
    if b'="e"' in sheet and (found := ERROR.search(sheet)):
        raise FileRefused("formula-error", cell=found[1][:20].decode("ascii"))
    return cells


def check_texts(sheet: bytes, cells: int, texts: list[int]) -> None:
    """Refuse when few shared texts, used again and again, would fill the memory."""
    if cells * max(texts, default=0) <= MAX_TEXT:
        return
    used = (int(found[1]) for found in VALUE.finditer(sheet))
    if sum(texts[index] for index in used if index < len(texts)) > MAX_TEXT:
        raise FileRefused("unpacks-too-large", limit=MAX_TEXT)
