"""结案 and 归档: one of five events, a complete file, and what reaches it later."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from domain.authority import Officer
from domain.case import events as e
from domain.case.acting import enter
from domain.case.gates import Step
from domain.case.grounds import was_heard
from domain.case.kinds import FolderKind, Outcome
from domain.case.law import Moment, cite
from domain.case.state import Case
from domain.commands import Command
from domain.refusals import Invalid
from domain.text import Line, Text

RULE = "PP-ARCHIVE"


class Close(Command, frozen=True):
    """结案审批: a leader approves the closing form."""

    text: Text


class FolderGiven(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """One paper of the file, as its index lists it. `upload` is a file sent before."""

    name: Line
    number: Line | None = None
    on: date | None = None
    pages: Annotated[int, Meta(ge=1, le=100_000)] | None = None
    kind: FolderKind = FolderKind.OTHER
    upload: UUID | None = None


Folders = Annotated[tuple[FolderGiven, ...], Meta(min_length=1, max_length=500)]


class Archive(Command, frozen=True):
    """归档: main and secondary volume. What is missing is refused by name."""

    number: Line
    main: Folders
    secondary: Folders


class AddLate(Command, frozen=True):
    """补充材料 to a closed file, with the reason."""

    text: Text
    reason: Text
    upload: UUID | None = None


def close(case: Case, command: Close, moment: Moment, *, by: Officer) -> list[e.CaseEvent]:
    """Closes the case on the event that ended it."""
    enter(case, Step.CLOSURE, by, moment)
    assert case.closing is not None, "the gate asks for it"
    return [e.CaseClosed(by=case.closing, text=command.text, officer=by.name)]


def _moved(case: Case) -> bool:
    moved = (Outcome.OTHER_DEPARTMENT, Outcome.CRIMINAL)
    return case.decision is not None and case.decision.outcome in moved


# The papers that the file of a case must hold, and of which cases (PP 71/78).
NEEDED: Mapping[FolderKind, Callable[[Case], bool]] = {
    FolderKind.FILING_FORM: lambda _: True,
    FolderKind.SOURCE: lambda _: True,
    FolderKind.EVIDENCE: lambda case: bool(case.evidence.keys() - case.withdrawn),
    FolderKind.REPORT: lambda case: case.concluded is not None,
    FolderKind.REVIEW: lambda case: bool(case.reviews),
    FolderKind.NOTICE: lambda case: case.notice is not None,
    FolderKind.STATEMENT: lambda case: bool(case.statements),
    FolderKind.HEARING_REPORT: was_heard,
    FolderKind.DISCUSSION: lambda case: bool(case.discussions),
    FolderKind.DECISION: lambda case: case.decision is not None and not _moved(case),
    FolderKind.TRANSFER: _moved,
    FolderKind.RECEIPT: lambda case: case.served is not None,
    FolderKind.CLOSING_FORM: lambda _: True,
}


def needed_papers(case: Case, moment: Moment) -> tuple[list[FolderKind], list[FolderKind]]:
    """What the main and the secondary volume must hold; the rule names what the second does."""
    needed = [kind for kind, holds in NEEDED.items() if holds(case)]
    second = moment.law.names(RULE, moment.on)
    return [each for each in needed if each not in second], [
        each for each in needed if each in second
    ]


def archive(
    case: Case,
    command: Archive,
    main: tuple[e.Folder, ...],
    secondary: tuple[e.Folder, ...],
    moment: Moment,
    *,
    by: Officer,
) -> list[e.CaseEvent]:
    """Archives a closed case whose file is complete."""
    enter(case, Step.ARCHIVE, by, moment)
    for pointer, needed, folders in zip(
        ("/main", "/secondary"), needed_papers(case, moment), (main, secondary), strict=True
    ):
        there = {each.kind for each in folders}
        missing = next((each for each in needed if each not in there), None)
        if missing is not None:
            cited = cite(moment.law.on(RULE, moment.on))
            raise Invalid(pointer, "file-incomplete", basis=RULE, folder_kind=missing, **cited)
    return [e.CaseArchived(number=command.number, main=main, secondary=secondary)]


def issue_document(
    case: Case,
    document: str,
    number: str | None,
    paper: e.Paper,
    moment: Moment,
    *,
    by: Officer,
) -> list[e.CaseEvent]:
    """Notes a paper that was printed from the record: what was issued, by its hash."""
    enter(case, Step.DOCUMENT, by, moment)
    return [e.DocumentIssued(document=document, number=number, paper=paper)]


def add_late(
    case: Case, command: AddLate, paper: e.Paper | None, moment: Moment, *, by: Officer
) -> list[e.CaseEvent]:
    """Adds something to a closed file; what was there stays as it was."""
    enter(case, Step.LATE_ADDITION, by, moment)
    return [e.LateAddition(text=command.text, reason=command.reason, paper=paper)]
