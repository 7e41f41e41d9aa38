"""Digests by mail, against a small SMTP server: sent once, marked, tried again if refused."""

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from smtplib import SMTPException
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import cast
from uuid import UUID

import psycopg
import pytest
from msgspec.structs import replace

import adapters.reminders as module
import domain.reference.events as ref
from adapters.mail import mailer, message
from adapters.reminders import Reminders
from adapters.settings import Settings
from application.digests import Digest, DigestItem, Urgency
from application.ledger import Ledger
from application.streams import reference_stream
from domain.reference.officers import OfficerEntry
from tests.adapters.postgres.views import append, catch_up, entry, until
from tests.adapters.test_reminders import DAY, ROSTER, Watched, furnish, running
from tests.domain.story import XUHUI

SENDER = "casetrail@example.org"
TOLD = ["handler@example.org", "leader@example.org", "pudong@example.org"]
ENGLISH = "2020-03-24: 2 overdue, 2 due within three working days, 1 paused."
CHINESE = "2020-03-24：超期 2 项，三个工作日内到期 2 项，已中止 1 项。"


# --- the server ----------------------------------------------------------------------------------


class Talk(StreamRequestHandler):
    """One connection: enough of RFC 5321 for a client that sends plain mails."""

    def handle(self) -> None:
        """Answers commands until QUIT, or until it should break off."""
        server = cast("MailServer", self.server)
        server.connections += 1
        self.say("220 mail.example.org")
        to = ""
        while line := self.rfile.readline().decode().strip():
            verb = line.upper().partition(" ")[0]
            if verb == "RCPT":
                to = line.partition("<")[2].partition(">")[0]
                self.say("550 no such mailbox" if to in server.refused else "250 ok")
            elif verb == "DATA":
                self.say("354 go on")
                content = b"".join(iter(self.rfile.readline, b".\r\n"))
                if server.full:
                    self.say("452 no room")
                    continue
                server.taken.append((to, content))
                if len(server.taken) == server.breaks_after:
                    return
                self.say("250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def say(self, text: str) -> None:
        """One line of answer."""
        self.wfile.write(f"{text}\r\n".encode())


class MailServer(ThreadingTCPServer):
    """Takes every mail, unless told to refuse or to break off."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.taken: list[tuple[str, bytes]] = []
        self.refused: set[str] = set()
        self.full = False
        self.breaks_after = 0
        self.connections = 0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    @property
    def addresses(self) -> list[str]:
        """To whom mails were taken, in order."""
        return [to for to, _ in self.taken]

    def mail(self, to: str) -> EmailMessage:
        """The one mail to an address."""
        (content,) = (content for address, content in self.taken if address == to)
        return message_from_bytes(content, policy=policy.default)


@contextmanager
def serving() -> Generator[MailServer]:
    """A mail server on the loopback."""
    with MailServer() as server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def server() -> Generator[MailServer]:
    """A mail server of the test's own."""
    with serving() as started:
        yield started


@pytest.fixture
def ready(database_url: str, ledger: Ledger) -> str:
    """A database in which the day's digests can be made."""
    furnish(ledger)
    catch_up(database_url)
    return database_url


def reminders(url: str, server: MailServer) -> Reminders:
    return Reminders(url, to(server))


def to(server: MailServer) -> Settings:
    return Settings(data=Path("unused"), smtp_url=server.url, mail_from=SENDER)


def marked(url: str) -> set[str]:
    """The officers whose digest of the day is marked as mailed."""
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT officer FROM digests WHERE day = %s AND mailed_at IS NOT NULL", [DAY]
        )
        return {officer for (officer,) in found}


# --- once ----------------------------------------------------------------------------------------


def test_every_digest_is_mailed_once_and_marked(ready: str, server: MailServer) -> None:
    made = reminders(ready, server).remind(DAY)
    again = reminders(ready, server).remind(DAY)

    assert (made, again) == (4, 0)
    assert server.addresses == TOLD
    assert marked(ready) == {"handler", "leader", "pudong"}


def test_the_server_is_not_called_when_there_is_nothing_to_mail(
    ready: str, server: MailServer
) -> None:
    for _ in range(3):
        reminders(ready, server).remind(DAY)

    assert server.connections == 1


def test_two_who_mail_at_once_send_nothing_twice(ready: str, server: MailServer) -> None:
    with ThreadPoolExecutor(2) as pool:
        started = [pool.submit(reminders(ready, server).remind, DAY) for _ in range(2)]
        made = sorted(each.result() or 0 for each in started)

    assert made == [0, 4]
    assert server.addresses == TOLD


@pytest.mark.parametrize("missing", ["smtp_url", "mail_from"])
def test_nothing_is_mailed_without_configuration(
    missing: str, ready: str, server: MailServer
) -> None:
    chosen = replace(to(server), **{missing: None})

    assert Reminders(ready, chosen).remind(DAY) == 4

    assert server.connections == 0
    assert marked(ready) == set()


def test_what_was_made_before_mail_was_configured_is_mailed_the_same_day(
    ready: str, server: MailServer
) -> None:
    Reminders(ready, Settings(data=Path("unused"))).remind(DAY)

    assert reminders(ready, server).remind(DAY) == 0
    assert server.addresses == TOLD


def test_who_is_no_longer_active_gets_no_mail(
    ready: str, server: MailServer, ledger: Ledger
) -> None:
    Reminders(ready, Settings(data=Path("unused"))).remind(DAY)
    publish(ledger, tuple(replace(e, active=False) if e.id == "leader" else e for e in ROSTER))
    catch_up(ready)

    reminders(ready, server).remind(DAY)

    assert server.addresses == [TOLD[0], TOLD[2]]


