"""The kinds of records there are."""

import domain.case.state as case
import domain.disposition.state as disposition
import domain.lead.state as lead
import domain.referral.state as referral
from application.desk import Aggregate
from application.views.case import CASES, CaseRow
from application.views.disposition import DISPOSITIONS, DispositionRow
from application.views.lead import LEADS, LeadRow
from application.views.referral import REFERRALS, ReferralRow

LEAD: Aggregate[lead.Lead, LeadRow] = Aggregate(LEADS, lead.evolve)
REFERRAL: Aggregate[referral.Referral, ReferralRow] = Aggregate(REFERRALS, referral.evolve)
CASE: Aggregate[case.Case, CaseRow] = Aggregate(CASES, case.evolve, case.Case)
DISPOSITION: Aggregate[disposition.Disposition, DispositionRow] = Aggregate(
    DISPOSITIONS, disposition.evolve
)
