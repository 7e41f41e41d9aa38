"""会审纪要: what the minutes of a session say, from the record of the review alone."""

import asyncio
from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from application.cases import Press
from application.documents import (
    JointReviewAnnexes,
    JointReviewMinutes,
    MinutesAnnex,
    MinutesPosition,
    MinutesSignature,
)
from application.store import put_bytes
from domain.case.events import Paper
from domain.joint_review import events as e
from domain.joint_review.kinds import Conclusion, Lapse, PositionKind, Signer
from domain.joint_review.sitting import Position, Sitting
from domain.joint_review.state import JointReview, evolve
from domain.reference.state import Reference
from domain.time import SHANGHAI, day_of

DRAFT = "未签署"
POSITIONS = {
    PositionKind.AGREE: "同意",
    PositionKind.RESERVATION: "同意，有保留",
    PositionKind.DISSENT: "反对",
    PositionKind.ABSTAIN: "弃权",
    PositionKind.RECUSED: "回避",
}
CONCLUSIONS = {
    Conclusion.SUPPORT: "支持办案机构的处理意见",
    Conclusion.MODIFY: "建议修改处理意见",
    Conclusion.SUPPLEMENT: "建议补充调查",
    Conclusion.REDESIGNATE: "建议另行指定管辖",
    Conclusion.CRIMINAL: "建议移送司法机关",
    Conclusion.ASK_INTERPRETATION: "建议请示法律适用",
    Conclusion.NO_CONSENSUS: "未形成一致意见",
}
LAPSES = {
    Lapse.CASE_CHANGED: "案情已变更",
    Lapse.REPLACED: "本人已提交新的意见",
    Lapse.MEMBER_LEFT: "已不是会审成员",
    Lapse.MEMBER_RECUSED: "已回避",
    Lapse.RECONVENED: "重新会审",
}


class Filling(Struct, frozen=True):
    """What the minutes of one session are filled from."""

    review: JointReview
    sitting: Sitting
    known: Reference

    def name(self, officer: str) -> str:
        """The name of someone who had a seat."""
        found = self.review.everyone.get(officer)
        return found.name if found else officer

    def names(self, officers: Iterable[str]) -> str:
        """Several names in a row."""
        return "、".join(self.name(each) for each in officers)

    def org(self, code: str) -> str:
        """The name of an organisation."""
        found = self.known.organisations.get(code)
        return found.name_zh if found else code

    def listed(self, members: Iterable[e.Member]) -> tuple[str, ...]:
        """Members, each with the organisation."""
        return tuple(f"{each.name}（{self.org(each.org)}）" for each in members)

    @property
    def bureau(self) -> str:
        """Who convened it."""
        return self.org(self.review.convener or self.review.requested.conveners[0])

    @property
    def held_at(self) -> str:
        """When it began."""
        return f"{self.sitting.session.starts_at.astimezone(SHANGHAI):%Y年%m月%d日 %H:%M}"


def sitting_of(review: JointReview, number: int | None = None) -> Sitting | None:
    """The session of a number, or the one of now."""
    every = (*review.sittings, *([review.sitting] if review.sitting else []))
    if number is None:
        return review.sitting
    return next((each for each in every if each.number == number), None)


def minutes_of(
    review: JointReview, sitting: Sitting, known: Reference, mark: str | None
) -> JointReviewMinutes | None:
    """The minutes as they stand; None before they are written."""
    session, written, concluded = sitting.session, sitting.minutes, sitting.conclusion
    if written is None or concluded is None:
        return None
    given, asked = Filling(review, sitting, known), review.requested
    here = sitting.convened.present if sitting.convened else ()
    here_too = (sitting.convened.observers if sitting.convened else ()) or session.observers
    return JointReviewMinutes(
        bureau=given.bureau,
        issued_on=day_of(session.starts_at),
        mark=mark or (None if sitting.is_frozen else DRAFT),
        case_number=asked.case_number,
        cause=asked.case_title,
        handling_org=given.org(asked.handling_org),
        held_at=given.held_at,
        place=session.place,
        chair=given.name(sitting.presided or sitting.chair or ""),
        recorder=session.recorder.name,
        members=given.listed(each for each in sitting.voters if each.id in here),
        absent=given.listed(each for each in sitting.voters if each.id not in here),
        left=tuple(given.name(each) for each in sitting.left),
        recused=tuple(f"{given.name(each.member)}（{each.reason}）" for each in sitting.recusals),
        observers=tuple(dict.fromkeys((*here_too, *written.observers))),
        agenda=session.agenda,
        report=written.report,
        proposal=written.proposal,
        deliberation=written.deliberation,
        positions=tuple(_said(given, (each for each in sitting.positions if not each.lapsed))),
        lapsed=tuple(_said(given, (each for each in sitting.positions if each.lapsed))),
        conclusion=CONCLUSIONS[concluded.conclusion],
        advice=concluded.text,
        votes=f"{concluded.for_it}/{concluded.base}",
        unheard=f"{given.names(concluded.unheard)}未发表意见：{concluded.unheard_because}"
        if concluded.unheard_because
        else None,
        signatures=tuple(_signed(sitting)),
    )


def _said(given: Filling, positions: Iterable[Position]) -> Iterator[MinutesPosition]:
    for each in positions:
        told = each.given
        yield MinutesPosition(
            name=given.name(told.member),
            kind=POSITIONS[told.kind],
            conclusion=CONCLUSIONS[told.conclusion] if told.conclusion else None,
            text=told.text,
            lapsed=LAPSES[each.lapsed] if each.lapsed else None,
        )


def _signed(sitting: Sitting) -> Iterator[MinutesSignature]:
    """Who signs in place of a chair that can't is named as that."""
    for each in sitting.signatures:
        chairs = each.signer is Signer.CHAIR
        part = "主持人" if chairs else "记录人"
        if chairs and each.officer != (sitting.presided or each.officer):
            part = "代主持人"
        yield MinutesSignature(part=part, name=each.name)


def annexes_of(
    review: JointReview, sitting: Sitting, known: Reference, mark: str | None
) -> JointReviewAnnexes | None:
    """更正附页: what was said beside minutes that are frozen; None where nothing was."""
    if not sitting.annexes:
        return None
    given = Filling(review, sitting, known)
    return JointReviewAnnexes(
        bureau=given.bureau,
        issued_on=day_of(sitting.session.starts_at),
        mark=mark,
        case_number=review.requested.case_number,
        cause=review.requested.case_title,
        held_at=given.held_at,
        annexes=tuple(MinutesAnnex(text=each.text, reason=each.reason) for each in sitting.annexes),
    )


async def frozen(
    press: Press, known: Reference, review: JointReview, event: e.JointReviewEvent
) -> e.JointReviewEvent:
    """A signature; where it freezes the minutes, with the paper they were printed as and kept."""
    after = evolve(review, event)
    sitting = after.sitting
    if not isinstance(event, e.MinutesSigned) or sitting is None or not sitting.is_frozen:
        return event
    document = minutes_of(after, sitting, known, press.mark)
    assert document is not None, "they are written"
    content = await asyncio.to_thread(press.printer.pdf, document)
    sha256, size = await put_bytes(press.store, content)
    name = f"会审纪要 {review.requested.case_number}.pdf"
    paper = Paper(sha256=sha256, size=size, media_type="application/pdf", name=name)
    return replace(event, paper=paper)
