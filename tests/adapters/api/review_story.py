"""A joint review over HTTP: its people, and the way from the request to the minutes."""

from adapters.api.office import Office
from tests.adapters.api.bureau import Bureau
from tests.adapters.api.desk import Desk, Json, today

# Five organisations; the first is in the chair.
PANEL = ["superior", "corps-leader", "minhang-leader", "pudong-leader", "lab"]
CHAIR, RECORDER, CONVENER = PANEL[0], "intake", "dispatcher"
REQUEST = {"grounds": ["amount"], "question": "定性是否准确", "proposal": "拟罚款"}
MINUTES = {"report": "案情汇报", "proposal": "拟罚款", "deliberation": "逐人发言"}


def session(**fields: object) -> Json:
    """A session of today."""
    return {
        "startsAt": f"{today()}T09:30:00+08:00",
        "place": "示例会议室",
        "chair": CHAIR,
        "recorder": RECORDER,
        "panel": PANEL,
        "agenda": ["案情汇报", "讨论"],
        "observers": ["示例·列席"],
        **fields,
    }


class Review:
    """One joint review, as whoever acts next sees it."""

    def __init__(self, bureau: Bureau, case: Json, by: str = "xuhui-leader") -> None:
        self._bureau = bureau
        self.case = case
        path = f"/cases/{case['id']}/joint-reviews"
        self.body = bureau.desk(by).do(path, REQUEST, seen=case["version"])
        self.path = f"/joint-reviews/{self.body['id']}"

    def desk(self, user: str) -> Desk:
        """An officer's desk."""
        return self._bureau.desk(user)

    @property
    def office(self) -> Office:
        """The office behind the API."""
        office: Office = self._bureau.app.state.office
        return office

    @property
    def version(self) -> int:
        """The version of now."""
        return int(self.desk("auditor").get(self.path)["version"])

    def do(self, user: str, noun: str, body: Json | None = None) -> Json:
        """The review after a step of an officer's, on what is there now."""
        self.body = self.desk(user).do(f"{self.path}/{noun}", body or {}, seen=self.version)
        return self.body

    def scheduled(self) -> "Review":
        """Accepted, and set for today."""
        self.do(CONVENER, "acceptance")
        self.do(CONVENER, "schedule", session())
        return self

    def convened(self, present: list[str] | None = None) -> "Review":
        """In session."""
        self.scheduled().do(CHAIR, "attendance", {"present": present or PANEL})
        return self

    def concluded(self) -> "Review":
        """All agree."""
        self.convened()
        for member in PANEL:
            self.do(member, "opinions", {"kind": "agree"})
        self.do(CHAIR, "conclusion", {"conclusion": "support", "text": "支持"})
        return self

    def frozen(self) -> "Review":
        """The minutes are signed."""
        self.concluded().do(RECORDER, "minutes", MINUTES)
        for signer in (CHAIR, RECORDER):
            self.do(signer, "signatures")
        return self
