"""Who may do what, and who may see what: one table, and the functions everything asks."""

from collections.abc import Collection
from enum import StrEnum

from msgspec import Struct

from domain.refusals import NotPermitted


class Role(StrEnum):
    """What an officer is in the organisation."""

    INTAKE = "intake"  # 受理人员
    HANDLER = "handler"  # 办案人员
    DISPATCHER = "dispatcher"  # 分派人员
    LEADER = "leader"  # 负责人
    HEAD = "head"  # 主要负责人
    REVIEWER = "reviewer"  # 审核人员、听证主持人
    SUPERIOR = "superior"  # 共同上级的负责人
    AUDITOR = "auditor"  # 审计、督察
    ADMINISTRATOR = "administrator"  # 基础数据管理员


class Act(StrEnum):
    """The things officers do that need a right."""

    REGISTER_LEAD = "register-lead"
    CORRECT_LEAD = "correct-lead"
    LINK_LEADS = "link-leads"
    VERIFY_LEAD = "verify-lead"
    DECIDE_FILING = "decide-filing"
    EXTEND = "extend"
    WORK_CASE = "work-case"
    APPROVE_CASE = "approve-case"
    REVIEW_CASE = "review-case"
    CHAIR_HEARING = "chair-hearing"
    DECIDE_CRIME = "decide-crime"
    DISPATCH = "dispatch"
    TRANSFER = "transfer"
    APPROVE_TRANSFER = "approve-transfer"
    RECEIVE = "receive"
    ANSWER_OFFER = "answer-offer"
    REQUEST_DESIGNATION = "request-designation"
    DESIGNATE = "designate"
    GIVE_FEEDBACK = "give-feedback"
    SUPERVISE = "supervise"
    CONVENE = "convene"
    ISSUE_SUPERVISION = "issue-supervision"
    TAG = "tag"
    IMPORT_RESULTS = "import-results"
    SERVE_NOTICE = "serve-notice"
    HANDLE_RESULT = "handle-result"
    ANNOUNCE_FAILURE = "announce-failure"
    READ_INFORMANT = "read-informant"
    ERASE_INFORMANT = "erase-informant"
    DRAFT_BULLETIN = "draft-bulletin"
    ISSUE_BULLETIN = "issue-bulletin"
    PUBLISH_REFERENCE = "publish-reference"
    READ_ALL = "read-all"


_DISTRICT_WORK = frozenset(
    {
        Act.REGISTER_LEAD,
        Act.CORRECT_LEAD,
        Act.LINK_LEADS,
        Act.VERIFY_LEAD,
        Act.TRANSFER,
        Act.RECEIVE,
        Act.ANSWER_OFFER,
        Act.REQUEST_DESIGNATION,
        Act.GIVE_FEEDBACK,
        Act.SERVE_NOTICE,
        Act.HANDLE_RESULT,
        Act.READ_INFORMANT,
        Act.WORK_CASE,
        Act.TAG,
    }
)
_APPROVALS = frozenset(
    {
        Act.DECIDE_FILING,
        Act.APPROVE_TRANSFER,
        Act.ERASE_INFORMANT,
        Act.EXTEND,
        Act.APPROVE_CASE,
        Act.CHAIR_HEARING,
    }
)

# Stands among the organisations of a record that is published: every officer may see it.
EVERYONE = "*"

GRANTS: dict[Role, frozenset[Act]] = {
    Role.INTAKE: frozenset({Act.REGISTER_LEAD, Act.CORRECT_LEAD, Act.READ_INFORMANT}),
    Role.HANDLER: _DISTRICT_WORK,
    Role.LEADER: _DISTRICT_WORK | _APPROVALS,
    Role.HEAD: _DISTRICT_WORK | _APPROVALS | {Act.DECIDE_CRIME},
    Role.REVIEWER: frozenset({Act.REVIEW_CASE, Act.CHAIR_HEARING}),
    Role.DISPATCHER: frozenset(
        {
            Act.REGISTER_LEAD,
            Act.CORRECT_LEAD,
            Act.LINK_LEADS,
            Act.DISPATCH,
            Act.SUPERVISE,
            Act.CONVENE,
            Act.TAG,
            Act.IMPORT_RESULTS,
            Act.SERVE_NOTICE,
            Act.ANNOUNCE_FAILURE,
            Act.RECEIVE,
            Act.GIVE_FEEDBACK,
            Act.DRAFT_BULLETIN,
            Act.READ_ALL,
        }
    ),
    Role.SUPERIOR: frozenset(
        {
            Act.RECEIVE,
            Act.DESIGNATE,
            Act.SUPERVISE,
            Act.ISSUE_SUPERVISION,
            Act.ANNOUNCE_FAILURE,
            Act.ISSUE_BULLETIN,
            Act.READ_ALL,
        }
    ),
    Role.AUDITOR: frozenset({Act.READ_ALL}),
    Role.ADMINISTRATOR: frozenset({Act.PUBLISH_REFERENCE}),
}


class Officer(Struct, frozen=True):
    """Who acts: kept with every event as it was then."""

    id: str
    name: str
    org: str
    roles: tuple[Role, ...]


def may(officer: Officer, act: Act) -> bool:
    """Whether one of the officer's roles grants the act, wherever."""
    return grants(officer.roles, act)


def grants(roles: Collection[Role], act: Act) -> bool:
    """Whether one of the roles grants the act."""
    return any(act in GRANTS[role] for role in roles)


def require(officer: Officer, act: Act, *, org: str) -> None:
    """Refuses unless the officer's role grants the act and `org` is the officer's own."""
    if not may(officer, act):
        raise NotPermitted("role-not-granted", act=act)
    if officer.org != org:
        raise NotPermitted("not-your-organisation", act=act, org=org)


def org_seen_by(officer: Officer) -> str | None:
    """The organisation whose records the officer sees; None is all of them."""
    return None if may(officer, Act.READ_ALL) else officer.org


def may_see(officer: Officer, orgs: Collection[str], people: Collection[str] = ()) -> bool:
    """Whether a record that concerns these organisations or people is visible to the officer.

    The one function asked by get, list, history, export and as-of (DESIGN 1.8). The rights
    are those of the reader now: callers pass the organisations of the record as it is today.
    """
    org = org_seen_by(officer)
    return org is None or org in orgs or EVERYONE in orgs or officer.id in people
