"""Settings from the environment: checked when they are read."""

from pathlib import Path

import pytest

from adapters.cli.shell import told
from adapters.settings import OBJECTS_URL, UPLOAD_LIMIT, Malformed, settings


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (OBJECTS_URL, UPLOAD_LIMIT):
        monkeypatch.delenv(name, raising=False)


def test_files_are_kept_in_the_data_folder_up_to_50_mib_each(tmp_path: Path) -> None:
    chosen = settings(str(tmp_path))

    assert (chosen.objects_url, chosen.upload_limit) == (None, 52_428_800)


@pytest.mark.parametrize("url", ["s3://evidence", "s3://evidence/", "s3://my.bucket-1/a/b"])
def test_a_bucket_is_named_by_its_url(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv(OBJECTS_URL, url)
    monkeypatch.setenv(UPLOAD_LIMIT, "1000")

    chosen = settings()

    assert (chosen.objects_url, chosen.upload_limit) == (url, 1000)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (OBJECTS_URL, "evidence"),
        (OBJECTS_URL, "s3://"),
        (OBJECTS_URL, "https://example.org/evidence"),
        (OBJECTS_URL, "s3://key:secret@evidence"),
        (OBJECTS_URL, "s3://evidence/a?b"),
        (UPLOAD_LIMIT, "0"),
        (UPLOAD_LIMIT, "-1"),
        (UPLOAD_LIMIT, "50 MiB"),
        (UPLOAD_LIMIT, "٥"),
    ],
)
def test_a_setting_that_is_none_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(Malformed) as refused:
        settings()

    code, words = told(refused.value)
    assert code == "setting-malformed"
    assert name in words
