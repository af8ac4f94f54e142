"""Messages (.eml), through the standard library: subject, sender, date, text; and what is attached."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart

from ingest.errors import EncryptedFile
from ingest.extracted import Extracted
from ingest.formats.blocks import Block, compose, paragraph
from ingest.formats.web import html_blocks

_HEADS = (("Subject", ""), ("From", "Người gửi: "), ("To", "Người nhận: "), ("Date", "Ngày gửi: "))


def read_eml(raw: bytes) -> Extracted:
    """Read a message: its plain text, or its HTML when it has no other."""
    message = message_from_bytes(raw, policy=policy.default)
    if message.get_content_type() in {
        "application/pkcs7-mime",
        "application/x-pkcs7-mime",
        "multipart/encrypted",
    }:
        raise EncryptedFile("an encrypted message")
    blocks: list[Block] = [paragraph(label + _head(message, name)) for name, label in _HEADS if message[name]]
    body = message.get_body(preferencelist=("plain", "html"))
    if body is not None:
        text = _content(body)
        if body.get_content_subtype() == "html":
            blocks += html_blocks(text)
        else:
            blocks += [paragraph(part) for part in text.replace("\r\n", "\n").split("\n\n")]
    return compose(blocks)


def attachments(raw: bytes) -> list[tuple[str, bytes]]:
    """Names and contents of the files that a message carries, in order."""
    message = message_from_bytes(raw, policy=policy.default)
    found = []
    for part in message.iter_attachments():
        name, content = part.get_filename(), part.get_payload(decode=True)
        if name and isinstance(content, bytes):
            found.append((name, content))
    return found


def _head(message: EmailMessage, name: str) -> str:
    value = message[name]
    moment = getattr(value, "datetime", None)
    return moment.strftime("%d/%m/%Y %H:%M") if moment else " ".join(str(value).split())


def _content(part: MIMEPart) -> str:
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError):  # a charset that nobody knows
        content = part.get_payload(decode=True)
        return content.decode("utf-8", errors="replace") if isinstance(content, bytes) else ""
