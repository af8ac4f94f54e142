"""Questions on an official document itself: in force from when, signed by whom, issued by which body."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.found import Found, Quote
from assistant.refuse import Refusal
from ingest.dates import DATE
from ingest.kinds import KINDS
from ingest.records import Document, Stated
from ingest.relations import AMENDS, REPEALS, REPLACES
from ingest.vietnamese import fold_accents, normal

BLOCK = 80  # characters between an office and the name below it
REPLACED, AMENDED, STATE = "replaced", "amended", "state"  # what newer documents do to this one

_WHEN = (
    r"(?:(?:ngay|khi|luc|hoi|hom|nam|thang|thoi diem) nao|ngay thang(?: nam)? nao|bao gio|ngay may"
    r"|ngay bao nhieu|tu dau)"
)
_KIND = rf"(?:van ban|tai lieu|{'|'.join(fold_accents(kind) for kind in KINDS)})"
_WHICH = rf"(?:nhung\s+|cac\s+)?(?:{_KIND}\s+)?(?:nao|gi|so may|so bao nhieu)"
_BODY = r"(?:co quan|don vi|bo|to chuc|cap)"
# What is asked → how Vietnamese asks it, without accents. The first that fits counts.
_ASKED: Mapping[str, tuple[str, ...]] = {
    REPLACED: (
        rf"(?:bi|duoc)\s+(?:{_WHICH}\s+)?(?:thay the|bai bo)",
        rf"{_KIND}\s+nao\s+(?:da\s+)?(?:thay the|bai bo)",
    ),
    AMENDED: (rf"(?:bi|duoc)\s+(?:{_WHICH}\s+)?sua doi", rf"{_KIND}\s+nao\s+(?:da\s+)?sua doi"),
    STATE: (r"con hieu luc", r"(?<!lam )het hieu luc", r"con (?:duoc )?ap dung", r"con gia tri"),
    REPLACES: (rf"thay the\s+(?:cho\s+)?{_WHICH}", r"thay the cai (?:nao|gi)"),
    REPEALS: (rf"(?:bai bo|huy bo|lam het hieu luc(?: cua)?)\s+{_WHICH}",),
    AMENDS: (rf"sua doi(?:,? bo sung)?\s+{_WHICH}",),
    "effective": (
        rf"hieu luc.*{_WHEN}",
        rf"{_WHEN}.*hieu luc",
        rf"(?:ap dung|thi hanh)\s+(?:ke\s+)?tu\s+{_WHEN}",
        r"ngay (?:co )?hieu luc",
    ),
    "signer_role": (r"nguoi ky.*chuc (?:vu|danh)", r"chuc (?:vu|danh)\s+(?:cua\s+)?nguoi ky"),
    "signer": (
        r"(?:ai|(?:nguoi|dong chi|lanh dao|ong|ba|vi|can bo) nao)\s+(?:la nguoi\s+)?"
        r"(?:da\s+|dung ten\s+|duyet\s+)*ky\b",
        r"\bai\s+(?:da\s+)?(?:thay mat|thay|dai dien)\b[^,?]{0,60}\bky\b",
        r"(?:chu tich|bi thu|chanh van phong|giam doc|thu tuong|bo truong|thu truong|truong \w+)\s+nao\s+"
        r"(?:da\s+)?ky\b",
        r"nguoi ky\b",
        r"ky boi ai",
        r"chu ky cua ai",
    ),
    "issued": (
        rf"(?:ban hanh|ra doi|duoc ky|ky|phat hanh)\s+(?:vao\s+|tu\s+)?{_WHEN}",
        rf"{_KIND}[^,?]*(?<!dien )(?<!xay )(?<!de )\bra\s+{_WHEN}\W*$",
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
        r"(?:so hieu|so,? ky hieu|ky hieu|so van ban)\b.*(?:gi|nao|bao nhieu|may)\b",
        r"^(?:cho|xin|can|tim|lay|tra)\b.{0,20}\b(?:so hieu|so,? ky hieu|ky hieu|so van ban)\b",
        rf"{_KIND}[^,?]*\b(?:la|co|mang|danh)\s+so\s+(?:may|bao nhieu|nao|gi)\b",
        rf"{_KIND}\b.*\b(?:mang|danh)\s+so\s+(?:may|bao nhieu|nao)\b",
        rf"{_KIND}[^,?]*\bso\s+(?:may|bao nhieu)\s*(?:$|[?,;.]|(?:va|ngay|vay|the)\b)",
        rf"{_KIND}\s+(?:nao|so may|so bao nhieu)\s+(?:quy dinh|ve|huong dan)",
    ),
    "kind": (r"loai van ban (?:gi|nao)", r"la van ban gi"),
    "summary": (
        r"(?:quy dinh|noi|de cap|ban hanh|ban)\s+(?:ve\s+)?(?:nhung\s+|cac\s+|cai\s+)?"
        r"(?:noi dung\s+|van de\s+|viec\s+|dieu\s+|chuyen\s+)?gi\b",
        r"ve (?:viec|van de|noi dung|cai|chuyen)?\s*gi\b",
        r"trich yeu",
        r"noi dung (?:chinh )?(?:la )?gi",
    ),
}  # fmt: skip
_PATTERNS = [(name, re.compile("|".join(ways))) for name, ways in _ASKED.items()]
# What else of a document may be asked in the same breath: "do ai ký, chức vụ gì?", "số mấy, ngày nào?"
_BESIDE: Mapping[str, str] = {
    "number": r"(?:so may|so hieu|ky hieu|so bao nhieu|so van ban)\b",
    "issued": rf"{_WHEN}|ngay (?:ban hanh|ky)\b",
    "signer": r"\b(?:ai|(?:nguoi|dong chi|lanh dao) nao)\s+(?:la nguoi\s+)?(?:da\s+)?ky\b|\bnguoi ky\b",
    "signer_role": r"\bchuc (?:vu|danh|gi)\b|cuong vi",
    "summary": r"(?:noi|quy dinh) ve (?:viec |van de |noi dung |cai )?gi\b",
}
_TOGETHER = [(name, re.compile(pattern)) for name, pattern in _BESIDE.items()]
# Words that sound like signing, once folded: kỷ luật, định kỳ, nhật ký, đăng ký, ký kết.
_NO_SIGNING = re.compile(
    r"(?<!\w)k[ỳỷỹịỵ](?!\w)|(?<!\w)(?:nhật|nhat|thư|đăng|dang|chữ) k[ýy](?! của)(?!\w)"
    r"|(?<!\w)k[ýy] (?:k(?:ết|et)(?! lu[ậa]n)|túc|cam kết|hợp đồng|giao ước|thỏa thuận)(?!\w)"
)
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


_SIGNING = re.compile(
    r"(?<!\w)(?<!nhật )(?<!đăng )(?<!thư )(?<!định )k[ýí](?! (?:kết(?! luận)|luật|túc))(?!\w)"
)


def asked_fact(text: str) -> str | None:
    """Tell what of a document itself a question asks for.

    Returns:
        A name of ``records.Facts``, a kind of ``records.Relation`` (what the document does to others), or
        REPLACED, AMENDED, STATE (what others do to it); None for anything else.
    """
    lowered = _folded(text)
    return next((name for name, pattern in _PATTERNS if pattern.search(lowered)), None)


def asked_facts(text: str) -> tuple[str, ...]:
    """Tell which facts of a document itself a question asks for; several where it asks for them together."""
    first = asked_fact(text)
    if first not in _BESIDE:
        return (first,) if first else ()
    lowered = _folded(text)
    if first == "signer_role" and not re.search(r"\bai\b", lowered):
        return (first,)  # "chức vụ của người ký": who it is nobody asks
    return tuple(name for name, pattern in _TOGETHER if name == first or pattern.search(lowered))


def _folded(text: str) -> str:
    return fold_accents(_NO_SIGNING.sub("_", normal(text)))


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
    if fact == "summary" and not value:
        place, value = _title_of(document)
    if place is None or not value:
        return None
    proof = Quote(document.id, place.start, place.end)
    said = document.text[place.start : place.end]
    shown = _as_said(fact, value, said)
    text = _WORDED[fact].format(name=called(document), value=shown)
    proofs = [proof]
    if fact == "effective" and not DATE.search(said) and (signed := stated(document, "issued")):
        # "có hiệu lực kể từ ngày ký": the day of signing stands at the head.
        day = _as_said("issued", "", document.text[signed.start : signed.end])
        shown = f"{day} (ngày ký)"
        text = _WORDED[fact].format(name=called(document), value=day) + " (ngày ký)"
        proofs = [proof, Quote(document.id, signed.start, signed.end)]
    if fact == "signer" and (office := _office_of_signer(document, proof)):
        text += f" ({office[0]})"
        proofs = [office[1]] if office[1].end == proof.end else [proof, office[1]]
    return Found(shown, ((text, (*proofs, *naming(document, proof))),), 0.95)


def _title_of(document: Document) -> tuple[Stated | None, str]:
    """Where a text has its title, which says what it is about; its kind may stand in a line above."""
    title = document.title
    kind = document.kind or ""
    for said in (title, title[len(kind) :].strip() if normal(title).startswith(kind) else ""):
        at = document.text.find(said) if said else -1
        if at >= 0:
            return Stated("summary", at, at + len(said)), said
    return None, ""


def facts_answer(facts: Sequence[str], document: Document) -> Found | None:
    """Answer with several facts, one sentence each; None unless the document states every one.

    The office goes with the person who signed in it.
    """
    wanted = [fact for fact in facts if fact != "signer_role" or "signer" not in facts]
    answers = [found for fact in wanted if (found := fact_answer(fact, document))]
    if not answers or len(answers) < len(wanted):
        return None
    if "signer_role" in facts and stated(document, "signer_role") is None:
        return None
    shorts = [found.short for found in answers if found.short]
    segments = [segment for found in answers for segment in found.segments]
    return Found("; ".join(shorts), tuple(segments), min(found.confidence for found in answers))


def _office_of_signer(document: Document, signed: Quote) -> tuple[str, Quote] | None:
    """The office in which a document was signed, as it writes it, and the stretch with it and the name."""
    place = stated(document, "signer_role")
    if place is None or not document.signer_role:
        return None
    said = document.text[place.start : place.end]
    shown = _as_said("signer_role", document.signer_role, said)
    near = 0 <= signed.start - place.end <= BLOCK
    return shown, Quote(document.id, place.start, signed.end if near else place.end)


def tells_signing(outcome: Found | Refusal, documents: Mapping[str, Document]) -> bool:
    """Tell whether what an answer quotes speaks of signing, or stands in a document's signature."""
    if isinstance(outcome, Refusal):
        return False
    quotes = [quote for _, proof in outcome.segments for quote in proof]
    return any(
        _SIGNING.search(normal(documents[quote.document_id].text[quote.start : quote.end]))
        or any(
            place.fact == "signer" and quote.start <= place.start < quote.end
            for place in documents[quote.document_id].stated
        )
        for quote in quotes
    )


def _as_said(fact: str, value: str, said: str) -> str:
    """Return a date, or a name, as its place writes it, so that the quote proves it to the letter; a body's
    name as people write it."""
    if fact == "publisher":
        return value  # letterheads are in capitals, over two lines
    if fact in ("effective", "issued"):
        match = DATE.search(said)
        return " ".join((match.group() if match else said).split())
    at = said.casefold().rfind(value.casefold())
    return " ".join(said[at : at + len(value)].split()) if at >= 0 else value
