"""The kinds of records there are."""

import domain.bulletin.state as bulletin
import domain.case.state as case
import domain.disposition.state as disposition
import domain.joint_review.state as joint_review
import domain.lead.state as lead
import domain.referral.state as referral
import domain.sampling.correction as sampling
import domain.supervision.state as supervision
from application.desk import Aggregate
from application.views.bulletin import BULLETINS, BulletinRow
from application.views.case import CASES, CaseRow
from application.views.disposition import DISPOSITIONS, DispositionRow
from application.views.joint_review import JOINT_REVIEWS, JointReviewRow
from application.views.lead import LEADS, LeadRow
from application.views.referral import REFERRALS, ReferralRow
from application.views.supervision import SUPERVISIONS, SupervisionRow
from application.views.test_result import RESULTS, TestResultRow

LEAD: Aggregate[lead.Lead, LeadRow] = Aggregate(LEADS, lead.evolve)
REFERRAL: Aggregate[referral.Referral, ReferralRow] = Aggregate(REFERRALS, referral.evolve)
CASE: Aggregate[case.Case, CaseRow] = Aggregate(CASES, case.evolve, case.Case)
DISPOSITION: Aggregate[disposition.Disposition, DispositionRow] = Aggregate(
    DISPOSITIONS, disposition.evolve
)
JOINT_REVIEW: Aggregate[joint_review.JointReview, JointReviewRow] = Aggregate(
    JOINT_REVIEWS, joint_review.evolve
)
SUPERVISION: Aggregate[supervision.Supervision, SupervisionRow] = Aggregate(
    SUPERVISIONS, supervision.evolve
)
RESULT: Aggregate[sampling.Recorded, TestResultRow] = Aggregate(RESULTS, sampling.evolve)
BULLETIN: Aggregate[bulletin.Bulletin, BulletinRow] = Aggregate(BULLETINS, bulletin.evolve)
