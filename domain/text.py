"""Constrained simple types shared by commands and events."""

from typing import Annotated

from msgspec import Meta

# Something other than spaces, and no control characters but tab and line breaks.
PRINTED = r"^(?=[\s\S]*\S)[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"

Text = Annotated[str, Meta(min_length=1, max_length=4000, pattern=PRINTED)]
"""Free text that says something: not empty, not only spaces."""

Line = Annotated[str, Meta(min_length=1, max_length=200, pattern=PRINTED)]
"""A name or a number: one short line."""

Code = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
"""A code of the reference data, such as an organisation or a return reason."""