def publish(ledger: Ledger, roster: tuple[OfficerEntry, ...]) -> None:
    """The second revision of the roster."""
    revision = ref.OfficersPublished(
        revision=2, published_on=DAY, effective_from=DAY, notice="示例", items=roster
    )
    append(ledger, [[entry(reference_stream("officers"), 2, revision)]])


# --- refused -------------------------------------------------------------------------------------


def full(server: MailServer) -> None:
    server.full = True


def refusing_all(server: MailServer) -> None:
    server.refused = set(TOLD)


@pytest.mark.parametrize("trouble", [full, refusing_all])
def test_what_a_server_refuses_stays_unmarked_and_is_sent_the_next_time(
    trouble: Callable[[MailServer], None], ready: str, server: MailServer
) -> None:
    trouble(server)
    with pytest.raises(SMTPException):
        reminders(ready, server).remind(DAY)
    assert marked(ready) == set()

    server.full, server.refused = False, set()
    reminders(ready, server).remind(DAY)

    assert server.addresses == TOLD
    assert marked(ready) == {"handler", "leader", "pudong"}


def test_an_address_that_is_refused_holds_up_nobody_else(ready: str, server: MailServer) -> None:
    server.refused = {TOLD[0]}

    with pytest.raises(SMTPException):
        reminders(ready, server).remind(DAY)

    assert server.addresses == TOLD[1:]
    assert marked(ready) == {"leader", "pudong"}


@pytest.mark.parametrize("wrong", ["a@example.org\nBcc: b@example.org", "张@example.org", " "])
def test_an_address_that_is_none_holds_up_nobody_else(
    wrong: str, ready: str, server: MailServer, ledger: Ledger
) -> None:
    publish(ledger, tuple(replace(e, email=wrong) if e.id == "handler" else e for e in ROSTER))
    catch_up(ready)

    with pytest.raises(SMTPException):
        reminders(ready, server).remind(DAY)

    assert server.addresses == TOLD[1:]
    assert marked(ready) == {"leader", "pudong"}


def test_a_break_between_two_mails_sends_none_of_the_marked_ones_again(
    ready: str, server: MailServer
) -> None:
    server.breaks_after = 2  # takes the second, and is gone before it says so
    with pytest.raises(SMTPException):
        reminders(ready, server).remind(DAY)
    assert marked(ready) == {"handler"}

    server.breaks_after = 0
    reminders(ready, server).remind(DAY)

    assert server.addresses == [TOLD[0], TOLD[1], TOLD[1], TOLD[2]]
    first, second = (message_from_bytes(server.taken[at][1]) for at in (1, 2))
    assert first["Message-ID"] == second["Message-ID"]


def test_a_server_that_is_not_there_keeps_no_digest_from_being_made(ready: str) -> None:
    with serving() as gone:
        nowhere = to(gone)

    with pytest.raises(OSError, match="refused"):
        Reminders(ready, nowhere).remind(DAY)

    assert marked(ready) == set()
    assert Reminders(ready, Settings(data=Path("unused"))).remind(DAY) == 0


def test_the_morning_run_tries_again_until_all_are_taken(
    ready: str, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "EVERY_SECONDS", 0.01)
    server.full = True
    watched = Watched(ready, 7, 0, to(server))
    with running(watched):
        until(lambda: len(watched.days) > 1)
        server.full = False
        until(lambda: len(marked(ready)) == 3)

    assert server.addresses == TOLD


# --- what it says --------------------------------------------------------------------------------


def test_subject_and_body_are_in_both_languages(ready: str, server: MailServer) -> None:
    reminders(ready, server).remind(DAY)

    mail = server.mail(TOLD[0])
    assert (mail["From"], mail["To"]) == (SENDER, TOLD[0])
    assert mail["Subject"] == (
        "案迹每日提醒 2020-03-24：超期 2 项，三日内到期 2 项"
        " / Casetrail 2020-03-24: 2 overdue, 2 due within three days"
    )
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content_charset() == "utf-8"
    assert mail.get_content().splitlines() == [
        CHINESE,
        ENGLISH,
        "2020-03-23  PP-VERIFY  举报",
        "2020-03-23  PP-VERIFY  超期",
        "2020-03-24  PP-VERIFY  今日到期",
        "2020-03-27  PP-VERIFY  三日内",
        "-  PP-VERIFY  检验中",
    ]


def test_only_seven_bit_bytes_go_over_the_wire(ready: str, server: MailServer) -> None:
    reminders(ready, server).remind(DAY)

    assert all(content.isascii() for _, content in server.taken)


def test_digests_of_two_organisations_to_one_address_are_two_mails() -> None:
    item = DigestItem(
        urgency=Urgency.SOON,
        kind="leads",
        record=UUID(int=1),
        title="电水壶",
        rule="PP-VERIFY",
        due_on=DAY,
    )
    one = Digest(day=DAY, org=XUHUI, overdue=0, soon=1, paused=0, items=(item,))

    names = {
        message(SENDER, TOLD[0], each)["Message-ID"]
        for each in (one, replace(one, org="310115"), replace(one, org="310115"))
    }

    assert len(names) == 2


def test_what_the_server_offers_is_asked_before_anything_is_sent(server: MailServer) -> None:
    with mailer(server.url) as smtp:
        assert smtp.ehlo_resp is not None
