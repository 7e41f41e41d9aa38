"""The name of a file in Content-Disposition (RFC 6266, RFC 8187): read from uploads, written."""

import re
from urllib.parse import quote, unquote

from adapters.api.problems import Problem

MAX_LENGTH = 200
EXTENDED = re.compile(r"""(?i)(?:^|;)\s*filename\*\s*=\s*utf-8'[\w-]*'([^\s;"]+)""")
PLAIN = re.compile(r"""(?i)(?:^|;)\s*filename\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^\s;"]+))""")
# Control characters, and those that turn the order of what follows round ("gpj.exe").
UNPRINTED = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
ATTR_CHAR = "!#$&+-.^_`|~"  # RFC 8187, 3.2.1, beside letters and digits


def received_name(disposition: str | None, parameter: str | None) -> str:
    """The name a file was sent under: the parameter's, else that of Content-Disposition.

    Only what follows the last slash or backslash (RFC 6266, 4.3). Raises a 400 problem.
    """
    given = parameter or disposed(disposition or "")
    if not given:
        raise Problem(400, "upload-name-missing")
    name = re.sub(r"^\s+|[\s.]+$", "", re.split(r"[/\\]", given)[-1])
    if not name or len(name) > MAX_LENGTH or UNPRINTED.search(name):
        raise Problem(400, "upload-name-invalid")
    return name


def disposed(disposition: str) -> str | None:
    """The file name of a Content-Disposition; `filename*` comes first (RFC 6266, 4.3)."""
    extended = EXTENDED.search(disposition)
    if extended:
        return unquote(extended[1], errors="surrogateescape")
    plain = PLAIN.search(disposition)
    if plain is None:
        return None
    text = re.sub(r"\\(.)", r"\1", plain[1]) if plain[1] is not None else plain[2]
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def attachment(name: str) -> str:
    """The Content-Disposition of a file that is saved, never shown."""
    plain = re.sub(r'[^\x20-\x7e]|["\\%]', "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe=ATTR_CHAR)}"
