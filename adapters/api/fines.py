"""The fine calculator: from how much to how much an article fines an act."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from litestar import Response, get
from msgspec import Struct

from adapters.api.answers import PREFIX, respond
from adapters.api.office import Office, Req
from adapters.api.request import asked
from adapters.api.signed_in import signed_in
from adapters.wording.catalogue import Language, say
from adapters.wording.fine import explained
from application.fines import Asked, Punished, punished
from domain.authority import Officer
from domain.penalty.fine import FineRange
from domain.reference.bases import BasisVersion, Branch


class FineQuery(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A legal basis, the day of the act, what a fine is a multiple of (yuan), one branch or all."""

    basis: str
    on: date
    goods_value: Decimal | None = None
    gains: Decimal | None = None
    branch: str | None = None


@get(f"{PREFIX}/fine-range")
@signed_in()
async def fine_range_of(request: Req, office: Office, by: Officer) -> Response[bytes]:
    """罚款幅度: what an article fines an act with, and why."""
    del by  # everyone signed in may calculate
    query = msgspec.convert(asked(request, FineQuery), Asked, from_attributes=True)
    language = Language.of(request.headers.get("accept-language"))
    body = fine_body(punished(query, office.directory.known.bases), language)
    return respond(body, headers={"Content-Language": language.tag})


def fine_body(found: Punished, language: Language) -> dict[str, Any]:
    """The calculator's answer."""
    basis, version = found.basis, found.version
    chinese = language is Language.ZH
    branches = [branch_body(version, *each, language) for each in found.branches]
    texts = [each["text"] for each in branches] or [explained(version, None, None, language)]
    return {
        "basis": basis.code,
        "name": basis.name_zh if chinese else basis.name_en,
        "version": version.instrument,
        "article": version.article,
        "offence": version.offence_zh if chinese else version.offence_en,
        "complete": version.complete,
        "confidence": version.confidence,
        "reading": version.reading,
        "branches": branches,
        "thresholds": version.thresholds,
        "text": ("" if chinese else " ").join(texts),
    }


def branch_body(
    version: BasisVersion, branch: Branch, found: FineRange | None, language: Language
) -> dict[str, Any]:
    """One branch of the article, with its fine and what else it provides for."""
    return {
        "branch": branch.code,
        "name": branch.name_zh if language is Language.ZH else branch.name_en,
        "liable": branch.liable,
        "minimum": found.minimum if found else None,
        "maximum": found.maximum if found else None,
        "countedOn": found.explanation.counted_on if found else None,
        "fine": branch.fine,
        "measures": [
            msgspec.to_builtins(each) | {"label": say(language, f"measure.{each.measure}")}
            for each in branch.measures
        ],
        "crimePossible": branch.crime_possible,
        "asIn": branch.as_in,
        "text": explained(version, branch, found, language),
    }
