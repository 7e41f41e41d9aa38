"""The pages are tested on the API's running server, with its leads on their way."""

from tests.adapters.api.conftest import (
    bureau,
    dispatched,
    furnished_databases,
    received,
    registered,
)

__all__ = ["bureau", "dispatched", "furnished_databases", "received", "registered"]
