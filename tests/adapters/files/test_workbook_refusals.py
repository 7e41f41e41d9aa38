"""Excel workbooks that are refused: not whole, not what they claim, or out to harm."""

import tracemalloc
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from adapters.files import workbook_guard
from tests.adapters.files.tables import DATA, QUALIFIED, cells, refusal, write_xlsx


def sheet_with(path: Path, name: str, old: bytes, new: bytes) -> Path:
    """A sound workbook in which one part says something else."""
    sound = write_xlsx(path.with_name("sound.xlsx"), cells(QUALIFIED))
    with ZipFile(sound) as source, ZipFile(path, "w", ZIP_DEFLATED) as target:
        for part in source.namelist():
            text = source.read(part)
            assert part != name or old in text
            target.writestr(part, text.replace(old, new) if part == name else text)
    return path


@pytest.mark.parametrize("content", [b"name,value", b"\xd0\xcf\x11\xe0 old office"])
def test_an_xlsx_that_is_no_zip_is_refused(results_xlsx: Path, content: bytes) -> None:
    results_xlsx.write_bytes(content)

    assert refusal(results_xlsx).code == "not-xlsx"


def test_a_zip_of_something_else_is_refused(results_xlsx: Path) -> None:
    with ZipFile(results_xlsx, "w") as file:
        file.writestr("letter.txt", "hello")

    assert refusal(results_xlsx).code == "not-xlsx"


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.99])
def test_an_xlsx_cut_off_anywhere_is_refused(results_xlsx: Path, kept: float) -> None:
    whole = (DATA / "window-cleaning-robots-2023.xlsx").read_bytes()
    results_xlsx.write_bytes(whole[: int(len(whole) * kept)])

    assert refusal(results_xlsx).code == "cut-off"


def test_an_xlsx_without_rows_is_refused(results_xlsx: Path) -> None:
    assert refusal(write_xlsx(results_xlsx)).code == "no-rows"
    assert refusal(write_xlsx(results_xlsx, header=[])).code == "empty-file"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(results_xlsx: Path) -> None:
    with ZipFile(results_xlsx, "w", ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", "")
        with file.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(workbook_guard.MAX_UNPACKED // (1 << 20) + 1):
                part.write(bytes(1 << 20))

    tracemalloc.start()
    code = refusal(results_xlsx).code
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert code == "unpacks-too-large"
    assert peak < 10 << 20


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("part", "old", "new", "code"),
    [
        (SHEET, b'r="A2"', b'r="A999999"', "stray-cell"),
        (SHEET, b'r="B2"', b'r="XFD2"', "stray-cell"),
        (SHEET, b'<c r="A2"', b"<c", "cell-without-address"),
        (SHEET, b'r="A2" t="inlineStr"', b'r="A2" t="e"', "formula-error"),
        (SHEET, b"</sheetData>", b"", "damaged"),
    ],
)
def test_a_workbook_that_would_mislead_the_reader_is_refused(
    results_xlsx: Path, part: str, old: bytes, new: bytes, code: str
) -> None:
    assert refusal(sheet_with(results_xlsx, part, old, new)).code == code


def test_a_text_used_again_and_again_may_not_fill_the_memory(results_xlsx: Path) -> None:
    grid = "".join(f'<c r="A{at}" t="s"><v>0</v></c>' for at in range(1, 40_001))
    with ZipFile(results_xlsx, "w", ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", "")
        file.writestr("xl/sharedStrings.xml", f"<sst><si><t>{'a' * 30_000}</t></si></sst>")
        file.writestr(SHEET, f"<sheetData><row>{grid}</row></sheetData>")

    assert refusal(results_xlsx).code == "unpacks-too-large"
