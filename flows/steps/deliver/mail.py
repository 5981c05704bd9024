"""Hand a digest to a mail server: one message for all recipients, our own plain part, the server's own answer.

Apprise parses the address and keeps the settings in it; what its own e-mail
service lacks (headers folded, a plain part with links, one Message-ID for every
attempt, the server's code) is why it does not send.
"""

import smtplib
import ssl
from base64 import b64decode
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from datetime import datetime
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from typing import Any

from flows.errors import SendError
from flows.steps.deliver.channels import chosen_format
from flows.steps.deliver.recipients import mark_of

_ACCEPTED = {250, 251}


def sends_mail(plugin: Any) -> bool:
    """Say whether this module can send for the service: Apprise's plain e-mail, without encryption for its readers."""
    from apprise.plugins.email import NotifyEmail

    return type(plugin) is NotifyEmail and str(getattr(plugin.pgp_mode, "value", plugin.pgp_mode)) == "no"


def compose_mail(plugin: Any, payload: Mapping[str, Any], *, repeated: bool = False) -> bytes:
    """Return the message as it goes over the wire, the same bytes at each call.

    All mails of a list and a tag answer one message that never was, so that they
    stand together. What may have arrived before has `X-Possible-Repeat: yes`.

    Raises:
        SendError: A header that the address asks for cannot be written.
    """
    try:
        # Folding a subject of ASCII and other words, the email package doubles the space between them.
        subject = Header(payload["subject"], header_name="Subject").encode(linesep="\r\n")
        return f"Subject: {subject}\r\n".encode() + _compose(plugin, payload, repeated).as_bytes()
    except (ValueError, IndexError, MessageError) as error:  # what the email package makes of an address that is none
        raise SendError("its address makes no mail header", permanent=True) from error


def _compose(plugin: Any, payload: Mapping[str, Any], repeated: bool) -> EmailMessage:
    sender = _address(plugin.from_addr[1], plugin.from_addr[0])
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = [_address(address, name) for name, address in plugin.targets]
    for header, addresses in (("Cc", plugin.cc), ("Reply-To", plugin.reply_to)):
        if addresses:
            message[header] = [_address(address, plugin.names.get(address)) for address in sorted(addresses)]
    message["Date"] = datetime.fromisoformat(payload["date"])
    message["Message-ID"] = f"<{payload['message_id']}@{sender.domain}>"
    message["List-Id"] = f"<{_label(payload['list_id'])}.tocsin.{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if thread := payload.get("thread"):
        message["References"] = message["In-Reply-To"] = f"<{sha256(thread.encode()).hexdigest()[:32]}@{sender.domain}>"
    if repeated:
        message["X-Possible-Repeat"] = "yes"
    for name, value in plugin.headers.items():
        del message[name]
        message[name] = value
    message.set_content(payload["text"], cte=_encoding(payload["text"]))
    if chosen_format(plugin) != "text":
        message.add_alternative(payload["html"], subtype="html", cte=_encoding(payload["html"]))
        _add_pictures(message, payload)
        for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
            part.set_boundary(f"=_{sha256(payload['message_id'].encode()).hexdigest()[:32]}{number or ''}")
    return message


def _add_pictures(message: EmailMessage, payload: Mapping[str, Any]) -> None:
    """Put the pictures beside the HTML that shows them."""
    html = list(message.iter_parts())[-1]
    assert isinstance(html, EmailMessage)
    for image in payload.get("images", ()):  # a message of before there were any has none
        html.add_related(b64decode(image["png"]), "image", "png", cid=f"<{image['cid']}>", disposition="inline")


def _encoding(text: str) -> str:
    # The package looks at the first ten lines only, and those are ours: Cyrillic would become three times as long.
    return "base64" if 6 * sum(not char.isascii() for char in text) > len(text) else "quoted-printable"


