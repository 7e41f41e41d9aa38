"""How an organisation's files name the columns of a results table, and the words in them."""

from collections.abc import Collection, Mapping

from msgspec import Struct


class ImportMapping(Struct, frozen=True, kw_only=True, rename="camel"):
    """`columns` are the known names by those of the file; an empty one is a column to pass over.

    `values` are known words by those of the file, for stage and conclusion; `fixed` what every row
    says in a known column that the file lacks.
    """

    code: str
    org: str
    columns: Mapping[str, str]
    values: Mapping[str, str] = {}
    fixed: Mapping[str, str] = {}

    def fits(self, header: Collection[str]) -> bool:
        """Whether it is made for a file with this header."""
        return bool(self.columns) and set(self.columns) <= set(header)
