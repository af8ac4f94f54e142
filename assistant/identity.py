"""Questions on an official document itself: in force from when, signed by whom, issued by which body."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.found import Found, Quote
from ingest.dates import DATE
from ingest.records import Document, Stated
from ingest.relations import AMENDS, REPEALS, REPLACES
from ingest.vietnamese import fold_accents, normal

REPLACED, AMENDED, STATE = "replaced", "amended", "state"  # what newer documents do to this one

_WHEN = r"(?:(?:ngay|khi|luc|hoi|nam|thang|thoi diem) nao|bao gio|ngay may|ngay bao nhieu|tu dau)"
_KIND = r"(?:van ban|nghi dinh|thong tu|quyet dinh|nghi quyet|chi thi|luat|phap lenh|quy dinh|tai lieu)"
_WHICH = rf"(?:nhung\s+|cac\s+)?(?:{_KIND}\s+)?(?:nao|gi|so may|so bao nhieu)"
_BODY = r"(?:co quan|don vi|bo|to chuc|cap)"
# What is asked → how Vietnamese asks it, without accents. The first that fits counts.
_ASKED: Mapping[str, tuple[str, ...]] = {
    REPLACED: (
        rf"(?:bi|duoc)\s+(?:{_WHICH}\s+)?(?:thay the|bai bo)",
        rf"{_KIND}\s+nao\s+(?:da\s+)?(?:thay the|bai bo)",
    ),
    AMENDED: (rf"(?:bi|duoc)\s+(?:{_WHICH}\s+)?sua doi", rf"{_KIND}\s+nao\s+(?:da\s+)?sua doi"),
    STATE: (r"con hieu luc", r"het hieu luc", r"con (?:duoc )?ap dung", r"con gia tri"),
    REPLACES: (rf"thay the\s+(?:cho\s+)?{_WHICH}", r"thay the cai (?:nao|gi)"),
    REPEALS: (rf"bai bo\s+{_WHICH}",),
    AMENDS: (rf"sua doi(?:,? bo sung)?\s+{_WHICH}",),
    "effective": (
        rf"hieu luc.*{_WHEN}",
        rf"{_WHEN}.*hieu luc",
        rf"(?:ap dung|thi hanh)\s+(?:ke\s+)?tu\s+{_WHEN}",
        r"ngay (?:co )?hieu luc",
    ),
    "signer_role": (r"nguoi ky.*chuc (?:vu|danh)", r"chuc (?:vu|danh)\s+(?:cua\s+)?nguoi ky"),
    "signer": (
        r"(?:ai|(?:nguoi|dong chi|lanh dao) nao)\s+(?:la nguoi\s+)?(?:da\s+)?ky\b",
        r"nguoi ky\b",
        r"ky boi ai",
        r"chu ky cua ai",
    ),
    "issued": (
        rf"(?:ban hanh|ra doi|duoc ky|ky)\s+(?:vao\s+|tu\s+)?{_WHEN}",
        r"ngay (?:ban hanh|ky)\b",
        rf"{_WHEN}\s+ban hanh",
    ),
    "publisher": (
        rf"{_BODY}\s+nao\s+(?:da\s+)?(?:ban hanh|ra)\b",
        rf"do\s+{_BODY}?\s*(?:nao|ai)\s+ban hanh",
        r"(?:co quan|noi) ban hanh",
        r"\bai (?:da\s+)?ban hanh",
        rf"(?:cua|boi) {_BODY} nao",
    ),
    "number": (
        r"(?:so hieu|so,? ky hieu|ky hieu)\b.*(?:gi|nao|bao nhieu|may)\b",
        rf"{_KIND}\s+(?:nao|so may|so bao nhieu)\s+(?:quy dinh|ve|huong dan)",
    ),
    "kind": (r"loai van ban (?:gi|nao)", r"la van ban gi"),
    "summary": (
        r"(?:quy dinh|noi|de cap|ban hanh)\s+(?:ve\s+)?(?:nhung\s+|cac\s+|cai\s+)?"
        r"(?:noi dung\s+|van de\s+|viec\s+|dieu\s+)?gi\b",
        r"ve (?:viec|van de|noi dung|cai)?\s*gi\b",
        r"trich yeu",
        r"noi dung (?:chinh )?(?:la )?gi",
    ),
}  # fmt: skip
_PATTERNS = [(name, re.compile("|".join(ways))) for name, ways in _ASKED.items()]
_WORDED: Mapping[str, str] = {
    "effective": "{name} có hiệu lực từ ngày **{value}**",
    "signer": "Người ký {name}: **{value}**",
    "signer_role": "Chức vụ của người ký {name}: **{value}**",
    "issued": "{name} được ban hành ngày **{value}**",
    "publisher": "Cơ quan ban hành {name}: **{value}**",
    "number": "Số, ký hiệu: **{value}**",
    "kind": "Loại văn bản của {name}: **{value}**",
    "summary": "{name}: **{value}**",
}


def asked_fact(text: str) -> str | None:
    """Tell what of a document itself a question asks for.

    Returns:
        A name of ``records.Facts``, a kind of ``records.Relation`` (what the document does to others), or
        REPLACED, AMENDED, STATE (what others do to it); None for anything else.
    """
    lowered = fold_accents(normal(text))
    return next((name for name, pattern in _PATTERNS if pattern.search(lowered)), None)


def called(document: Document) -> str:
    """Return how people call a document: "Nghị định 276/2026/NĐ-CP"."""
    if not document.number:
        return f"“{document.title}”"
    return f"{document.kind[:1].upper()}{document.kind[1:]} {document.number}"


def stated(document: Document, fact: str) -> Stated | None:
    """Return where a document states a fact."""
    return next((place for place in document.stated if place.fact == fact), None)


def naming(document: Document, proof: Quote) -> tuple[Quote, ...]:
    """Return where a document states its own number, unless the proof holds it already."""
    if not document.number or document.number in document.text[proof.start : proof.end]:
        return ()
    place = stated(document, "number")
    return (Quote(document.id, place.start, place.end),) if place else ()


def fact_answer(fact: str, document: Document) -> Found | None:
    """Answer with a fact, proved by the place where the text states it; None where it states none."""
    place, value = stated(document, fact), getattr(document, fact, None)
    if place is None or not value:
        return None
    proof = Quote(document.id, place.start, place.end)
    said = document.text[place.start : place.end]
    shown = _as_said(fact, value, said)
    text = _WORDED[fact].format(name=called(document), value=shown)
    if fact == "signer" and document.signer_role and document.signer_role in said:
        text += f" ({document.signer_role})"
    return Found(shown, ((text, (proof, *naming(document, proof))),), 0.95)


def _as_said(fact: str, value: str, said: str) -> str:
    """Return a date, or a name, as its place writes it, so that the quote proves it to the letter."""
    if fact in ("effective", "issued"):
        match = DATE.search(said)
        return " ".join((match.group() if match else said).split())
    at = said.casefold().rfind(value.casefold())
    return " ".join(said[at : at + len(value)].split()) if at >= 0 else value
