"""案件详情: the file of one case, now or as it was, with what can be done next."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, cast
from uuid import UUID

from litestar import Response, get
from msgspec import Struct

from adapters.api.answers import actions_on
from adapters.api.cases import gates_of
from adapters.api.commands import Command, visible
from adapters.api.deadlines import clocks_of
from adapters.api.joint_reviews import may_bring_up, suggestions_of, worded
from adapters.api.office import Office, Req
from adapters.api.past import Moment, moment
from adapters.api.records import Then, as_it_was, history_of
from adapters.api.request import language_of, parameters, understood
from adapters.web.actions import FORMS_OF
from adapters.web.page import page, render
from adapters.web.related import related
from adapters.web.stages import LEADS_ON, passed
from adapters.web.supervisions import kinds_open, supervised
from adapters.wording.catalogue import Language
from application.aggregates import CASE
from application.allowed import may_take
from application.cases import CaseRecord
from application.firms import firms_of
from application.views.supervision import SUPERVISIONS
from domain.authority import Officer
from domain.case.clocks import DECIDE
from domain.case.gates import Step
from domain.case.state import Assistance, Case

TABS = ("overview", "evidence", "decisions", "deadlines", "history", "all")
FORMS: Mapping[str, Command] = FORMS_OF["cases"]

# What the second half of the procedure leaves in the file, in its order, by the step it came from.
PAPERS: tuple[tuple[str, Step], ...] = (
    ("concluded", Step.CONCLUSION),
    ("terminated", Step.TERMINATION),
    ("reviews", Step.REVIEW),
    ("proposal", Step.PROPOSAL),
    ("publishing", Step.PUBLIC_NOTICE),
    ("notice", Step.NOTICE),
    ("waived", Step.WAIVER),
    ("statements", Step.STATEMENT),
    ("hearing.requested", Step.HEARING_REQUEST),
    ("hearing.named", Step.CHAIR),
    ("hearing.scheduled", Step.SCHEDULE),
    ("hearing.held", Step.HEARING),
    ("hearing.ended", Step.HEARING_END),
    ("hearing.report", Step.HEARING_REPORT),
    ("recheck", Step.RECHECK),
    ("discussions", Step.DISCUSSION),
    ("decision", Step.DECISION),
    ("served", Step.SERVICE),
    ("changed", Step.DECISION_CHANGE),
    ("revoked", Step.DECISION_REVOCATION),
    ("payments", Step.PAYMENT),
    ("deferral", Step.DEFERRAL),
    ("demand", Step.DEMAND),
    ("court", Step.COURT),
    ("publicity.pushed", Step.PUSH),
    ("publicity.received", Step.PUSH_RECEIPT),
    ("publicity.published", Step.PUBLICATION),
    ("publicity.stopped", Step.PUBLICATION_END),
    ("publicity.withdrawn", Step.PUBLICATION_WITHDRAWAL),
    ("crime", Step.CRIME),
    ("copied", Step.DECISION_COPY),
    ("referred", Step.REFERRAL),
    ("assistance", Step.ASSISTANCE),
    ("closed", Step.CLOSURE),
    ("archived", Step.ARCHIVE),
    ("additions", Step.LATE_ADDITION),
)


class FilePage(Then, frozen=True, kw_only=True):
    """Which part of the file, of which past; `done` is the position of what was just recorded."""

    tab: Literal["overview", "evidence", "decisions", "deadlines", "history", "all"] = "overview"
    done: int | None = None
    again: bool = False


@get("/cases/{record_id:uuid}")
@page(CASE)
async def case_file(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """The file of a case. Rights are those of now, whatever past is shown."""
    record_id: UUID = request.path_params["record_id"]
    query = understood({n: v for n, v in parameters(request).items() if v}, FilePage)
    at = await moment(office, query.as_of, query.as_of_position)
    record: CaseRecord = await visible(office, CASE, record_id, by)
    office.notebook.opened(by.id, record_id)
    if at.position is not None:
        record = await as_it_was(office, CASE, record_id, at)
    language = language_of(request)
    clocks = await clocks_of(office, record.row, at, language)
    told = query.tab in ("history", "all") or query.done is not None
    history = await steps_of(office, record_id, by, at, language) if told else []
    facts = {
        "row": record.row,
        "case": record.state,
        "at": at,
        "as_of": query.as_of or "",
        "tab": query.tab,
        "tabs": TABS,
        "phases": passed(record.state.stage),
        "clocks": clocks,
        "decide": next((each for each in reversed(clocks) if each["rule"]["id"] == DECIDE), None),
        "papers": list(papers_of(record.state)),
        "superseded": list(superseded_of(record.state)),
        "links": [
            each
            for each in await related(office, by, record.row, at)
            if each.collection != SUPERVISIONS.path
        ],
        "firms": firms_of(record.row),
        "history": history,
        "notice": notice_of(history, query.done),
        "again": query.again,
        "supervised": await supervised(office, by, record.stream, at, language),
        "supervises": at.position is None and bool(kinds_open(office, record, by)),
        "suggested": []
        if at.position is not None
        else worded(await suggestions_of(office, record), language),
        "brings_up": at.position is None and await may_bring_up(office, record, by),
        "actions": [] if at.position is not None else actions_on(record, by, office),
        "todo": None if at.position is not None else todo(record, by, office, language),
    }
    return render(request, by, "case.html", facts)


async def steps_of(
    office: Office, record_id: UUID, by: Officer, at: Moment, language: Language
) -> list[dict[str, Any]]:
    """The history of the case alone, as the API tells it."""
    return await history_of(office, record_id, by, at, language, whole=False)


def notice_of(history: list[dict[str, Any]], done: int | None) -> str | None:
    """The sentence of what was just recorded: the last step up to its position."""
    steps = [each for each in history if done is not None and each["position"] <= done]
    return steps[-1]["text"] if steps else None


def todo(record: CaseRecord, by: Officer, office: Office, language: Language) -> dict[str, Any]:
    """What comes next: the step that leads on, what the officer may do, what others, what waits."""
    steps = [
        each | {"own": may_take(record.state, each["step"], by)}
        for each in gates_of(record, by, office, language, Step)
    ]
    main = LEADS_ON.get(record.state.stage)
    return {
        "main": next((each for each in steps if each["step"] == main), None),
        "mine": [each for each in steps if each["allowed"] and each["step"] in FORMS],
        "others": [each for each in steps if each["ready"] and not each["allowed"]],
        "waiting": [each for each in steps if not each["ready"]],
        "forms": FORMS.keys(),
    }


def papers_of(case: Case) -> Iterator[tuple[str, Struct]]:
    """What was recorded from the report on, each with the step it came from."""
    for path, step in PAPERS:
        found: Any = case
        for name in path.split("."):
            found = getattr(found, name, None)
        if isinstance(found, Mapping):
            each_of = cast("Mapping[str, Assistance]", found).values()
            found = tuple(part for each in each_of for part in (each.asked, each.answered))
        several = cast("tuple[Struct | None, ...]", found if isinstance(found, tuple) else (found,))
        yield from ((step.value, each) for each in several if each is not None)
    for each in case.remedies:
        yield Step.REMEDY.value, each.sought
        if each.ended is not None:
            yield Step.REMEDY_END.value, each.ended


def superseded_of(case: Case) -> Iterator[tuple[str, Struct]]:
    """The notices that stand no more, with what the party said to them."""
    for each in case.superseded:
        heard = each.hearing.report if each.hearing else None
        parts: tuple[tuple[Step, Struct | None], ...] = (
            (Step.NOTICE, each.notice),
            *((Step.STATEMENT, said) for said in each.statements),
            (Step.WAIVER, each.waived),
            (Step.HEARING_REPORT, heard),
            (Step.RECHECK, each.recheck),
        )
        yield from ((step.value, part) for step, part in parts if part is not None)
