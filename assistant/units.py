"""Questions for the units of a body by their kind ("các cục thuộc Bộ …"): from its article of structure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from weakref import WeakKeyDictionary

from assistant.confidence import BY_RULE
from assistant.found import Found, Quote
from assistant.kinds import Kind
from assistant.listing import undressed
from assistant.question import Question
from assistant.records import Passage
from assistant.views import DocumentView, Views
from ingest.vietnamese import fold_accents, normal, syllables

_UNIT = r"vụ|cục|chi cục|phòng|ban|sở|khoa|đội|tổ|viện|trung tâm|trường|báo|tạp chí"
_ASKED = re.compile(
    rf"(?<!\w)(?:những|các|mấy|bao nhiêu) (?P<kind>{_UNIT}|(?:đơn vị|tổ chức|cơ quan) [\w ]{{4,40}}?)"
    r"(?= (?:nào|gì|thuộc|trực thuộc|của|trong)(?!\w))"
)
_HEADING = re.compile(
    r"(?:cơ cấu tổ chức|cơ cấu,? tổ chức bộ máy|tổ chức bộ máy|các (?:đơn vị|tổ chức)(?: trực)? thuộc)(?!\w)"
)
_DIVISION = re.compile(r"\W*(?:điều|chương|mục|phần) [\dIVXLC]+", re.IGNORECASE)
# "16. Cục …"; scanned pages have "1ó. Cục …".
_ITEM = re.compile(r"^\W*\w{1,3}[.)] +(?P<name>[A-ZĐÀ-Ỹ][^;:\n]{2,120}?) *[.,;]? *$", re.MULTILINE)
_WHICH_ARE = re.compile(
    r"từ khoản (?P<first>\d+) đến khoản (?P<last>\d+)[\w ]{0,20}? là (?:các |những )?(?P<what>[^;.]+)"
)
# A body by its first two words, without accents: "bo noi" of "Bộ Nội vụ"; no "cán bộ", no "bộ máy".
_BODY = re.compile(
    r"(?<!\w)(?<!can )(?<!toan )(?<!dang )(?<!noi )(?<!trung )"
    r"(?:bo(?! may| phan)|so(?! luong| lieu)|tong cuc|tong cong ty|uy ban|dai hoc|hoc vien|tap doan) \w+"
)
_HEAD = 900  # characters of a document in which it says whose it is
_REACH = 90  # sentences of one article
_FEWEST = 2

Items = tuple[tuple[str, int, int], ...]  # name, start, end
_FOUND: WeakKeyDictionary[DocumentView, tuple[tuple[int, Items, str], ...]] = WeakKeyDictionary()


def answer_units(question: Question, passages: Sequence[Passage], views: Views) -> Found | None:
    """Answer with the units of the kind asked for; None where no one document lists them."""
    asked = _ASKED.search(normal(question.text))
    if asked is None or question.kind not in (Kind.LIST, Kind.QUANTITY, Kind.WHAT):
        return None
    fits = []
    for document_id in dict.fromkeys(passage.chunk.document_id for passage in passages):
        view = views[document_id]
        if not _is_of_the_body(question, view):
            continue
        for lead, items, rest in _structures(view):
            own = _of_kind(asked["kind"], items, rest)
            if len(own) >= _FEWEST:
                fits.append((view, lead, own))
    return _worded(*fits[0]) if len(fits) == 1 else None


def _is_of_the_body(question: Question, view: DocumentView) -> bool:
    """Tell whether a document's title, summary or head names each body that a question names."""
    document = view.document
    before_articles = re.split(r"\n\W*[Đđ]iều \d", document.text[:_HEAD])[0]
    said = " . ".join([document.title, document.summary or "", before_articles])
    head = " ".join(syllables(fold_accents(normal(said))))
    asked = _BODY.findall(fold_accents(normal(question.text)))
    return all(re.search(rf"(?<!\w){body}(?!\w)", head) for body in asked) and all(
        view.says(name, question.folded) for name in question.names
    )


def _structures(view: DocumentView) -> tuple[tuple[int, Items, str], ...]:
    """Return the articles of structure: index of the heading, its units, and the article's text."""
    found = _FOUND.get(view)
    if found is None:
        text = view.document.text
        found = tuple(
            _structure(view, index)
            for index in view.headings
            if _HEADING.search(normal(text[slice(*view.bounds[index])]))
        )
        _FOUND[view] = found
    return found


def _structure(view: DocumentView, heading: int) -> tuple[int, Items, str]:
    text = view.document.text
    last = heading
    for index in range(heading + 1, min(len(view.bounds), heading + _REACH)):
        start, end = view.bounds[index]
        if _DIVISION.match(text[start:end]):
            break
        last = index
    begin = view.bounds[heading][1]
    whole = text[begin : view.bounds[last][1]]
    found = _ITEM.finditer(whole)
    items = tuple((item["name"], begin + item.start("name"), begin + item.end("name")) for item in found)
    return heading, items, " ".join(normal(whole).split())


def _of_kind(kind: str, items: Items, rest: str) -> Items:
    """Return the units whose name opens with a kind, or that the article says are of that kind."""
    named = tuple(item for item in items if normal(item[0]).startswith(f"{kind} "))
    if named:
        return named
    for told in _WHICH_ARE.finditer(rest):
        first, last = int(told["first"]), int(told["last"])
        if kind in told["what"] and last <= len(items):
            return items[first - 1 : last]
    return ()


def _worded(view: DocumentView, lead: int, items: Items) -> Found:
    start, end = view.bounds[lead]
    said = undressed(view.document.text[start:end]).strip(" *:.")
    segments: list[tuple[str, tuple[Quote, ...]]] = [(f"{said}:", (Quote(view.document.id, start, end),))]
    segments += [(f"\n- {name}", (Quote(view.document.id, start, end),)) for name, start, end in items]
    return Found("; ".join(name for name, _, _ in items), tuple(segments), BY_RULE)
