"""Who filed first for an act (PP-FIRST-FILER): by what two filings are known to be about one."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from domain.case.docket import ActClaimed
from domain.case.events import CaseFiled
from domain.case.law import Moment, cite
from domain.refusals import Invalid, OutOfOrder

NO_WORD = re.compile(r"[\W_]+")


class Distinguished(Protocol):
    """A command that may say that the act is another than that of an earlier case."""

    @property
    def distinct_from(self) -> UUID | None: ...
    @property
    def distinct_because(self) -> str | None: ...


def act_keys(filed: CaseFiled) -> frozenset[str]:
    """What an act is known by: its party's credit code and its name, each with what was done.

    That is the product and batch, or the violation where no product is known. Width, brackets,
    spaces and letter case of a name say nothing.
    """
    party = filed.party
    about = f"{filed.product}/{filed.batch or ''}" if filed.product else filed.violation
    about = "".join(about.split()).casefold()
    names = {party.uscc.casefold()} if party.uscc else set[str]()
    return frozenset(f"{each}/{about}" for each in names | {normalised(party.name)})


def normalised(name: str) -> str:
    """A name without what only its writing adds: （上海） is (上海) is 上海."""
    return NO_WORD.sub("", unicodedata.normalize("NFKC", name)).casefold()


def check_first_filer(filed: Iterable[ActClaimed], command: Distinguished, moment: Moment) -> None:
    """The first to file has the case (PP-FIRST-FILER): a second filing for the act is a conflict.

    It goes through as another act if the officer names the earlier case and says why it differs.
    """
    before = list(filed)
    if not before:
        if command.distinct_from is not None:
            raise Invalid("/distinctFrom", "no-such-record", value=str(command.distinct_from))
        return
    first = before[0]
    if command.distinct_from is None:
        raise OutOfOrder(
            "filed-first-elsewhere",
            basis="PP-FIRST-FILER",
            org=first.org,
            number=first.number,
            case=str(first.case),
            **cite(moment.law.on("PP-FIRST-FILER", moment.on)),
        )
    if command.distinct_from not in {each.case for each in before}:
        raise Invalid("/distinctFrom", "no-such-record", value=str(command.distinct_from))
    if command.distinct_because is None:
        raise Invalid("/distinctBecause", "value-required")
