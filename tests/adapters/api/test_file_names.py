"""Names of files, as they are sent and as they are told (RFC 6266, RFC 8187)."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.api.file_names import attachment, received_name
from adapters.api.problems import Problem

PRINTED = st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"])


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("attachment; filename=a.pdf", "a.pdf"),
        ('attachment; filename="a b.pdf"', "a b.pdf"),
        ("ATTACHMENT;FileName = a.pdf", "a.pdf"),
        (r'attachment; filename="say \"no\" \\ never.pdf"', "never.pdf"),
        (
            "attachment; filename*=UTF-8''%E7%8E%B0%E5%9C%BA%20%E7%AC%94%E5%BD%95.pdf",
            "现场 笔录.pdf",
        ),
        ("attachment; filename*=utf-8'zh'%E7%94%B2.pdf; filename=b.pdf", "甲.pdf"),
        ("attachment; filename=\"b.pdf\"; filename*=UTF-8''%E7%94%B2.pdf", "甲.pdf"),
        ('attachment; filename="现.pdf"'.encode().decode("latin-1"), "现.pdf"),
        ('attachment; filename="café.pdf"', "café.pdf"),
        ("attachment; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd.txt", "passwd.txt"),
        (r'attachment; filename="C:\\Users\\a\\证.pdf"'.encode().decode("latin-1"), "证.pdf"),
        ("attachment; filename*=UTF-8''a.exe.%20.", "a.exe"),
        ("attachment; filename*=UTF-8''a'b%22c.pdf", "a'b\"c.pdf"),
    ],
)
def test_a_name_is_read(disposition: str, name: str) -> None:
    assert received_name(disposition, None) == name


def test_the_parameter_comes_first() -> None:
    assert received_name("attachment; filename=a.pdf", "b.pdf") == "b.pdf"


@pytest.mark.parametrize(
    "disposition", [None, "", "attachment", "attachment; filename=", "nonsense"]
)
def test_a_file_without_a_name_is_refused(disposition: str | None) -> None:
    with pytest.raises(Problem) as refused:
        received_name(disposition, None)

    assert refused.value.code == "upload-name-missing"


@pytest.mark.parametrize(
    "name",
    ["a\nb.pdf", "a\r\nSet-Cookie: x.pdf", "a\x00.pdf", "a\x7f.pdf", "\u202egpj.exe", "a\u2028.pdf",
     "..", "a/", " ", "\u3000", "x" * 197 + ".pdf"],
    ids=ascii,
)  # fmt: skip
def test_a_name_that_deceives_is_refused(name: str) -> None:
    with pytest.raises(Problem) as refused:
        received_name(None, name)

    assert refused.value.code == "upload-name-invalid"


@pytest.mark.parametrize("encoded", ["%ff.pdf", "%ED%A0%80.pdf"])
def test_a_name_that_is_not_utf_8_is_refused(encoded: str) -> None:
    with pytest.raises(Problem) as refused:
        received_name(f"attachment; filename*=UTF-8''{encoded}", None)

    assert refused.value.code == "upload-name-invalid"


@given(st.text(PRINTED, min_size=1, max_size=200))
def test_every_name_is_told_in_one_safe_line_and_read_back(name: str) -> None:
    told = attachment(name)

    assert told.isascii()
    assert told.isprintable()
    assert told.count('"') == 2
    _, _, encoded = told.partition("filename*=UTF-8''")
    assert unquote(encoded, errors="strict") == name


@given(st.text(max_size=300))
def test_whatever_is_sent_a_name_is_one_part_of_a_path(text: str) -> None:
    try:
        name = received_name(None, text)
    except Problem:
        return

    assert name == name.strip()
    assert not set(name) & {"/", "\\", "\n", "\0"}
    assert name not in {"", ".", ".."}
