"""A running bureau, as the tests of the API have it."""

from tests.adapters.api.conftest import bureau, furnished_databases

__all__ = ["bureau", "furnished_databases"]
