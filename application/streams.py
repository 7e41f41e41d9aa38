"""Stream ids: derived for what has a number of its own, so that it can't enter twice."""

from uuid import UUID, uuid5

NAMESPACE = UUID("6f1d8f3c-2020-5302-8000-ca5e74a11000")


def lead_stream(source_system: str, source_ref: str) -> UUID:
    """The stream of the lead that a source knows by this number."""
    return uuid5(NAMESPACE, f"lead/{source_system}/{source_ref}")


def result_stream(report_no: str) -> UUID:
    """The stream of a test result."""
    return uuid5(NAMESPACE, f"test-result/{report_no}")


def disposition_stream(report_no: str) -> UUID:
    """The stream of the disposition of an unqualified result."""
    return uuid5(NAMESPACE, f"disposition/{report_no}")


def reference_stream(name: str) -> UUID:
    """The stream of one set of reference data."""
    return uuid5(NAMESPACE, f"reference/{name}")


def access_stream(record: UUID) -> UUID:
    """The stream of who read protected data of a record."""
    return uuid5(NAMESPACE, f"access/{record}")


def import_stream(actor: str, key: str) -> UUID:
    """The stream of an import, by who asked for it and with which key."""
    return uuid5(NAMESPACE, f"import/{actor}/{key}")


def case_stream(lead: UUID) -> UUID:
    """The stream of the case that is filed from a lead: one a lead."""
    return uuid5(NAMESPACE, f"case/{lead}")


def docket_stream(org: str, year: int) -> UUID:
    """The stream of the numbers a bureau gives in a year."""
    return uuid5(NAMESPACE, f"docket/{org}/{year}")


def claim_stream(act: str) -> UUID:
    """The stream of who filed for an act."""
    return uuid5(NAMESPACE, f"claim/{act}")
