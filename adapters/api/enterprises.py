"""What is known of one enterprise, or of one product, across districts; and how to find them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from msgspec import Meta, Struct
from msgspec.structs import replace

from adapters.api.answers import PREFIX, respond, shown
from adapters.api.deadlines import clock_body
from adapters.api.lists import CAP
from adapters.api.office import Office, Req
from adapters.api.past import Moment, caught_up, day_of, moment
from adapters.api.problems import Problem
from adapters.api.records import Then
from adapters.api.request import asked
from adapters.api.sampling import Made, Viewed, checks_of
from adapters.api.signed_in import signed_in
from adapters.wording.catalogue import Language
from application.deadlines import DEADLINES, Stage
from application.firms import LISTS, Found, firms_of, look_up, product_names
from application.patterns import Repeated
from application.queries import Ask, scope
from application.sampling_check import key_of
from application.views.case import CASES
from application.views.disposition import DISPOSITIONS, DispositionRow
from application.views.joint_review import JOINT_REVIEWS
from application.views.lead import LEADS
from application.views.test_result import RESULTS, TestResultRow
from application.views.view import Row, View
from domain.authority import Officer
from domain.party import Enterprise
from domain.reference.thresholds import Pattern
from domain.sampling.product import plain
from domain.text import Line

EACH = 50
# Of a firm without a code, records are found by words and then looked through.
BY_NAME = 200
MOST_CLOCKS = 300
UNDER_WAY = (Stage.RUNNING, Stage.AWAITED, Stage.PAUSED)


class FirmsQuery(Then, frozen=True, kw_only=True):
    """A name, a part of it, a credit code, or a product."""

    q: Annotated[str, Meta(min_length=2, max_length=100)]


class FirmQuery(Then, frozen=True, kw_only=True):
    """A firm that is known by its name only."""

    name: Line


class ProductQuery(Then, frozen=True, kw_only=True):
    """Which product, and which batch of it."""

    name: Line
    batch: str | None = None


class Together(Struct, frozen=True, kw_only=True):
    """Records of several kinds that have something in common: how many, and the first of them."""

    counts: dict[str, int]
    items: dict[str, list[dict[str, Any]]]


class Gathered(Struct, frozen=True, kw_only=True):
    """Records that have something in common, as rows, and how many of each kind there are."""

    counts: Mapping[str, int]
    rows: Mapping[str, Sequence[Row]]

    @property
    def all(self) -> Iterable[Row]:
        """Every row."""
        return (row for rows in self.rows.values() for row in rows)

    @property
    def together(self) -> Together:
        """As the API shows them."""
        items = {name: [shown(row) for row in rows] for name, rows in self.rows.items()}
        return Together(counts=dict(self.counts), items=items)


class Seen(Struct, frozen=True, kw_only=True):
    """A view of an enterprise or a product: its records, what runs, what may be sampled again.

    `names` are those of the firm, or of the products that were found, the newest first.
    """

    names: Sequence[str]
    gathered: Gathered
    deadlines: Sequence[dict[str, Any]]
    sampling_check: Sequence[dict[str, Any]]
    offender: Repeated | None = None

    @property
    def body(self) -> dict[str, Any]:
        """As the API answers."""
        return {
            "names": self.names,
            "together": self.gathered.together,
            "deadlines": self.deadlines,
            "samplingCheck": self.sampling_check,
        }


@get(f"{PREFIX}/enterprises")
@signed_in()
async def enterprises(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """查找企业和产品: those that a word finds among the records the reader may see."""
    query = asked(request, FirmsQuery)
    at = await moment(office, query.as_of, query.as_of_position)
    await caught_up(request, office, at)
    found = await found_by(office, by, query.q, at)
    body: dict[str, Any] = {"firms": found.firms, "products": found.products, "more": found.more}
    return _answered(body, at)


async def found_by(office: Office, by: Officer, words: str, at: Moment) -> Found:
    """The firms and products that words find."""
    return await look_up(office.read_models, words, scope(by), at.position)


@get(f"{PREFIX}/enterprises/{{uscc:str}}")
@signed_in()
async def enterprise(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """企业: every record of one credit code that the reader may see."""
    query = asked(request, Then)
    at = await moment(office, query.as_of, query.as_of_position)
    await caught_up(request, office, at)
    uscc = request.path_params["uscc"]
    language = Language.of(request.headers.get("accept-language"))
    seen = await of_enterprise(office, by, uscc, at, language)
    return _answered({"uscc": uscc, **seen.body, "offender": seen.offender}, at)


@get(f"{PREFIX}/enterprises/by-name")
@signed_in()
async def enterprise_by_name(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """没有统一社会信用代码的经营者: the records that name a firm so."""
    query = asked(request, FirmQuery)
    at = await moment(office, query.as_of, query.as_of_position)
    await caught_up(request, office, at)
    language = Language.of(request.headers.get("accept-language"))
    seen = await of_name(office, by, query.name, at, language)
    return _answered({"uscc": None, **seen.body, "offender": None}, at)


async def of_enterprise(
    office: Office, by: Officer, uscc: str, at: Moment, language: Language
) -> Seen:
    """What is known of an enterprise. Raises a 404 problem when there is nothing."""
    asks = {
        view: Ask(equal={column: uscc}) if how == "equal" else Ask(holding={column: uscc})
        for view, how, column in LISTS
    }
    gathered = await _gather(office, by, at, asks)
    viewed = Viewed(made_in(gathered), Ask(holding={"enterprises": uscc}))
    seen = await _seen(office, by, gathered, at, language, viewed)
    named = [firm.name for row in gathered.all for firm in firms_of(row) if firm.uscc == uscc]
    offender = await _offender(office, by, uscc, at)
    return replace(seen, names=tuple(dict.fromkeys(named)), offender=offender)


async def of_name(office: Office, by: Officer, name: str, at: Moment, language: Language) -> Seen:
    """What is known of a firm by its name. Raises a 404 problem when there is nothing."""
    wanted = plain(name)

    def is_it(row: Row) -> bool:
        return any(plain(firm.name) == wanted for firm in firms_of(row))

    asks = {view: Ask(words=name, limit=BY_NAME) for view, _, _ in LISTS}
    gathered = await _gather(office, by, at, asks, keep=is_it)
    viewed = Viewed(made_in(gathered), Ask(words=name), Enterprise(name=name))
    return await _seen(office, by, gathered, at, language, viewed, names=(name,))


async def _offender(office: Office, by: Officer, uscc: str, at: Moment) -> Repeated | None:
    """Its unqualified batches, if they reach the threshold."""
    threshold = office.directory.at(at.position).thresholds.get(Pattern.OFFENDER)
    if threshold is None:
        return None
    today = await day_of(at, office)
    found = await office.patterns.offenders(threshold, today, scope(by), at.position, uscc)
    return next(iter(found), None)


@get(f"{PREFIX}/products")
@signed_in()
async def product(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """产品: every record of one product, or one batch of it, that the reader may see."""
    query = asked(request, ProductQuery)
    at = await moment(office, query.as_of, query.as_of_position)
    await caught_up(request, office, at)
    language = Language.of(request.headers.get("accept-language"))
    seen = await of_product(office, by, query, at, language)
    return _answered({"name": query.name, "batch": query.batch, **seen.body}, at)


async def of_product(
    office: Office, by: Officer, query: ProductQuery, at: Moment, language: Language
) -> Seen:
    """What is known of a product; of those a word means, where none has just that name.

    Raises a 404 problem when there is nothing.
    """
    names: tuple[str, ...] = (query.name,)
    gathered = await _of_products(office, by, names, query.batch, at)
    if not any(gathered.counts.values()):
        kinds = office.directory.at(at.position).kinds()
        names = await product_names(office.read_models, query.name, kinds, scope(by), at.position)
        gathered = await _of_products(office, by, names, query.batch, at)
    viewed = Viewed(made_in(gathered), Ask(equal={"product": names} | batch_of(query.batch)))
    return await _seen(office, by, gathered, at, language, viewed, names=names)


def batch_of(batch: str | None) -> dict[str, Any]:
    """The filter of a batch, if one is asked for."""
    return {"batch": batch} if batch else {}


async def _of_products(
    office: Office, by: Officer, names: tuple[str, ...], batch: str | None, at: Moment
) -> Gathered:
    ask = Ask(equal={"product": names} | batch_of(batch))
    return await _gather(office, by, at, {view: ask for view, _, _ in LISTS})


async def _gather(
    office: Office,
    by: Officer,
    at: Moment,
    asks: Mapping[View[Any], Ask],
    keep: Callable[[Row], bool] | None = None,
) -> Gathered:
    """Records of several lists, newest first, each list under the rights of now."""
    counts: dict[str, int] = {}
    found: dict[str, Sequence[Row]] = {}
    for view, given in asks.items():
        ask = replace(given, org=scope(by), at=at.position, descending=True)
        page = await office.read_models.page(view, ask)
        rows = [row for row in page.rows if keep is None or keep(row)]
        found[view.name] = rows[:EACH]
        counted = page.next is not None and keep is None
        counts[view.name] = await office.read_models.count(view, ask, CAP) if counted else len(rows)
    return await _with_reviews(office, by, at, Gathered(counts=counts, rows=found))


async def _with_reviews(office: Office, by: Officer, at: Moment, gathered: Gathered) -> Gathered:
    """With the joint reviews of the cases."""
    cases = tuple(row.id for row in gathered.rows[CASES.name])
    ask = Ask(equal={"case_id": cases}, org=scope(by), at=at.position, limit=EACH)
    reviews: Sequence[Row] = (
        (await office.read_models.page(JOINT_REVIEWS, ask)).rows if cases else ()
    )
    name = JOINT_REVIEWS.name
    return Gathered(
        counts={**gathered.counts, name: len(reviews)}, rows={**gathered.rows, name: reviews}
    )


async def _seen(
    office: Office,
    by: Officer,
    gathered: Gathered,
    at: Moment,
    language: Language,
    viewed: Viewed,
    names: Sequence[str] = (),
) -> Seen:
    """The records with what runs on them, and whether the products may be sampled again."""
    if not any(gathered.counts.values()):
        raise Problem(404, "not-found")
    return Seen(
        names=names,
        gathered=gathered,
        deadlines=await _running(office, by, gathered, at, language),
        sampling_check=await checks_of(office, by, viewed, at, language),
    )


async def _running(
    office: Office, by: Officer, gathered: Gathered, at: Moment, language: Language
) -> list[dict[str, Any]]:
    """The clocks that run on the records, the soonest first; none of what lapsed."""
    lists = (LEADS.name, CASES.name, DISPOSITIONS.name)
    records = tuple(row.id for name in lists for row in gathered.rows[name])
    ask = Ask(
        equal={"record": records, "stage": UNDER_WAY},
        org=scope(by),
        at=at.position,
        limit=MOST_CLOCKS,
    )
    page = await office.read_models.page(DEADLINES, ask)
    almanac, today = office.directory.almanac(at.position), await day_of(at, office)
    clocks = (clock_body(row, almanac, today, language) for row in page.rows)
    return [each for each in clocks if each and not has_lapsed(each)]


def has_lapsed(clock: Mapping[str, Any]) -> bool:
    """Whether what somebody could do in its time is over, and nobody is late."""
    return clock["state"] == "overdue" and not clock["duty"]


def made_in(gathered: Gathered) -> Sequence[Made]:
    """The products of the results that are shown, each with its maker."""
    found: dict[tuple[str, str], Made] = {}
    for name in (RESULTS.name, DISPOSITIONS.name):
        for row in gathered.rows[name]:
            if isinstance(row, DispositionRow | TestResultRow):
                result = row.result
                key = plain(result.product), key_of(result.producer)
                found.setdefault(key, (result.product, result.producer))
    return tuple(found.values())


def _answered(body: dict[str, Any], at: Moment) -> Response[bytes]:
    headers: dict[str, str] = {}
    at.note(body, headers)
    return respond(body, headers=headers)


def handlers() -> list[HTTPRouteHandler]:
    """The routes of enterprises and products."""
    return [enterprises, enterprise_by_name, enterprise, product]
