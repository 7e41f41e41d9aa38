"""What a file is, is told by its content; what only claims to be of a kind is refused."""

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.api.content import MAIN_PARTS, checked
from adapters.api.media_types import CSV, DOCX, KINDS, TEXT, XLSX, claimed
from adapters.api.problems import Problem
from adapters.cli.demo_data import FOLDER


def zipped(**parts: bytes) -> bytes:
    """A zip with these parts; two underscores stand for a slash."""
    file = BytesIO()
    with ZipFile(file, "w") as target:
        for name, content in parts.items():
            target.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def office(media_type: str, **more: bytes) -> bytes:
    """A small Office file."""
    types = b'<Types><Override ContentType="' + MAIN_PARTS[media_type] + b'"/></Types>'
    return zipped(**{"[Content_Types].xml": types, "word__document.xml": b"<w/>", **more})


def workbook() -> bytes:
    """A workbook as openpyxl writes it: its list of parts comes last."""
    file = BytesIO()
    openpyxl.Workbook().save(file)
    return file.getvalue()


RIFF = b"RIFF\x24\x00\x00\x00"
FILES: dict[str, bytes] = {
    "a.pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(5000),
    "a.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(5000),
    "a.jpeg": b"\xff\xd8\xff\xe1\x00\x10Exif\x00",
    "A.PNG": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "a.tif": b"II*\x00" + bytes(100),
    "a.tiff": b"MM\x00*" + bytes(100),
    "a.webp": RIFF + b"WEBPVP8 " + bytes(100),
    "a.wav": RIFF + b"WAVEfmt " + bytes(100),
    "a.mp3": b"ID3\x04\x00" + bytes(100),
    "b.mp3": b"\xff\xfb\x90\x64" + bytes(1000),
    "a.mp4": b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + bytes(1000),
    "b.mp4": b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(10),
    "a.docx": office(DOCX),
    "a.xlsx": workbook(),
    "b.xlsx": (FOLDER / "window-cleaning-robots-2023.xlsx").read_bytes(),
    "a.txt": "现场检查笔录\r\n\t示例公司 🚲".encode(),
    "b.txt": b"\xef\xbb\xbfwith a byte order mark",
    "a.csv": "编号,结论\r\n1,不合格\r\n".encode() * 500,
}  # fmt: skip

PAGE = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
NOT_ALLOWED: dict[str, bytes] = {
    "page": PAGE,
    "page-after-spaces": b"\xef\xbb\xbf \r\n\t" + b" " * 2000 + PAGE,
    "page-and-pdf": PAGE + b"%PDF-1.7",
    "svg": SVG,
    "svg-with-prolog": b'<?xml version="1.0"?>' + SVG,
    "program": b"MZ\x90\x00\x03" + bytes(500),
    "elf": b"\x7fELF\x02\x01\x01" + bytes(500),
    "zip": zipped(a=b"MZ"),
    "zip-with-a-part-of-a-workbook": zipped(xl__workbook=b"<x/>"),
    "empty-zip": zipped(),
    "cut-docx": office(DOCX)[:-30],
    "docx-with-macros": office(DOCX, word__vbaProject=b"x"),
    "docm": zipped(**{"[Content_Types].xml": b"ms-word.document.macroEnabled.main+xml"}),
    "old-doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500),
    "gzip": b"\x1f\x8b\x08\x00" + bytes(100),
    "gb18030": "现场检查笔录".encode("gb18030"),
    "cut-utf-8": "笔录".encode()[:-1],
    "control-characters": b"text" * 1000 + b"\x00",
    "utf-16": "text".encode("utf-16"),
    "heic": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(100),
}  # fmt: skip


async def in_chunks(content: bytes, sizes: list[int]) -> AsyncIterator[bytes]:
    start = 0
    for size in sizes:
        if content[start : start + size]:
            yield content[start : start + size]
        start += size
    if content[start:]:
        yield content[start:]


def passed(name: str, content: bytes, sizes: list[int] | None = None) -> bytes:
    """What passes of a file with this name."""

    async def collected() -> bytes:
        chunks = checked(in_chunks(content, sizes or []), claimed(name, None))
        return b"".join([chunk async for chunk in chunks])

    return asyncio.run(collected())


def refused(name: str, content: bytes, sizes: list[int] | None = None) -> str:
    """The code a file with this name is refused with."""
    with pytest.raises(Problem) as problem:
        passed(name, content, sizes)
    return problem.value.code


@pytest.mark.parametrize("name", FILES)
def test_what_is_of_a_kind_passes_unchanged(name: str) -> None:
    assert passed(name, FILES[name]) == FILES[name]


@pytest.mark.parametrize("what", NOT_ALLOWED)
def test_what_is_of_no_kind_is_refused_under_any_name(what: str) -> None:
    codes = {refused(f"a{suffix}", NOT_ALLOWED[what]) for suffix in KINDS}

    assert codes <= {"media-type-not-allowed", "media-type-mismatch"}