def send_mail(
    plugin: Any,
    payload: Mapping[str, Any],
    *,
    timeout: float,
    repeated: bool = False,
    taken: AbstractSet[str] = frozenset(),
) -> str:
    """Send a digest by SMTP to those who have not got it yet; return what the server said when it took it.

    The server may be on any network: a relay on the same machine is how mail
    usually leaves it, and the channels' file is its owner's.

    Args:
        plugin: Apprise's e-mail service, as it was configured.
        payload: What `render_message` made for kind `email`.
        timeout: The longest the server may take for each of its answers, in seconds.
        repeated: Mark it as a possible repeat.
        taken: Hashes of the recipients who have it already.

    Raises:
        SendError: Permanent after a code of 500 and above, uncertain where the connection broke after the message.
            Where some recipients were refused, its `taken` are the others: they have it.
    """
    message = compose_mail(plugin, payload, repeated=repeated)
    everybody = dict.fromkeys([address for _, address in plugin.targets] + sorted(plugin.cc | plugin.bcc))
    recipients = [address for address in everybody if mark_of(address) not in taken]
    if not recipients:
        return "everybody has it already"
    try:
        server = _connect(plugin, timeout)
    except smtplib.SMTPResponseException as error:
        raise _answered("the server refused us", error.smtp_code, error.smtp_error) from error
    except (OSError, smtplib.SMTPException) as error:
        raise SendError(f"no mail server could be reached ({type(error).__name__})") from error
    try:
        return _hand_over(server, plugin.from_addr[1], recipients, message)
    finally:
        with suppress(OSError, smtplib.SMTPException):
            server.quit()


def _connect(plugin: Any, timeout: float) -> smtplib.SMTP:
    mode = str(getattr(plugin.secure_mode, "value", plugin.secure_mode))
    context = ssl.create_default_context()
    if not plugin.verify_certificate:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    server: smtplib.SMTP
    if mode == "ssl":
        server = smtplib.SMTP_SSL(plugin.smtp_host, plugin.port, timeout=timeout, context=context)
    else:
        server = smtplib.SMTP(plugin.smtp_host, plugin.port, timeout=timeout)
    try:
        if mode == "starttls":
            server.starttls(context=context)
        if plugin.user and plugin.password:
            server.login(plugin.user, plugin.password)
        server.ehlo_or_helo_if_needed()
    except BaseException:
        server.close()
        raise
    return server


def _hand_over(server: smtplib.SMTP, sender: str, recipients: list[str], message: bytes) -> str:
    try:
        code, answer = server.mail(sender)
        if code != 250:  # noqa: PLR2004  SMTP's "done"
            raise _answered("the server refused the sender", code, answer)
        answers = [server.rcpt(recipient) for recipient in recipients]
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise SendError(f"the mail server broke off before the message ({type(error).__name__})") from error
    refused = [(code, answer) for code, answer in answers if code not in _ACCEPTED]
    if len(refused) == len(recipients):
        raise _answered("the server refused every recipient", *min(refused))
    try:
        code, answer = server.data(message)
    except smtplib.SMTPDataError as error:
        raise _answered("the server refused the message", error.smtp_code, error.smtp_error) from error
    except (OSError, smtplib.SMTPException) as error:
        raise SendError(
            f"the mail server broke off after the message ({type(error).__name__})", uncertain=True
        ) from error
    if code != 250:  # noqa: PLR2004
        raise _answered("the server refused the message", code, answer)
    if refused:
        accepted = [mark_of(one) for one, (code, _) in zip(recipients, answers, strict=True) if code in _ACCEPTED]
        said = f"{len(accepted)} of {len(recipients)} recipients were accepted; of the others one"
        partly = _answered(said, *min(refused))
        partly.taken = frozenset(accepted)
        raise partly
    return f"{code} {answer.decode(errors='replace')}"


def _answered(what: str, code: int, answer: bytes | str) -> SendError:
    text = answer.decode(errors="replace") if isinstance(answer, bytes) else str(answer)
    return SendError(f"{what}: {code} {text}", permanent=code >= 500)  # noqa: PLR2004  SMTP's permanent codes


def _address(address: str, name: str | bool | None) -> Address:
    return Address(display_name=name if isinstance(name, str) else "", addr_spec=address)


def _label(name: str) -> str:
    return name if name.isascii() else f"xn--{name.encode('punycode').decode()}"
