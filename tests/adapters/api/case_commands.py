"""A sound body for every command on a case, and the officers who may send it."""

from tests.adapters.api.desk import Json

FINE: Json = {"kind": "fine", "amount": "50000", "basis": "PQL-49"}
PENALTY: Json = {"outcome": "penalty", "penalties": [FINE]}
REASON: Json = {"reason": "理由"}

# By hand from law.md 2 to 5: who works a case, who approves, who reviews, who presides.
WORKED = (
    "corrections", "rights-notice", "evidence", "custody", "evidence-withdrawals", "preservations",
    "preservation-ends", "measures", "measure-releases", "tests", "test-results",
    "excluded-periods", "excluded-period-ends", "resumptions", "investigation-conclusion",
    "public-notices", "notices", "statements", "waiver", "hearing-requests",
    "hearing-file", "hearing-end",
    "post-notice-recheck", "service", "remedies", "payments", "demands", "enforcement",
    "publication-push", "publication-push-receipt", "publication", "decision-copies",
    "publication-end", "publication-withdrawal", "archive", "late-additions", "documents",
    "criminal-transfer", "referrals", "assistance-requests", "joint-reviews",
)  # fmt: skip
APPROVED = (
    "investigators", "recusals", "preservation-approvals", "measure-approvals",
    "measure-extensions", "suspensions", "extensions", "termination", "review-extensions",
    "proposal", "proposal-returns", "entry-corrections", "hearing-chair", "collective-discussions",
    "decision", "payment-deferrals", "remedy-ends",
    "court-applications", "decision-changes", "decision-revocations", "closure",
)  # fmt: skip
REVIEWED = ("legal-reviews",)
PRESIDED = ("hearing-schedule", "hearings", "hearing-report")


def volume(*kinds: str) -> list[Json]:
    """A volume of the file with a paper of each kind."""
    return [{"name": f"示例{each}", "kind": each} for each in kinds]


