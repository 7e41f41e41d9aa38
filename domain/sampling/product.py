"""When two names mean the same product (同一产品), whatever the catalogue calls its kind."""

import unicodedata


def is_same_product(one: str, other: str) -> bool:
    """Whether two names are the same: spaces, capitals and the width of letters don't count."""
    return plain(one) == plain(other)


def plain(name: str) -> str:
    """A name as it is compared."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
