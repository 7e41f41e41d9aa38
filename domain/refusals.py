"""The ways the domain says no: stable codes, whose words are in the message catalogues."""

from typing import ClassVar


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A command was understood and declined; nothing is recorded by it.

    `code` names the reason for programs and catalogues, `basis` the rule or article it rests
    on, `facts` what the words need (they are merged into the message).
    """

    kind: ClassVar[str] = "refused"

    def __init__(self, code: str, *, basis: str | None = None, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.basis = basis
        self.facts = facts


class NotPermitted(Refusal):
    """The officer's role or organisation does not allow this act."""

    kind = "not-permitted"


class OutOfOrder(Refusal):
    """The act does not fit the state the record is in."""

    kind = "out-of-order"


class Invalid(Refusal):
    """A value is wrong in itself; `pointer` says where (RFC 6901)."""

    kind = "invalid"

    def __init__(self, pointer: str, code: str, *, basis: str | None = None, **facts: str) -> None:
        super().__init__(code, basis=basis, **facts)
        self.pointer = pointer
