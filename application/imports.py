"""Importing test results (检验结果导入): rows recorded, dispositions opened, leads registered.

The key is the report number: the same file again changes nothing. Each row is one command: recorded
whole or not at all. Synchronous, since it is long work: callers give it a thread.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from itertools import islice
from typing import TypeVar
from uuid import UUID, uuid4

from msgspec import Struct
from msgspec.structs import replace

from application.desk import Call, envelope
from application.directory import Directory
from application.ledger import Appended, Entry, Ledger
from application.result_files import FileRefused, Mappings, ResultsFile, Row, RowError
from application.streams import disposition_stream, lead_stream, result_stream
from domain.authority import Act, require
from domain.disposition.decisions import Weighed, open_disposition, recipients_of
from domain.disposition.events import Recipient, RecipientRole
from domain.events import Event
from domain.lead.events import LeadRegistered, Source
from domain.place import SHANGHAI, province_of
from domain.reference.catalogue import Catalogue, ProductKind, Seriousness, seriousness
from domain.reference.jurisdiction import bureau_at
from domain.reference.organisations import OrganisationKind
from domain.reference.state import Reference
from domain.refusals import Invalid
from domain.sampling.events import ResultRecorded, ResultsImported, ResultVoided
from domain.sampling.recognition import bureau_elsewhere
from domain.sampling.result import TestResult

CHUNK = 500
MOST_AT_ONCE = 20_000
MOST_ERRORS_KEPT = 1_000
MOST_RULES_KEPT = 20
ISSUER = "结果发布单位"

T = TypeVar("T")


class Mode(StrEnum):
    """What an import may do."""

    GOOD_ROWS = "good-rows"
    ALL_OR_NOTHING = "all-or-nothing"
    DRY_RUN = "dry-run"


class Recognition(Struct, frozen=True):
    """Whose results a file holds, by code, and why they count here (结果互认)."""

    issuer: str
    basis: str


class Summary(Struct, kw_only=True, rename="camel"):
    """What came of a file. `errors` are the first thousand.

    `elsewhere` counts unqualified results of another province that concern nobody here: they are
    recorded, and open nothing. `mapping` is that by which the columns were read;
    `sampling_rules` are those of the recorded rows, the first twenty.
    """

    rows: int = 0
    dispositions: int = 0
    leads: int = 0
    skipped: int = 0
    refused: int = 0
    unqualified: int = 0
    elsewhere: int = 0
    mapping: str | None = None
    sampling_rules: list[str] = []
    errors: list[RowError] = []
    errors_left_out: int = 0
    import_id: UUID | None = None
    mode: Mode = Mode.GOOD_ROWS

    def note_rule(self, rule: str | None) -> None:
        """Keeps the sampling rule of a recorded row."""
        if rule and rule not in self.sampling_rules and len(self.sampling_rules) < MOST_RULES_KEPT:
            self.sampling_rules.append(rule)

    def refuse(self, *errors: RowError) -> None:
        """Counts a refused row and keeps what is wrong with it."""
        self.refused += 1
        room = MOST_ERRORS_KEPT - len(self.errors)
        self.errors.extend(errors[:room])
        self.errors_left_out += len(errors[room:])


class Importer:
    """One import of one file. `progress` is told how many rows have been dealt with."""

    def __init__(
        self,
        ledger: Ledger,
        directory: Directory,
        call: Call,
        progress: Callable[[int], None],
        recognition: Recognition | None = None,
        campaigns: tuple[str, ...] = (),
    ) -> None:
        require(call.by, Act.IMPORT_RESULTS, org=call.by.org)
        self._recognition = recognition
        self._campaigns = campaigns
        self._ledger = ledger
        self._known = directory.known
        self._call = call
        self._progress = progress
        self._issuers: dict[str, str | None] = {}
        self._bureaus: dict[str | None, tuple[str | None, bool]] = {}
        self._catalogues: dict[date, Catalogue] = {}
        self._kinds: dict[tuple[int, str], ProductKind | None] = {}
        self._summary = Summary()
        self._written = 0

    def run(
        self, file: ResultsFile, name: str, mode: Mode, import_id: UUID | None = None
    ) -> Summary:
        """Imports the rows. Nothing is written in a dry run, nor all-or-nothing with a bad row.

        Raises FileRefused, or the library's OperationalError when the database is gone: what was
        recorded until then stays, and the same file again goes on from there.
        """
        self._summary.mode = mode
        self._summary.mapping = file.mapping
        if mode is Mode.ALL_OR_NOTHING and file.total_rows > MOST_AT_ONCE:
            raise FileRefused(
                "too-many-at-once",
                f"all-or-nothing takes at most {MOST_AT_ONCE:,} rows",
                f"全部或全不导入时，最多 {MOST_AT_ONCE:,} 行",
            )
        held: list[list[Entry]] = []
        for chunk in chunks(file, CHUNK):
            fresh = self._fresh(self._sound(chunk))
            entries = [self._entries(row.result) for row in fresh]
            if mode is Mode.GOOD_ROWS:
                self._record(fresh, entries)
            else:
                held += entries
                self._count(entries)
            self._progress(len(chunk))
        if mode is Mode.ALL_OR_NOTHING:
            self._record_all(held)
        if self._written:
            self._note(file, name, import_id or uuid4())
        return self._summary

    def _sound(self, chunk: Sequence[Row | tuple[RowError, ...]]) -> list[Row]:
        self._summary.rows += len(chunk)
        for errors in chunk:
            if isinstance(errors, tuple):
                self._summary.refuse(*errors)
        told = [self._recognised(row) for row in chunk if isinstance(row, Row)]
        for row in told:
            if isinstance(row, RowError):
                self._summary.refuse(row)
        return [row for row in told if isinstance(row, Row)]

    def _recognised(self, row: Row) -> Row | RowError:
        """The row with whose result it is, by code: as the row says, or else as was given."""
        given, said = self._recognition, row.result.issuer
        if said is None:
            if given is None:
                return row
            result = replace(row.result, issuer=given.issuer, recognised_by=given.basis)
            return Row(row.row, result)
        issuer = self._issuer(said)
        if issuer is None:
            return unknown_issuer(row, said)
        if given is not None and given.issuer != issuer:
            return other_issuer(row, said, given.issuer)
        return Row(row.row, replace(row.result, issuer=issuer))

    def _issuer(self, text: str) -> str | None:
        if text not in self._issuers:
            found = bureau_elsewhere(text, self._known)
            self._issuers[text] = found.code if found else None
        return self._issuers[text]

    def _fresh(self, rows: Sequence[Row]) -> list[Row]:
        """Rows whose report number is new; the others are skipped, or refused if they differ."""
        streams = [result_stream(row.result.report_no) for row in rows]
        history = self._ledger.history(streams)
        stored = {
            entry.originator_id: entry.event.result
            for entry in history
            if isinstance(entry.event, ResultRecorded)  # as it came, whatever was corrected since
        }
        gone = {each.originator_id for each in history if isinstance(each.event, ResultVoided)}
        fresh: list[Row] = []
        for row, stream in zip(rows, streams, strict=True):
            before = stored.get(stream)
            if before is None:
                fresh.append(row)
            elif stream in gone:
                self._summary.refuse(voided(row))
            elif self._as_coded(before) == row.result:
                self._summary.skipped += 1
            else:
                self._summary.refuse(taken(row))
        return fresh

    def _as_coded(self, result: TestResult) -> TestResult:
        """A result as it would be recorded now: issuers used to be recorded as written."""
        coded = self._issuer(result.issuer) if result.issuer is not None else None
        return replace(result, issuer=coded) if coded is not None else result

    def _record(self, rows: Sequence[Row], entries: Sequence[list[Entry]]) -> None:
        outcomes = self._ledger.append([(each, None) for each in entries])
        lost = [row for row, outcome in pairs(rows, outcomes) if not isinstance(outcome, Appended)]
        written = [
            each for each, outcome in pairs(entries, outcomes) if isinstance(outcome, Appended)
        ]
        self._count(written)
        self._written += len(written)
        # Another import of the same report came first: compare with what it wrote.
        for row in self._fresh(lost):
            self._summary.refuse(taken(row))

    def _record_all(self, entries: Sequence[list[Entry]]) -> None:
        together = [entry for each in entries for entry in each]
        if together and not self._summary.refused:
            (outcome,) = self._ledger.append([(together, None)])
            if isinstance(outcome, Appended):
                self._written = len(entries)
                return
            self._summary.refused = len(entries)
        self._summary.dispositions = self._summary.leads = 0
        self._summary.unqualified = self._summary.elsewhere = 0

    def _count(self, written: Iterable[Sequence[Entry]]) -> None:
        for entries in written:
            recorded = entries[0].event
            assert isinstance(recorded, ResultRecorded), "the result comes first"
            opened = recorded.disposition is not None
            self._summary.note_rule(recorded.result.sampling_rule)
            self._summary.unqualified += not recorded.result.qualified
            self._summary.dispositions += opened
            self._summary.elsewhere += not recorded.result.qualified and not opened
            self._summary.leads += isinstance(entries[-1].event, LeadRegistered)

    def _entries(self, result: TestResult) -> list[Entry]:
        """The result, its disposition if unqualified, and its lead if serious.

        What another province found at operators that are all elsewhere is for that province: the
        result is recorded, and nothing is opened here.
        """
        catalogue = self._catalogue(result.sampled_on)
        kind = self._kind(result.product, catalogue)
        serious = seriousness(result, kind)
        weighed = Weighed(
            kind=kind,
            serious=serious,
            catalogue_revision=catalogue.revision,
            provincial=self._is_provincial(),
        )
        bureaus = (self._bureau(result.producer.place), self._bureau(result.sampled.place))
        recipients = recipients_of(result, bureaus)
        concerns = not result.qualified and concerns_here(result, recipients)
        disposition = disposition_stream(result.report_no) if concerns else None
        lead = lead_stream("sampling", result.report_no) if concerns and serious else None
        recorded = ResultRecorded(
            organiser=self._call.by.org,
            result=result,
            product_kind=kind.code if kind else None,
            catalogue_revision=catalogue.revision,
            risk=kind.risk if kind else None,
            disposition=disposition,
            campaigns=self._campaigns,
            handlers=self._handlers(result),
        )
        events: list[tuple[UUID, Event]] = [(result_stream(result.report_no), recorded)]
        if disposition is not None:
            opened = open_disposition(
                result,
                recipients,
                weighed,
                by=self._call.by,
                lead=lead,
                campaigns=self._campaigns,
            )
            events += [(disposition, event) for event in opened]
        if lead is not None and serious is not None:
            events.append((lead, self._lead(result, weighed, serious, disposition)))
        return self._enveloped(result, events)

    def _enveloped(self, result: TestResult, events: list[tuple[UUID, Event]]) -> list[Entry]:
        call = Call(
            by=self._call.by,
            today=self._call.today,
            correlation=uuid4(),
            channel=self._call.channel,
        )
        on = result.delivered_on or self._call.today
        return [envelope(call, on, stream, 1, event) for stream, event in events]

    def _lead(
        self,
        result: TestResult,
        weighed: Weighed,
        serious: Seriousness,
        disposition: UUID | None,
    ) -> Event:
        kind = weighed.kind
        failed = "、".join(each.item for each in result.failed_items)
        return LeadRegistered(
            source=Source.SAMPLING,
            source_system="sampling",
            source_ref=result.report_no,
            title=f"{result.product}：{failed}"[:200],
            org=self._call.by.org,
            holder=self._call.by.org,
            supervising_org=self._call.by.org,
            received_on=result.delivered_on or self._call.today,
            enterprise=result.producer,
            product=result.product,
            product_kind=kind.code if kind else None,
            catalogue_revision=weighed.catalogue_revision,
            risk=kind.risk if kind else None,
            batch=result.batch,
            violation=failed,
            place=result.sampled.place,
            campaigns=self._campaigns,
            serious_because=serious.rule,
            disposition=disposition,
            dossier=disposition,
        )

    def _note(self, file: ResultsFile, name: str, import_id: UUID) -> None:
        summary = self._summary
        summary.import_id = import_id
        noted = ResultsImported(
            org=self._call.by.org,
            file_name=name,
            sha256=file.sha256,
            rows=summary.rows,
            dispositions=summary.dispositions,
            leads=summary.leads,
            unqualified=summary.unqualified,
            elsewhere=summary.elsewhere,
            mapping=summary.mapping,
            skipped=summary.skipped,
            refused=summary.refused,
            imported_on=self._call.today,
        )
        entry = envelope(self._call, self._call.today, summary.import_id, 1, noted)
        self._ledger.append([([entry], None)])

    def _bureau(self, place: str | None) -> tuple[str | None, bool]:
        if place not in self._bureaus:
            found = bureau_at(place, self._known)
            self._bureaus[place] = (found.code, found.is_outside) if found else (None, False)
        return self._bureaus[place]

    def _handlers(self, result: TestResult) -> tuple[str, ...]:
        """The bureaus here at the places of the producer and of the sampling: it is theirs too."""
        places = (result.producer.place, result.sampled.place)
        found = dict.fromkeys(self._bureau(place) for place in places)
        return tuple(code for code, outside in found if code is not None and not outside)

    def _is_provincial(self) -> bool:
        """Whether the city organised the sampling: its bureau, a division, or the corps."""
        own = self._known.organisations.get(self._call.by.org)
        return own is not None and (own.is_at_province or own.kind is OrganisationKind.CORPS)

    def _catalogue(self, day: date) -> Catalogue:
        if day not in self._catalogues:
            self._catalogues[day] = self._known.catalogue_on(day)
        return self._catalogues[day]

    def _kind(self, product: str, catalogue: Catalogue) -> ProductKind | None:
        key = (catalogue.revision, product)
        if key not in self._kinds:
            self._kinds[key] = catalogue.kind_of(product)
        return self._kinds[key]


def concerns_here(result: TestResult, recipients: Sequence[Recipient]) -> bool:
    """Whether it is for a bureau here: of another province's, one of the operators must be here.

    An operator whose place is not known may be.
    """
    return result.issuer is None or any(
        not each.outside and province_of(each.enterprise.place or "") in {None, SHANGHAI}
        for each in recipients
        if each.role is not RecipientRole.PLATFORM
    )


def mappings_for(known: Reference, org: str, chosen: str | None) -> Mappings:
    """The mappings of an organisation, or the one chosen of them. Raises Invalid."""
    own = known.mappings_of(org)
    if chosen is None:
        return Mappings(own)
    for each in own:
        if each.code == chosen:
            return Mappings((each,), chosen=True)
    raise Invalid("/mapping", "unknown-mapping", value=chosen)


def unknown_issuer(row: Row, said: str) -> RowError:
    """No bureau of another province has this code or name."""
    return RowError(
        row.row,
        ISSUER,
        said,
        "issuer-not-outside",
        "it isn't the code or the name of the bureau of another province",
        "须为外省市市场监督管理局的代码或名称",
    )


def other_issuer(row: Row, said: str, given: str) -> RowError:
    """The row says another issuer than was given for the file."""
    return RowError(
        row.row,
        ISSUER,
        said,
        "issuer-contradicts",
        f"the import was said to hold results of {given}",
        f"与导入时填写的结果发布单位（{given}）不一致",
    )


def voided(row: Row) -> RowError:
    """The report number is that of a result that was voided."""
    return RowError(
        row.row,
        "报告编号",
        row.result.report_no,
        "report-number-voided",
        "the result recorded under this report number was voided",
        "该报告编号的检验结果已作废",
    )


def taken(row: Row) -> RowError:
    """The report number is recorded with other values."""
    return RowError(
        row.row,
        "报告编号",
        row.result.report_no,
        "report-number-taken",
        "this report number is already recorded, with other values",
        "该报告编号已录入，但内容不同",
    )


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of up to `size` items."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def pairs(first: Iterable[T], second: Iterable[object]) -> Iterator[tuple[T, object]]:
    """Items side by side, as many of one as of the other."""
    return zip(first, second, strict=True)
