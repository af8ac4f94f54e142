"""Refusals: say what is missing and which documents lie nearest; never guess."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.found import Found
from assistant.orders import speaks_to_machine
from assistant.records import Context
from assistant.sanitise import harmless
from assistant.views import Views
from ingest.records import Document


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a part of a question has no answer; ``missing`` names what no document carries, ``asked`` is it."""

    missing: tuple[str, ...]
    asked: str = ""


def without_orders(outcome: Found | Refusal, views: Views) -> Found | Refusal:
    """Return what was found without the parts that rest on orders to a machine; a refusal if none is left."""
    if isinstance(outcome, Refusal):
        return outcome
    kept = tuple(
        segment
        for segment in outcome.segments
        if not any(views[quote.document_id].has_order(quote.start, quote.end) for quote in segment[1])
    )
    if not kept:
        return Refusal(())
    if kept == outcome.segments:
        return outcome
    short = " ".join("; ".join(text.strip("\n- ") for text, _ in kept).replace("**", "").split())
    return replace(outcome, segments=kept, short=short)


def refusal_text(
    refusals: Sequence[Refusal], contexts: Sequence[Context], documents: Mapping[str, Document]
) -> str:
    """Return the Vietnamese refusal, with the titles of up to three nearest documents."""
    named = (name for refusal in refusals for name in refusal.missing)
    # Names come as matching tokens, in lower case; numbers and years as they are written.
    missing = list(dict.fromkeys(n.title() if n.replace(" ", "").isalpha() else n for n in named))
    if missing:
        text = f"Các tài liệu hiện có không có thông tin về “{'”, “'.join(missing)}” cho câu hỏi này."
    else:
        text = "Các tài liệu hiện có chưa trả lời được câu hỏi này."
    nearest = list(dict.fromkeys(context.document_id for context in contexts))[:3]
    if nearest:
        titles = "; ".join(f"“{_name(documents[document_id])}”" for document_id in nearest)
        text += f" Tài liệu gần nhất: {titles}."
    return harmless(text)


def _name(document: Document) -> str:
    """Return what a document is called in a refusal: its title, unless that is an order to a machine."""
    return document.id if speaks_to_machine(document.title) else document.title
