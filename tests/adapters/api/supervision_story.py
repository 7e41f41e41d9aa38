"""A supervision over HTTP: issued on a case, then step by step, each on what is there now."""

from tests.adapters.api.bureau import Bureau
from tests.adapters.api.desk import Json, day

SUPERIOR = "superior"


class Supervised:
    """One supervision, as whoever acts next sees it."""

    def __init__(
        self, bureau: Bureau, case: Json, kind: str, by: str = SUPERIOR, **fields: object
    ) -> None:
        self._bureau = bureau
        self.case = case
        usual = {} if kind == "notice" else {"answerBy": day(20)}
        asked = {"case": case["id"], "kind": kind, "text": "请依法办理", **usual, **fields}
        self.body = bureau.desk(by).do("/supervisions", asked)
        self.path = f"/supervisions/{self.body['id']}"

    def do(self, user: str, noun: str, **body: object) -> Json:
        """The supervision after a step of an officer's."""
        seen = self._bureau.desk("auditor").get(self.path)["version"]
        self.body = self._bureau.desk(user).do(f"{self.path}/{noun}", body, seen=seen)
        return self.body

    def do_all(self, user: str, *nouns: str) -> "Supervised":
        """The story after plain steps of one officer's."""
        for noun in nouns:
            self.do(user, noun)
        return self

    def open_clocks(self) -> list[Json]:
        """The clocks that run, as the auditor reads them."""
        clocks: list[Json] = self._bureau.desk("auditor").get(f"{self.path}/clocks")["items"]
        return [each for each in clocks if each["stoppedOn"] is None]

    def due(self) -> set[str]:
        """The rules whose clocks run."""
        return {each["rule"]["id"] for each in self.open_clocks()}
