"""会审纪要: what the minutes say, from the record of the review alone."""

from application.desk import Loaded
from application.documents import JointReviewMinutes, MinutesPosition, MinutesSignature
from application.views.joint_review import JointReviewRow
from domain.joint_review.kinds import Conclusion, PositionKind, Signer
from domain.joint_review.state import JointReview
from domain.joint_review.steps import FROZEN
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


def minutes_of(
    record: Loaded[JointReview, JointReviewRow], known: Reference, mark: str | None
) -> JointReviewMinutes | None:
    """The minutes as they stand; None before they are written."""
    review, row = record.state, record.row
    session, written, concluded = review.session, review.minutes, review.conclusion
    if session is None or written is None or concluded is None:
        return None
    names = {each.id: each.name for each in review.panel}

    def org(code: str) -> str:
        found = known.organisations.get(code)
        return found.name_zh if found else code

    here = {each.id for each in review.present}
    here_too = review.convened.observers if review.convened else ()
    observers = (*(here_too or session.observers), *written.observers)
    return JointReviewMinutes(
        bureau=org(review.convener or row.conveners[0]),
        issued_on=day_of(session.starts_at),
        mark=mark or (None if review.status in FROZEN else DRAFT),
        case_number=row.case_number,
        cause=row.case_title,
        handling_org=org(row.handling_org),
        held_at=f"{session.starts_at.astimezone(SHANGHAI):%Y年%m月%d日 %H:%M}",
        place=session.place,
        chair=names.get(review.chair or "", ""),
        recorder=session.recorder.name,
        members=tuple(
            f"{each.name}（{org(each.org)}）" for each in review.voters if each.id in here
        ),
        absent=tuple(
            f"{each.name}（{org(each.org)}）" for each in review.voters if each.id not in here
        ),
        recused=tuple(each.name for each in review.panel if each.id in review.recused),
        observers=observers,
        agenda=session.agenda,
        report=written.report,
        proposal=written.proposal,
        deliberation=written.deliberation,
        positions=tuple(
            MinutesPosition(
                name=names.get(each.given.member, each.given.member),
                kind=POSITIONS[each.given.kind],
                conclusion=CONCLUSIONS[each.given.conclusion] if each.given.conclusion else None,
                text=each.given.text,
            )
            for each in review.standing
        ),
        lapsed=len(review.positions) - len(review.standing),
        conclusion=CONCLUSIONS[concluded.conclusion],
        advice=concluded.text,
        votes=f"{concluded.for_it}/{concluded.base}",
        signatures=tuple(
            MinutesSignature(
                part="主持人" if each.signer is Signer.CHAIR else "记录人", name=each.name
            )
            for each in review.signatures
        ),
        annexes=tuple(each.text for each in review.annexes),
    )
