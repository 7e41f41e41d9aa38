"""Composition root of the daily reminders: made each morning, mailed if mail is configured."""

import logging
import smtplib
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from threading import Event
from typing import Any, LiteralString

import psycopg
from eventsourcing.persistence import PersistenceError

from adapters.legal_day import SHANGHAI
from adapters.mail import mailer, message
from adapters.postgres.datastore import session
from adapters.postgres.digests import mail_once, make, unmailed
from adapters.postgres.factory import open_ledger
from adapters.settings import Settings
from application.digests import Digest
from application.directory import Directory

log = logging.getLogger(__name__)

MORNING_HOUR = 7
EVERY_SECONDS = 60.0
LONGEST_PAUSE_SECONDS = 3600.0
TURN_SECONDS = 0.5
BEHIND = (
    "SELECT coalesce(max(position), 0) > (SELECT max(notification_id) FROM views.tracking)"
    " FROM ledger"
)
ONE_AT_A_TIME = "SELECT pg_try_advisory_lock(20200302, 6)"
# What a mail server says of one mail or one address, not of itself; a bad header is a ValueError.
REFUSED = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPNotSupportedError,
    ValueError,
)


class Reminders:
    """Makes the day's digests once it is morning in Shanghai. Safe to run in several processes."""

    def __init__(
        self,
        url: str,
        chosen: Settings,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._url = url
        self._chosen = chosen
        self._clock = clock
        self._stopping = Event()
        self._done: date | None = None
        self._pause = EVERY_SECONDS

    def run(self) -> None:
        """Runs until `stop`; what fails is tried again, with growing pauses."""
        while not self._stopping.wait(EVERY_SECONDS if self._done else 1.0):
            now = self._clock().astimezone(SHANGHAI)
            if now.hour < MORNING_HOUR or self._done == now.date():
                continue
            try:
                if self.remind(now.date()) is not None:
                    self._done, self._pause = now.date(), EVERY_SECONDS
            except (psycopg.Error, PersistenceError, OSError, smtplib.SMTPException) as error:
                log.warning("reminders: %s; trying again", error)
                self._stopping.wait(self._pause)
                self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)

    def stop(self) -> None:
        """Makes `run` return."""
        self._stopping.set()

    def remind(self, day: date) -> int | None:
        """Makes and mails the digests of a day; how many were made now.

        None, and nothing is made, while the read models are behind the ledger: a digest stays as it
        was made, so it must not miss what is recorded.
        """
        with psycopg.connect(autocommit=True, **session(self._url)) as connection:
            # Waited for: whoever comes second makes and mails what the first one could not.
            while not _first(connection, ONE_AT_A_TIME):
                if self._stopping.wait(TURN_SECONDS):
                    return None
            if _first(connection, BEHIND):
                return None
            with open_ledger(self._url, pool_size=1) as ledger:
                directory = Directory(ledger)
            made = make(connection, day, directory.known, directory.almanac())
            self._mail(connection, day, directory)
        return made

    def _mail(self, connection: psycopg.Connection[Any], day: date, directory: Directory) -> None:
        url, sender = self._chosen.smtp_url, self._chosen.mail_from
        officers = directory.known.officers.values()
        addresses = {each.id: each.email for each in officers if each.active and each.email}
        if not url or not sender or not addresses:
            return
        waiting = unmailed(connection, day, addresses)
        if not waiting:
            return
        refused = 0
        with mailer(url) as smtp:

            def send(to: str, found: Digest) -> None:
                smtp.send_message(message(sender, to, found))

            for officer in waiting:
                if self._stopping.is_set():
                    return
                try:
                    mail_once(connection, day, officer, partial(send, addresses[officer]))
                except REFUSED as error:
                    log.warning("reminders: no mail to %s: %s", officer, error)
                    refused += 1
        if refused:
            raise smtplib.SMTPException(f"{refused} mails were not taken")


def _first(connection: psycopg.Connection[Any], question: LiteralString) -> bool:
    answer = connection.execute(question).fetchone()
    return bool(answer and answer[0])
