"""Wording without a language model: the source's own words around the short answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.choose import Choice
from assistant.cite import Citations, uncited_figures
from assistant.found import Found, Quote
from assistant.kinds import Kind
from assistant.named import DOCUMENT_KINDS
from assistant.offices import told_until
from assistant.question import Question
from assistant.retrieve import contains_run
from assistant.sanitise import harmless
from assistant.spans import Span, SpanType, with_unit
from assistant.views import DocumentView, Sentence, without_mark
from ingest.records import Document
from ingest.vietnamese import normal, syllables

CLAUSE_LENGTH = 260  # characters; a longer clause is shown around its answer
SENTENCE_LENGTH = 420  # a sentence up to this length is shown whole
LIST_LENGTH = 1500
_QUOTED = re.compile(r"[“\"]([^“”\"]{6,300})[”\"]")
_PURPOSE = re.compile(r"(?<!\w)(?:nhằm|để|góp phần)(?!\w)", re.IGNORECASE)
_DOCUMENTS = re.compile(rf"(?:các|những|mấy) ({DOCUMENT_KINDS})(?!\w)")
_SEVERAL = re.compile(r"(?<!\w)(?:(?:những|các|mấy) [\w ]{1,40}? (?:nào|mấy)|(?:những|các) (?:ai|đâu))(?!\w)")
_JOINED = re.compile(r"\s*(?:,|và|;|,\s*và)\s*")
_LA = re.compile(r"(?<!\w)là(?!\w)\s+")


def settle(question: Question, choice: Choice, view: DocumentView) -> Found:
    """Word the answer from a chosen candidate: a place where one is asked for, else what it says."""
    place = compose_place(choice, view) if question.where and not question.places else None
    return place or compose(question, choice, view)


def compose(question: Question, choice: Choice, view: DocumentView) -> Found:
    """Word an answer from a chosen candidate."""
    candidate = choice.candidate
    text = view.document.text
    if candidate.span is None:
        return _from_clause(question, choice, view)
    span, sentence = candidate.span, view.sentence(candidate.sentence)
    first, end = span.start, span.end
    if span.type in (SpanType.COUNT, SpanType.RATIO):
        end = min(candidate.end, with_unit(text, span))
    elif _SEVERAL.search(normal(question.text)):
        first, end = together(span, sentence, text, candidate.start, candidate.end)
    short = " ".join(text[first:end].split())
    keep = told_until(view, sentence, span) if span.type is SpanType.PERSON else end
    shown = _around(
        text, candidate.start, candidate.end, first, end, min(max(keep, end), candidate.end) - end
    )
    quote = Quote(candidate.document_id, candidate.start, candidate.end)
    segments = _with_place(question, view, _sentence_case(shown), quote)
    segments = _with_lead(view, sentence, segments)
    return Found(short, segments, choice.probability)


def together(span: Span, sentence: Sentence, text: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch of a date, name or number with those of its kind that "và" or a comma joins."""
    alike = [one for one in sentence.spans if one.type is span.type and start <= one.start and one.end <= end]
    first, last = span.start, span.end
    for one in alike:
        if one.start >= last and _JOINED.fullmatch(text, last, one.start):
            last = one.end
    for one in reversed(alike):
        if one.end <= first and _JOINED.fullmatch(text, one.end, first):
            first = one.start
    return first, last


def compose_place(choice: Choice, view: DocumentView) -> Found | None:
    """Answer "ở tỉnh nào?" with the place that the document is about, when the sentence names none."""
    candidate, about = choice.candidate, view.document.place
    text = view.document.text
    if candidate.span is not None or not about:
        return None
    sentence = view.sentence(candidate.sentence)
    if any(span.type is SpanType.PLACE for span in sentence.spans):
        return None
    proof = where_named(view, tuple(syllables(about)))
    if proof is None:
        return None
    name, named = proof
    shown = _sentence_case(plain(text[candidate.start : candidate.end]))
    quote = Quote(view.document.id, candidate.start, candidate.end)
    return Found(name, ((f"**{name}**: {_lower_first(shown)}", (quote, named)),), choice.probability)


