"""Which document a question on a document itself means: "báo cáo CCHC 9 tháng của UBND huyện Hoa Mai".

The kind of document that it names, who issued it and what it is about must all fit; where two documents fit
about as well, none is meant for sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.lexicon import Lexicon
from assistant.numbers import bare_figures
from assistant.question import Question, same_letters
from assistant.retrieve import contains_run
from ingest.kinds import KINDS, SHORT_KINDS, head_of
from ingest.records import Document
from ingest.vietnamese import fold_accents, normal, syllables, tokens

ENOUGH = 0.6  # share of a question's weight that a document must hold to be the one described
CLEAR = 0.12  # by which it must go before the next
IN_TEXT = 0.5  # what a word in the text counts; one at the head counts 1
HEAD = 900  # characters of an official document in which it names itself
_AT_HEAD = frozenset({"number", "issued", "kind", "summary"})

_GENERAL = frozenset({"van ban", "tai lieu"})
_BY_FOLD = {fold_accents(normal(kind)): kind for kind in KINDS}
_KINDS = re.compile(rf"(?<!\w)(?:{'|'.join(sorted([*_BY_FOLD, *_GENERAL], key=len, reverse=True))})(?!\w)")
_SHORT = re.compile(rf"(?<![\w/-])(?:{'|'.join(sorted(SHORT_KINDS, key=len, reverse=True))})(?![\w/-])")
# Words that only say that a document, or which fact of it, is meant.
NAMING = frozenset(
    """văn bản nghị định thông tư quyết chỉ thị luật pháp lệnh liên tịch số ký kí hiệu lực thi hành ban ngày
    tháng năm người cơ quan đơn vị thay thế bãi bỏ sửa đổi bổ sung còn hết áp dụng quy nội dung điều khoản
    điểm chương mục phần phụ lục nêu nói đề cập vấn chức vụ danh loại trích yếu tên theo gồm ghi nào gì này
    tài liệu giữ đồng chí lãnh đạo đứng dưới cuối mấy duyệt phát hành công bố ra lúc hôm thời gian cương vị
    chuyện bàn
    """.split()
)


def kinds_named(text: str) -> frozenset[str]:
    """Return the kinds of documents that a question names, "" for "văn bản": any kind."""
    folded = fold_accents(normal(text))
    found = {_BY_FOLD.get(match.group(), "") for match in _KINDS.finditer(folded)}
    # Short ones count in capitals only ("BC"), and in a text that is not all capitals.
    shouted = text.isupper()
    for word in re.findall(r"(?<![\w/-])[A-ZĐ]{2,4}(?![\w/-])", "" if shouted else text):
        if short := _SHORT.fullmatch(fold_accents(word).lower()):
            found.add(SHORT_KINDS[short.group()])
    return frozenset(found)


class Descriptions:
    """What documents say of themselves, by which questions are held against them; read once a document."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._heads: dict[str, list[str]] = {}
        self._texts: dict[str, frozenset[str]] = {}

    def head(self, document: Document) -> list[str]:
        """Return the tokens of what a document says of itself at its head, in order, short forms also
        written out."""
        if document.id not in self._heads:
            stated = [one.end for one in document.stated if one.fact in _AT_HEAD and one.end <= HEAD]
            top = document.text[: max(stated, default=0)]
            parts = [document.title, document.summary, document.publisher, document.place, top]
            found = tokens(" . ".join(part for part in parts if part))
            own = [token for token, _, _ in (*found, *self._lexicon.expand(found))]
            self._heads[document.id] = own
        return self._heads[document.id]

    def described(self, question: Question, documents: Iterable[Document]) -> list[Document]:
        """Return the document that a question describes; several where they fit about as well."""
        kinds = kinds_named(question.text)
        scored: list[tuple[float, str, Document]] = []
        for document in documents:
            head = [same_letters(token, question.folded) for token in self.head(document)]
            if _fits(question, document, kinds, head):
                score = self._score(question, document, set(head), kinds)
                if score >= ENOUGH:
                    scored.append((score, document.id, document))
        scored.sort(key=lambda one: (-one[0], one[1]))
        return [document for score, _, document in scored if scored[0][0] - score < CLEAR]

    def _score(self, question: Question, document: Document, head: set[str], kinds: frozenset[str]) -> float:
        """Return the share of a question's weight that a document holds; 1 where it has no weight."""
        weights = {token: self._lexicon.weight(token) for token in own_words(question, kinds)}
        total = sum(weights.values())
        if not total:
            return 1.0
        if document.id not in self._texts:
            found = self._lexicon.expand(tokens(document.text))
            self._texts[document.id] = frozenset(token for token, _, _ in found)
        text = {same_letters(token, question.folded) for token in self._texts[document.id]}
        held = 0.0
        for token, weight in weights.items():
            form = same_letters(token, question.folded)
            held += weight * (1.0 if form in head else IN_TEXT if form in text else 0.0)
        return held / total


def own_words(question: Question, kinds: frozenset[str]) -> set[str]:
    """Return the words of a question that describe a document, not what kind it is or what is asked of it."""
    empty = NAMING | {word for kind in kinds for word in kind.split()}
    empty |= {short for short, kind in SHORT_KINDS.items() if kind in kinds}
    return {token for token in question.tokens if token not in empty and not token.isdigit()}


def _fits(question: Question, document: Document, kinds: frozenset[str], head: Sequence[str]) -> bool:
    """Tell whether kind, number, places, persons, years and other figures named are the document's own."""
    named = kinds - {""}
    begins = normal(document.summary or "")  # "Thông báo: Kết luận của …" is both
    if named and document.kind not in named and not any(begins.startswith(kind) for kind in named):
        return False
    runs = [tuple(kind.split()) for kind in named - {document.kind}]
    runs += [*(place.name for place in question.places), *question.persons]
    if any(not contains_run(head, tuple(same_letters(t, question.folded) for t in run)) for run in runs):
        return False
    own = head_of(document.number)[0] if document.number else ""
    if any(figure != own for figure in bare_figures(question.text)):
        return False
    held = {*head, document.year}
    said = {token.lstrip("0") for token in syllables(f"{document.title} {document.summary or ''}")}
    figures = {token.lstrip("0") for token in question.tokens if token.isdigit()}  # "báo cáo 6 tháng"
    if not figures - question.years <= said | {own}:
        return False
    return all(year in held or any(token.endswith(year) for token in head) for year in question.years)
