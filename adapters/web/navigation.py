"""Where the pages are: the places an officer goes to, each with the pages that belong to it."""

from collections.abc import Mapping

from domain.authority import Act, Officer, may

Places = tuple[tuple[str, str], ...]

# Every place with its path; the words are in [page].
PLACES: Places = (
    ("workbench", "/workbench"),
    ("inbox", "/inbox"),
    ("dispatch", "/dispatch"),
    ("leads", "/leads"),
    ("referrals", "/referrals"),
    ("cases", "/cases"),
    ("dispositions", "/dispositions"),
    ("imports", "/imports"),
    ("joint-reviews", "/joint-reviews"),
    ("supervisions", "/supervisions"),
    ("deadlines", "/deadlines"),
    ("bulletins", "/bulletins"),
)
# The pages under a place, by the section each page says it is.
UNDER: Mapping[str, Places] = {
    "cases": (
        ("board", "/cases"),
        ("list", "/cases?view=list"),
        ("workload", "/cases/workload"),
        ("measures", "/cases/measures"),
        ("publicity", "/cases/publicity"),
    ),
    "imports": (
        ("imports", "/imports"),
        ("mappings", "/imports/mappings"),
    ),
    "dispositions": (
        ("disposition-list", "/dispositions"),
        ("disposition-queue", "/disposition-queue"),
        ("test-results", "/test-results"),
    ),
    "joint-reviews": (
        ("joint-reviews", "/joint-reviews"),
        ("experts", "/experts"),
        ("calendar", "/joint-reviews/calendar"),
    ),
    "bulletins": (
        ("bulletins", "/bulletins"),
        ("enterprises", "/enterprises"),
        ("patterns", "/patterns"),
        ("sampling-check", "/sampling-check"),
        ("catalogue", "/catalogue"),
        ("campaigns", "/campaigns"),
    ),
}
NEEDED: Mapping[str, tuple[Act, ...]] = {
    "inbox": (Act.RECEIVE, Act.ANSWER_OFFER, Act.GIVE_FEEDBACK, Act.DESIGNATE),
    "dispatch": (Act.DISPATCH,),
    "imports": (Act.IMPORT_RESULTS,),
}


def places(by: Officer | None) -> Places:
    """The places there are for an officer; everyone reads lists, not everyone has a queue."""
    if by is None:
        return ()
    return tuple(
        (name, path)
        for name, path in PLACES
        if name not in NEEDED or any(may(by, act) for act in NEEDED[name])
    )


def place_of(section: str) -> str:
    """The place a section belongs to."""
    return next((name for name, pages in UNDER.items() if section in dict(pages)), section)
