"""Mail by SMTP, if configured: CASETRAIL_SMTP_URL (smtp:// or smtps://) and CASETRAIL_MAIL_FROM."""

import smtplib
import ssl
from collections.abc import Generator
from contextlib import contextmanager
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from adapters.wording.catalogue import Language, say
from application.digests import Digest

SECONDS = 20


def message(sender: str, to: str, digest: Digest) -> EmailMessage:
    """A digest as a plain mail, in Chinese and English. No protected data is in it."""
    mail = EmailMessage()
    facts = {
        "day": digest.day.isoformat(),
        "overdue": str(digest.overdue),
        "soon": str(digest.soon),
        "paused": str(digest.paused),
    }
    mail["From"], mail["To"] = sender, to
    mail["Subject"] = " / ".join(say(language, "digest.subject", facts) for language in Language)
    # The same mail keeps its name however often it is sent.
    mail["Message-ID"] = f"<casetrail-{digest.day}-{digest.org}-{to}>"
    lines = [say(language, "digest.summary", facts) for language in Language]
    lines += [f"{each.due_on or '-'}  {each.rule}  {each.title}" for each in digest.items]
    mail.set_content("\n".join(lines))
    return mail


@contextmanager
def mailer(url: str) -> Generator[smtplib.SMTP]:
    """A connection to the mail server. Raises OSError or SMTPException.

    With smtps:// the server must prove its name; with smtp:// what it offers is used.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    if parts.scheme == "smtps":
        context = ssl.create_default_context()
        opened: smtplib.SMTP = smtplib.SMTP_SSL(host, port or 465, timeout=SECONDS, context=context)
    else:
        opened = smtplib.SMTP(host, port or 25, timeout=SECONDS)
    with opened as smtp:
        smtp.ehlo_or_helo_if_needed()  # what it offers is known only after this
        if parts.scheme != "smtps" and smtp.has_extn("starttls"):
            smtp.starttls()
        if parts.username:
            smtp.login(unquote(parts.username), unquote(parts.password or ""))
        yield smtp
