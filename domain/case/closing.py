"""结案 and 归档: one of five events, a complete file, and what reaches it later."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from domain.authority import Officer
from domain.case import events as e
from domain.case.acting import enter
from domain.case.gates import Step
from domain.case.kinds import Outcome
from domain.case.law import Moment, cite
from domain.case.state import Case
from domain.commands import Command
from domain.refusals import Invalid
from domain.text import Line, Text


class Close(Command, frozen=True):
    """结案审批: a leader approves the closing form."""

    text: Text


class FolderGiven(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """One paper of the file, as its index lists it. `upload` is a file sent before."""

    name: Line
    number: Line | None = None
    on: date | None = None
    pages: Annotated[int, Meta(ge=1, le=100_000)] | None = None
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


def needed_papers(case: Case) -> tuple[list[str], list[str]]:
    """What the main and the secondary volume must hold, by the words of the index (PP 71/78)."""
    main = ["立案审批表"]
    secondary = ["案件来源", "结案审批表"]
    if case.concluded is not None:
        secondary.append("调查终结报告")
    if case.reviews:
        secondary.append("审核意见")
    if case.notice is not None:
        main.append("告知书")
    if case.hearing is not None and case.hearing.report is not None:
        secondary.append("听证报告")
    if case.discussions:
        secondary.append("集体讨论记录")
    decided = case.decision
    if decided is not None:
        moved = decided.outcome in (Outcome.OTHER_DEPARTMENT, Outcome.CRIMINAL)
        main.append("移送" if moved else "决定书")
    if case.served is not None:
        main.append("送达回证")
    return main, secondary


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
        ("/main", "/secondary"), needed_papers(case), (main, secondary), strict=True
    ):
        names = " ".join(each.name for each in folders)
        missing = next((each for each in needed if each not in names), None)
        if missing is not None:
            version = moment.law.on("PP-ARCHIVE", moment.on)
            raise Invalid(
                pointer, "file-incomplete", basis="PP-ARCHIVE", paper=missing, **cite(version)
            )
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