@pytest.mark.parametrize("what", NOT_ALLOWED)
def test_what_is_of_no_kind_is_told_so_when_it_can_be_nothing_else(what: str) -> None:
    suffix = ".docx" if NOT_ALLOWED[what].startswith(b"PK") else ".txt"

    assert refused(f"a{suffix}", NOT_ALLOWED[what]) == "media-type-not-allowed"


@pytest.mark.parametrize("name", FILES)
def test_what_is_of_another_kind_is_refused(name: str) -> None:
    own = claimed(name, None).content
    others = [f"a{suffix}" for suffix, kind in KINDS.items() if kind.content != own]

    assert {refused(other, FILES[name]) for other in others} == {"media-type-mismatch"}


def test_nothing_is_refused() -> None:
    assert refused("a.txt", b"") == "upload-empty"


def test_a_wrong_kind_is_refused_before_the_rest_has_come() -> None:
    async def stopped() -> list[bytes]:
        seen: list[bytes] = []

        async def chunks() -> AsyncIterator[bytes]:
            yield FILES["a.pdf"][:600]
            raise AssertionError("asked for more")

        with pytest.raises(Problem):
            seen += [chunk async for chunk in checked(chunks(), claimed("a.png", None))]
        return seen

    assert asyncio.run(stopped()) == []


@settings(deadline=None)  # an event loop and a thread each time
@given(
    st.sampled_from(sorted(FILES)),
    st.lists(st.integers(min_value=1, max_value=600), max_size=12),
)
@example("a.txt", [1, 1, 1])
@example("a.docx", [1, 2, 3])
def test_it_does_not_matter_how_a_file_is_cut_into_chunks(name: str, sizes: list[int]) -> None:
    assert passed(name, FILES[name], sizes) == FILES[name]


@settings(deadline=None)  # an event loop and a thread each time
@given(st.binary(max_size=400), st.sampled_from(sorted(KINDS)))
@example(b"PK\x03\x04", ".docx")
@example(b"PK\x05\x06" + bytes(18), ".docx")
def test_whatever_is_sent_is_passed_or_refused(content: bytes, suffix: str) -> None:
    try:
        assert passed(f"a{suffix}", content) == content
    except Problem as problem:
        assert problem.status in {400, 415}  # noqa: PT017 - either is right


@settings(deadline=None)  # an event loop and a thread each time
@given(st.data())
def test_a_damaged_document_is_passed_or_refused(data: st.DataObject) -> None:
    content = bytearray(FILES["a.docx"])
    for _ in range(data.draw(st.integers(min_value=1, max_value=4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert passed("a.docx", bytes(content)) == content
    except Problem as problem:
        assert problem.status == 415  # noqa: PT017 - either is right


# --- claims --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sent_as", "kept_as"),
    [
        ("a.pdf", "application/pdf", "application/pdf"),
        ("a.PDF", "APPLICATION/PDF; version=1.7", "application/pdf"),
        ("a.pdf", None, "application/pdf"),
        ("a.pdf", "", "application/pdf"),
        ("a.pdf", "application/octet-stream", "application/pdf"),
        ("a.jpg", "image/jpg", "image/jpeg"),
        ("a.csv", "text/csv; charset=utf-8", CSV),
        ("a.csv", "application/vnd.ms-excel", CSV),
        ("a.txt", "text/plain", TEXT),
        ("a.xlsx", XLSX, XLSX),
    ],
)
def test_a_claim_is_understood(name: str, sent_as: str | None, kept_as: str) -> None:
    assert claimed(name, sent_as).media_type == kept_as


@pytest.mark.parametrize(
    ("name", "sent_as", "code"),
    [
        ("a.html", "text/html", "media-type-not-allowed"),
        ("a.html", "text/plain", "media-type-not-allowed"),
        ("a.txt", "text/html", "media-type-not-allowed"),
        ("a.svg", "image/svg+xml", "media-type-not-allowed"),
        ("a.zip", "application/zip", "media-type-not-allowed"),
        ("a.pdf.exe", "application/pdf", "media-type-not-allowed"),
        ("a", "application/pdf", "media-type-not-allowed"),
        (".pdf", "application/pdf", "media-type-not-allowed"),
        ("a.pdf", "multipart/form-data; boundary=x", "media-type-not-allowed"),
        ("a.pdf", "image/png", "media-type-mismatch"),
        ("a.txt", "text/csv", "media-type-mismatch"),
    ],
)
def test_a_claim_that_contradicts_itself_is_refused(name: str, sent_as: str, code: str) -> None:
    with pytest.raises(Problem) as problem:
        claimed(name, sent_as)

    assert (problem.value.status, problem.value.code) == (415, code)


def test_the_manual_names_what_is_taken() -> None:
    manual = (Path(__file__).parents[3] / "docs" / "operations.md").read_text(encoding="utf-8")

    assert all(f"`{suffix}`" in manual for suffix in KINDS)
