"""Refusals: say what is missing and which documents lie nearest; never guess."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.records import Context
from assistant.sanitise import harmless
from ingest.records import Document


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a part of a question has no answer; ``missing`` names what no document carries."""

    missing: tuple[str, ...]


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
        titles = "; ".join(f"“{documents[document_id].title}”" for document_id in nearest)
        text += f" Tài liệu gần nhất: {titles}."
    return harmless(text)