def _from_clause(question: Question, choice: Choice, view: DocumentView) -> Found:
    candidate = choice.candidate
    text = view.document.text
    sentence = view.sentence(candidate.sentence)
    start, end = candidate.start, candidate.end
    if text[sentence.end - 1] == ":":
        listed = _list_after(choice, view, sentence)
        if listed is not None:
            return listed
    if question.kind is Kind.LIST:
        listed = _list_within(question, choice, view, sentence)
        if listed is not None:
            return listed
    limit = LIST_LENGTH if question.kind is Kind.LIST or _opens_list(text[start:end]) else SENTENCE_LENGTH
    if sentence.end - sentence.start <= limit:
        start, end = sentence.start, sentence.end
    body = plain(text[start:end])
    short = short_phrase(question, body)
    # One item is not the list that was asked for; anything else the reader marks closer than the rules do.
    if choice.mark is not None and question.kind is not Kind.LIST:
        marked = plain(text[choice.mark[0] : choice.mark[1]]).strip(" .;,…")
        short = marked if marked in body and marked else short
    whole = len(short) > 0.7 * len(body)
    shown = body if whole else body.replace(short, f"**{short}**", 1)
    segments = _with_place(question, view, _sentence_case(shown), Quote(candidate.document_id, start, end))
    return Found(short, _with_lead(view, sentence, segments), choice.probability)


def _opens_list(clause: str) -> bool:
    """Tell whether a clause announces what the clauses after it list ("trên 4 lĩnh vực: …")."""
    return bool(re.search(r":\s+\S[^:]{0,120}$", clause))


def plain(text: str) -> str:
    """Return a stretch on one line, without the marks of its item, heading or emphasis."""
    return " ".join(without_mark(text.replace("**", "").strip()).split())


def _list_after(choice: Choice, view: DocumentView, lead: Sentence) -> Found | None:
    """Word "… gồm:" with the items that follow it; None when none does."""
    text, document_id = view.document.text, choice.candidate.document_id
    opening = _sentence_case(plain(text[lead.start : lead.end])) + ":"
    segments = [(opening, (Quote(document_id, lead.start, lead.end),))]
    shorts: list[str] = []
    for index in view.items_after(lead.index):
        start, end = view.bounds[index]
        body = plain(text[start:end]).rstrip(" ;.")
        if sum(map(len, shorts)) + len(body) > LIST_LENGTH:
            break
        shorts.append(body)
        segments.append((f"\n- {body}", (Quote(document_id, start, end),)))
    return Found("; ".join(shorts), tuple(segments), choice.probability) if shorts else None


def _list_within(question: Question, choice: Choice, view: DocumentView, sentence: Sentence) -> Found | None:
    """Word "… như: A; B; C" with a line and a quote for each; None where a sentence lists no three things."""
    text, document_id = view.document.text, choice.candidate.document_id
    colons = [text.find(": ", *clause) for clause in sentence.clauses]
    opens = next((at for at, colon in enumerate(colons) if colon >= 0), None)
    if opens is None or len(sentence.clauses) - opens < 3 or colons[opens] - sentence.start > CLAUSE_LENGTH:
        return None
    colon = colons[opens]
    opening = f"{_sentence_case(plain(text[sentence.start : colon]))}:"
    lead = _with_place(question, view, opening, Quote(document_id, sentence.start, colon))
    items = [(colon + 2, sentence.clauses[opens][1]), *sentence.clauses[opens + 1 :]]
    items = _of_the_kind(question, items, text)
    bodies = [plain(text[start:end]).rstrip(" ;.") for start, end in items]
    if sum(map(len, bodies)) > LIST_LENGTH:
        return None
    lines = [(f"\n- {body}", (Quote(document_id, *item),)) for body, item in zip(bodies, items, strict=True)]
    return Found("; ".join(bodies), (*lead, *lines), choice.probability)


