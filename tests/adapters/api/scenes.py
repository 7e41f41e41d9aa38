"""Records brought to where a command can be tried on them, all of them Pudong's."""

from uuid import uuid4

from msgspec import Struct

from adapters.cli.demo_data import FOLDER
from tests.adapters.api.bureau import Bureau
from tests.adapters.api.desk import MINHANG, PUDONG, Desk, Json, body_of, day, lead_body

REASON = {"reason": "理由"}


class Target(Struct, frozen=True):
    """Where a request goes, what it says, and the version it was decided on."""

    path: str
    body: Json | None = None
    seen: int | None = None


class Scenes:
    """Makes a fresh record each time one is asked for."""

    def __init__(self, bureau: Bureau) -> None:
        self._bureau = bureau

    def officer(self, role: str, org: str = PUDONG) -> Desk:
        """An officer of a role; at Pudong if not elsewhere."""
        return self._bureau.desk(f"{role}.{org}")

    def head(self) -> int:
        """The ledger's last position."""
        return self._bureau.nobody.head()

    def lead(self, **fields: object) -> Json:
        """A lead that Pudong registered, and holds."""
        return self.officer("handler").do("/leads", lead_body(**fields))

    def tip(self) -> Json:
        """A tip with an informant."""
        return self.lead(source="tip", informant={"name": "示例·举报人"})

    def on_lead(self, lead: Json, noun: str, **body: object) -> Target:
        """A command on a lead as it is now."""
        path = f"/leads/{lead['id']}"
        return Target(f"{path}/{noun}", body, self.officer("auditor").get(path)["version"])

    def on_registered(self, noun: str, **body: object) -> Target:
        """A command on a lead just registered."""
        return self.on_lead(self.lead(), noun, **body)

    def on_tip(self, noun: str, **body: object) -> Target:
        """A command on a tip just registered."""
        return self.on_lead(self.tip(), noun, **body)

    def on_verified(self, noun: str, **body: object) -> Target:
        """A command on a lead whose verification has started."""
        return self.on_lead(self.verifying(), noun, **body)

    def verifying(self) -> Json:
        """A lead whose verification has started."""
        lead = self.lead()
        return self.officer("handler").do(f"/leads/{lead['id']}/verification", seen=1)

    def on_tested(self, noun: str, **body: object) -> Target:
        """A command on a lead whose product is being tested."""
        lead = self.verifying()
        test = {"lab": "市质检院", "purpose": "检验", "commissionedOn": day(-3)}
        self.officer("handler").do(f"/leads/{lead['id']}/tests", test, seen=2)
        return self.on_lead(lead, noun, **body)

    def on_decided_tip(self, noun: str, **body: object) -> Target:
        """A command on a tip that was not filed."""
        tip, handler = self.tip(), self.officer("handler")
        handler.do(f"/leads/{tip['id']}/verification", seen=1)
        decided = {"reasonCode": "minor-corrected", **REASON}
        self.officer("leader").do(f"/leads/{tip['id']}/no-filing", decided, seen=2)
        return self.on_lead(tip, noun, **body)

    def on_not_filed(self, noun: str, **body: object) -> Target:
        """A command on a lead that was not filed."""
        lead = self.verifying()
        decided = {"reasonCode": "minor-corrected", **REASON}
        self.officer("leader").do(f"/leads/{lead['id']}/no-filing", decided, seen=2)
        return self.on_lead(lead, noun, **body)

    def on_duplicate(self, noun: str) -> Target:
        """A merge, or the unmerge of a lead that was merged."""
        duplicate, kept = self.lead(), self.lead()
        merge = {"into": kept["id"], **REASON}
        if noun == "merges":
            return self.on_lead(duplicate, noun, **merge)
        self.officer("handler").do(f"/leads/{duplicate['id']}/merges", merge, seen=1)
        return self.on_lead(duplicate, noun, **REASON)

    def offered(self, *steps: tuple[str, Json]) -> Json:
        """A referral from the dispatchers to Pudong, after Pudong's steps."""
        dispatcher = self._bureau.desk("dispatcher")
        lead = dispatcher.do("/leads", lead_body())
        referral = dispatcher.do(
            f"/leads/{lead['id']}/referrals", {"toOrg": PUDONG, **REASON}, seen=1
        )
        for noun, body in steps:
            path = f"/referrals/{referral['id']}/{noun}"
            referral = self.officer("handler").do(path, body, seen=referral["version"])
        return referral

    def on_offered(self, noun: str, *steps: tuple[str, Json], **body: object) -> Target:
        """A command on a referral to Pudong, after Pudong's steps."""
        referral = self.offered(*steps)
        return Target(f"/referrals/{referral['id']}/{noun}", body, referral["version"])

    def on_transfer(self, noun: str, by: str, **body: object) -> Target:
        """A command on Pudong's transfer to Minhang: a handler drafts it, a leader sends it."""
        lead = self.lead()
        given = {"kind": "intra_transfer", "toOrg": MINHANG, **REASON}
        referral = self.officer(by).do(f"/leads/{lead['id']}/referrals", given, seen=1)
        return Target(f"/referrals/{referral['id']}/{noun}", body, referral["version"])

    def on_dispatched(self, noun: str, **body: object) -> Target:
        """A command on what a dispatcher of Pudong's sent to Minhang."""
        lead, given = self.lead(), {"toOrg": MINHANG, **REASON}
        path = f"/leads/{lead['id']}/referrals"
        referral = self.officer("dispatcher").do(path, given, seen=1)
        return Target(f"/referrals/{referral['id']}/{noun}", body, 1)

    def imported(self) -> Json:
        """What came of a file of robots that Pudong imported; its report numbers are new."""
        mark = uuid4().hex[:8]
        text = (FOLDER / "window-cleaning-robots-2023.csv").read_text(encoding="utf-8-sig")
        content = text.replace("SHCC2023", f"SH{mark}").encode()
        answer = self.officer("dispatcher").upload("robots.csv", content)
        assert answer.status_code == 201, answer.text
        return body_of(answer) | {"mark": mark}

    def disposition(self) -> Json:
        """A disposition of Pudong's, of a producer and a seller in another province."""
        mark = self.imported()["mark"]
        (found,) = self.officer("auditor").listed("/dispositions", q=f"SH{mark}-0005")
        return found

    def on_disposition(self, noun: str, **body: object) -> Target:
        """A command on a disposition of Pudong's."""
        return Target(f"/dispositions/{self.disposition()['id']}/{noun}", body, 1)

    def revision(self, name: str, item: Json) -> Target:
        """A revision of a set of reference data."""
        path = f"/reference/{name}"
        seen = self.officer("auditor").get(path)["revision"]
        given = {"notice": "矩阵", "effectiveFrom": "2020-01-01", "items": [item]}
        return Target(path, given, seen)