def bodies(bureau: str, on: str) -> dict[str, Json]:
    """A body for each noun: what officers of a bureau (`xuhui`) would send on a day."""
    handlers = [f"{bureau}-handler", f"{bureau}-handler2"]
    hour = f"{on}T09:00:00+08:00"
    voices = [
        {"officer": f"{bureau}-{each}", "agrees": True, "text": "同意"}
        for each in ("leader", "deputy", "head")
    ]
    served = {"mode": "direct", "servedOn": on}
    given: dict[str, Json] = {
        "corrections": {"corrects": 1, "title": "更正的案由", **REASON},
        "rights-notice": {"toldOn": on},
        "evidence": {
            "kind": "record", "name": "现场笔录", "source": "经营场所", "obtainedOn": on,
            "officers": handlers,
        },
        "custody": {"number": 1, "custodian": "示例·保管", **REASON},
        "evidence-withdrawals": {"number": 1, **REASON},
        "preservations": {
            "items": ["插座10只"], "place": "示例仓库", "takenAt": hour, "officers": handlers,
        },
        "preservation-approvals": {"preservation": "1", "granted": True, "decidedAt": hour},
        "preservation-ends": {"preservation": "1", "by": "returned", "endedOn": on},
        "measures": {
            "kind": "seizure", "items": ["插座10只"], "place": "示例仓库", "takenAt": hour,
            "officers": handlers, "documentNo": "示例扣1号",
        },
        "measure-approvals": {"measure": "1", "granted": True, "decidedAt": hour},
        "measure-extensions": {"measure": "1", "days": 10, "toldOn": on, **REASON},
        "measure-releases": {"measure": "1", "ground": "decided", "releasedOn": on},
        "tests": {"lab": "市质检院", "purpose": "检验", "commissionedOn": on},
        "test-results": {"test": "t1", "receivedOn": on, "conclusion": "不合格"},
        "excluded-periods": {"kind": "right_holder_identification", "fromDay": on, **REASON},
        "excluded-period-ends": {"period": "x1", "until": on},
        "suspensions": {"ground": "force_majeure", **REASON},
        "resumptions": REASON,
        "extensions": {"approver": "leader", **REASON},
        "termination": {"ground": "party_dissolved", **REASON},
        "investigation-conclusion": {"facts": "事实清楚", "opinion": "建议处罚", **PENALTY},
        "legal-reviews": {"kind": "case_review", "opinion": "agree", "text": "同意"},
        "review-extensions": {"days": 5, **REASON},
        "proposal": {**REASON, **PENALTY},
        "public-notices": {"publishedOn": on, "why": "下落不明"},
        "proposal-returns": {"to": "reviewing", **REASON},
        "entry-corrections": {"corrects": 1, **REASON},
        "notices": {"number": "示例告1号", **served},
        "statements": {"receivedOn": on, "text": "请求从轻"},
        "waiver": {"waivedOn": on, "text": "放弃"},
        "post-notice-recheck": {"accepted": False, "text": "不予采纳", **PENALTY},
        "hearing-requests": {"requestedOn": on, "text": "要求听证"},
        "hearing-chair": {"chair": f"{bureau}-reviewer", "clerk": f"{bureau}-clerk"},
        "hearing-file": {"handedOn": on},
        "hearing-schedule": {
            "at": "2030-01-07T09:30:00+08:00", "place": "示例听证室", "toldOn": on,
            "announcedOn": on,
        },
        "hearings": {"heldOn": on, "attendance": ["当事人"], "summary": "听取陈述"},
        "hearing-end": {"ground": "withdrawn", "endedOn": on, "text": "撤回"},
        "hearing-report": {"deliveredOn": on, "opinion": "维持"},
        "collective-discussions": {
            "purpose": "decision", "heldOn": on, "voices": voices, "conclusion": "同意", **PENALTY,
        },
        "decision": {**REASON, **PENALTY},
        "service": {**served, "toldOfPublicity": True},
        "decision-changes": {"byBody": "示例区人民政府", "penalties": [FINE], **REASON},
        "decision-revocations": {"byBody": "示例区人民政府", "remade": False, **REASON},
        "remedies": {"kind": "suit", "soughtOn": on, "body": "示例区人民法院"},
        "remedy-ends": {"endedOn": on, "outcome": "upheld", "text": "驳回"},
        "payments": {"amount": "100", "paidOn": on},
        "payment-deferrals": {"until": "2030-12-31", "requestedOn": on, **REASON},
        "demands": {"servedOn": on},
        "court-applications": {"appliedOn": on, "court": "示例区人民法院"},
        "enforcement": {"endedOn": on, "text": "执行完毕"},
        "publication-push": {"pushedOn": on, "toOrg": "AMR-32"},
        "publication-push-receipt": {"receivedOn": on},
        "decision-copies": {"copiedOn": on, "to": ["示例公安分局", "示例区人民检察院"]},
        "publication": {"publishedOn": on},
        "publication-end": {"stoppedOn": on, **REASON},
        "publication-withdrawal": {"withdrawnOn": on, **REASON},
        "closure": {"text": "同意结案"},
        "archive": {
            "number": "示例档1号",
            "main": volume(
                "filing_form", "evidence", "notice", "statement", "decision", "receipt"
            ),
            "secondary": volume(
                "source", "report", "review", "hearing_report", "discussion", "closing_form"
            ),
        },
        "late-additions": {"text": "补充材料", **REASON},
        "investigators": {"handlers": handlers, **REASON},
        "recusals": {
            "officer": f"{bureau}-handler2", "grounds": "近亲属", "granted": False, **REASON,
        },
        "criminal-transfer": {
            "offence": "生产、销售伪劣产品罪", "toOrg": "PSB-310104", "team": handlers, **REASON,
        },
        "referrals": {"toOrg": "SH-FIRE", **REASON},
        "assistance-requests": {"toOrg": "310112", "asked": "核实进货来源", **REASON},
        "documents": {"document": "filing-approval-form"},
        "joint-reviews": {"grounds": ["difficult"], "question": "如何定性"},
    }  # fmt: skip
    return {noun: {"effectiveOn": on, **body} for noun, body in given.items()}