def _of_the_kind(question: Question, items: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Leave out the resolutions of a list when its plans are asked for."""
    asked = _DOCUMENTS.search(normal(question.text))
    own = [item for item in items if asked and normal(text[slice(*item)]).startswith(asked.group(1))]
    return own or items


def _with_lead(
    view: DocumentView, sentence: Sentence, segments: tuple[tuple[str, tuple[Quote, ...]], ...]
) -> tuple[tuple[str, tuple[Quote, ...]], ...]:
    """Put the opening of a list before one of its items: an item alone does not say who or what."""
    lead = view.lead_of(sentence.index)
    if lead is None:
        return segments
    start, end = view.bounds[lead]
    body = plain(view.document.text[start:end])
    if len(body) > CLAUSE_LENGTH:
        return segments
    return ((_sentence_case(body) + ":", (Quote(view.document.id, start, end),)), *segments)


def short_phrase(question: Question, body: str) -> str:
    """Return the part of a clause that a person would say: a quoted name, the purpose, what follows "là"."""
    asked = normal(question.text)
    if re.search(r"về (?:vấn đề |việc |nội dung |cái )?gì|tên (?:là )?gì|nội dung gì", asked):
        quoted = _QUOTED.search(body)
        if quoted:
            return quoted.group(1)
    if re.search(r"để làm gì|mục đích|nhằm (?:mục đích )?gì|nhằm làm gì", asked):
        purpose = _PURPOSE.search(body)
        if purpose:
            return body[purpose.start() :].rstrip(" .;…")
    if question.kind is Kind.DEFINITION:
        equals = _LA.search(body)
        if equals and equals.start() < len(body) * 0.6:
            return body[equals.end() :].rstrip(" .;…")
    return body.rstrip(" .;…")


def _around(text: str, start: int, end: int, first: int, last: int, keep: int) -> str:
    """Return a clause with the short answer in bold; of a long clause only its opening and that part.

    ``keep`` characters after the answer are shown in any case.
    """
    before, after = text[start:first], text[last:end]
    if end - start > CLAUSE_LENGTH:
        before, after = _shorten_before(before), _shorten_after(after, keep)
    before = without_mark(before.replace("**", ""))
    return " ".join(f"{before}**{text[first:last]}**{after.replace('**', '')}".split())


def _shorten_before(before: str) -> str:
    cut = [m.end() for m in re.finditer(r"[,;:(]\s", before)]
    opening = next((c for c in cut if c >= 20), None)
    near = next((c for c in reversed(cut) if len(before) - c >= 25), None)
    if opening is None or near is None or near <= opening + 30:
        return before
    return f"{before[:opening].rstrip()} … {before[near:]}"


def _shorten_after(after: str, keep: int) -> str:
    depth = 0
    for at, character in enumerate(after):
        depth += (character in "([“") - (character in ")]”")
        if (
            character in ",;"
            and depth <= 0
            and at >= max(25, keep)
            and len(after) - at > 20
            and after[at + 1 : at + 2] == " "
        ):
            return after[:at] + " …"
    return after


def _sentence_case(text: str) -> str:
    text = text.strip().rstrip(";:,")
    at = 2 if text.startswith("**") else 0
    return text[:at] + text[at : at + 1].upper() + text[at + 1 :]


def _with_place(
    question: Question, view: DocumentView, shown: str, quote: Quote
) -> tuple[tuple[str, tuple[Quote, ...]], ...]:
    """Say which place is meant when the question names one and the quote leaves it implicit.

    The place is then proved by a second quote: the first sentence of the document that names it.
    """
    own = syllables(view.document.text[quote.start : quote.end])
    for place in question.places:
        if contains_run(own, place.name):
            continue
        proof = where_named(view, place.name)
        if proof is not None:
            name, second = proof
            return ((f"{name}: {_lower_first(shown)}", (quote, second)),)
    return ((shown, (quote,)),)


def _lower_first(text: str) -> str:
    words = text.split(maxsplit=2)
    if (
        (len(words) > 1 and words[1][:1].isupper())
        or text[:1] in '*“"'
        or (len(words[0]) > 1 and words[0].isupper())
    ):
        return text
    return text[:1].lower() + text[1:]


def where_named(view: DocumentView, run: tuple[str, ...]) -> tuple[str, Quote] | None:
    """Return a place's name as the document writes it, and the first sentence that has it."""
    size = len(run)
    for index, (start, end) in enumerate(view.bounds):
        if view.is_order(index):
            continue
        found = view.sentence(index).tokens
        for at in range(len(found) - size + 1):
            if tuple(token for token, _, _ in found[at : at + size]) == run:
                name = view.document.text[found[at][1] : found[at + size - 1][2]]
                if name.istitle() and end - start <= SENTENCE_LENGTH:
                    return name, Quote(view.document.id, start, end)
    return None


def join(founds: Sequence[Found]) -> Found:
    """Join the answers to the parts of one question."""
    shorts = list(dict.fromkeys(found.short for found in founds))
    segments = tuple(dict.fromkeys(segment for found in founds for segment in found.segments))
    reasons = tuple(dict.fromkeys(reason for found in founds for reason in found.reasons))
    return Found("; ".join(shorts), segments, min(found.confidence for found in founds), reasons)


def proved(
    segments: Sequence[tuple[str, tuple[Quote, ...]]], documents: Mapping[str, Document]
) -> list[tuple[str, tuple[Quote, ...]]]:
    """Leave out segments with a figure that stands in none of their quotes: nobody may see them."""
    return [
        (segment, quotes)
        for segment, quotes in segments
        if not uncited_figures(segment, (documents[q.document_id].text[q.start : q.end] for q in quotes))
    ]


def word(
    segments: Sequence[tuple[str, tuple[Quote, ...]]], citations: Citations, documents: Mapping[str, Document]
) -> str:
    """Join segments into the answer's text, each closed by the marks of its quotes."""
    pieces: list[str] = []
    for segment, quotes in segments:
        marks = "".join(citations.cite(documents[q.document_id], q.start, q.end) for q in quotes)
        ends = segment.endswith((".", "…", ":", "?", "!", "”", ")"))
        pieces.append(f"{segment}{'' if ends or not marks else '.'} {marks}".rstrip())
    return harmless(" ".join(pieces).replace(" \n", "\n"))
