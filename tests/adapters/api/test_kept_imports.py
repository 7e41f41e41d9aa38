"""Of imports under way or done, the program remembers the last ones with their errors."""

from uuid import UUID

from adapters.api.imports import MOST_KEPT, Running, keep


def test_the_import_begun_first_is_forgotten_when_there_are_many() -> None:
    imports = dict[UUID, Running]()

    for number in range(MOST_KEPT + 2):
        keep(imports, Running(UUID(int=number), "SHAMR-PSD", "示例.csv", "", 1))

    assert len(imports) == MOST_KEPT
    assert next(iter(imports)) == UUID(int=2)
