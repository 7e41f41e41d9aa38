"""Who may do what: every role against every act, written out by hand."""

import pytest

from domain.authority import EVERYONE, Act, Role, may, may_see, org_seen_by, require
from tests.domain.story import CORPS, PUDONG, XUHUI, officer, refusal, said

# i intake, h handler, l leader, p principal (head), v reviewer, d dispatcher, s superior,
# a auditor, r administrator
TABLE = """
register-lead        i h l p . d . . .
correct-lead         i h l p . d . . .
link-leads           . h l p . d . . .
verify-lead          . h l p . . . . .
decide-filing        . . l p . . . . .
extend               . . l p . . . . .
dispatch             . . . . . d . . .
transfer             . h l p . . . . .
approve-transfer     . . l p . . . . .
receive              . h l p . d s . .
answer-offer         . h l p . . . . .
request-designation  . h l p . . . . .
designate            . . . . . . s . .
give-feedback        . h l p . d . . .
supervise            . . . . . d s . .
tag                  . h l p . d . . .
import-results       . . . . . d . . .
serve-notice         . h l p . d . . .
handle-result        . h l p . . . . .
announce-failure     . . . . . d s . .
read-informant       i h l p . . . . .
erase-informant      . . l p . . . . .
publish-reference    . . . . . . . . r
read-all             . . . . . d s a .
work-case            . h l p . . . . .
approve-case         . . l p . . . . .
review-case          . . . . v . . . .
chair-hearing        . . l p v . . . .
decide-crime         . . . p . . . . .
convene              . . . . . d . . .
issue-supervision    . . . . . . s . .
draft-bulletin       . . . . . d . . .
issue-bulletin       . . . . . . s . .
"""
COLUMNS = (
    Role.INTAKE,
    Role.HANDLER,
    Role.LEADER,
    Role.HEAD,
    Role.REVIEWER,
    Role.DISPATCHER,
    Role.SUPERIOR,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)
ROWS = {act: marks for act, *marks in (line.split() for line in TABLE.split("\n") if line)}


def test_the_table_has_every_act_and_every_role() -> None:
    assert set(ROWS) == set(Act)
    assert set(COLUMNS) == set(Role)


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("role", Role)
def test_a_role_grants_what_the_table_says(role: Role, act: Act) -> None:
    granted = ROWS[act][COLUMNS.index(role)] != "."
    someone = officer(XUHUI, role)

    assert may(someone, act) is granted
    if granted:
        require(someone, act, org=XUHUI)
    else:
        refused = refusal(lambda: require(someone, act, org=XUHUI))
        assert said(refused) == ("not-permitted", "role-not-granted", None)
        assert refused.facts == {"act": act}


@pytest.mark.parametrize("act", Act)
def test_no_role_reaches_into_another_organisation(act: Act) -> None:
    refused = refusal(lambda: require(officer(XUHUI, *Role), act, org=PUDONG))

    assert said(refused) == ("not-permitted", "not-your-organisation", None)
    assert refused.facts == {"act": act, "org": PUDONG}


def test_roles_add_up_and_nobody_without_a_role_may_do_anything() -> None:
    assert may(officer(XUHUI, Role.INTAKE, Role.LEADER), Act.DECIDE_FILING)
    assert not any(may(officer(XUHUI), act) for act in Act)


@pytest.mark.parametrize("role", Role)
def test_a_district_sees_what_concerns_it_and_the_city_sees_everything(role: Role) -> None:
    someone = officer(XUHUI, role)
    everything = role in {Role.DISPATCHER, Role.SUPERIOR, Role.AUDITOR}

    assert may_see(someone, (CORPS, XUHUI))
    assert may_see(someone, (CORPS, PUDONG)) is everything
    assert may_see(someone, ()) is everything
    assert may_see(someone, (PUDONG, EVERYONE))
    assert org_seen_by(someone) == (None if everything else XUHUI)
