"""Số/ký hiệu in questions, whole or in part ("Nghị định 276"), looked up exactly among the documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.kinds import KINDS, SHORT_KINDS, canonical_number, head_of, kind_of_number
from ingest.records import Document
from ingest.vietnamese import NUMBER_OF_DOCUMENT, fold_accents, normal

# A figure behind these is a document's number; behind the other kinds it may count something ("kế hoạch 5
# năm", "báo cáo 2 cấp"), unless "số" or a year or letters say what it is.
_SURE = frozenset({"nghị định", "thông tư", "thông tư liên tịch", "nghị quyết", "chỉ thị", "pháp lệnh"})
_ATTACHED = frozenset({"quy định", "quy chế", "điều lệ"})  # people call them by the decision's number
_NAMES = {fold_accents(normal(kind)): kind for kind in KINDS} | SHORT_KINDS | {"van ban": ""}
_NAMED = re.compile(
    rf"(?<!\w)(?P<kind>{'|'.join(sorted(map(re.escape, _NAMES), key=len, reverse=True))})"
    r"\s+(?P<so>so\s*:?\s*)?(?P<number>\d{1,5}[a-z]?(?:/\d{4})?(?:[-/][a-z]{1,12}\d{0,3})*)(?![\w/.,%-]*\d)(?!\w)"
)
_AFTER = re.compile(
    r"\s*(?:$|[?.,;:)]|(?:cua|ve|ngay|nam\s+(?:19|20)\d\d|co|quy|do|la|duoc|bi|ban|thay|con|het|noi|nay|va|voi|hay|thi|ai|o|tai|khi|de|neu|sua)(?!\w))"
)


@dataclass(frozen=True, slots=True)
class AskedNumber:
    """A document that a question names by its number.

    Attributes:
        shown: As a reader knows it: "Nghị định 276", "276/2026/NĐ-CP".
        kind: Kind of document named, "" when none is.
        number: Its canonical form, as far as it was given ("276", "276/2026", "276/2026/nd-cp").
        start: First character of it in the question, its kind included.
        end: One past the last.
    """

    shown: str
    kind: str
    number: str
    start: int
    end: int

    @property
    def whole(self) -> bool:
        """Whether letters were given, so that only this very number will do."""
        return any(map(str.isalpha, self.number.split("/")[-1])) and not self.number[:-1].isdigit()

    def fits(self, number: str) -> bool:
        """Tell whether a document's number can be the one asked for."""
        if self.whole:
            return canonical_number(number) == self.number
        figure, _, year = self.number.partition("/")
        own, own_year = head_of(number)
        if own != figure or (year and own_year != year):
            return False
        kind = kind_of_number(number)
        if kind == "quyết định" and self.kind in _ATTACHED:
            return True
        return not (kind and self.kind) or kind == self.kind or kind == f"{self.kind} liên tịch"


def asked_numbers(text: str) -> list[AskedNumber]:
    """Find the documents that a question names by number, in order; accents may be missing.

    A bare figure counts behind a kind of document alone, and behind kinds that also count things only
    where nothing countable follows it.
    """
    lowered = fold_accents(normal(text))
    found: list[AskedNumber] = []
    for match in _NAMED.finditer(lowered):
        kind, number = _NAMES[match["kind"]], match["number"]
        bare = not re.search(r"[/-]", number)
        if bare and not match["so"]:
            sure = kind in _SURE or len(number) >= 3 or number.startswith("0")
            if not sure or not ((kind in _SURE and len(number) >= 3) or _AFTER.match(lowered, match.end())):
                continue
        shown = " ".join(text[match.start() : match.end()].split())
        found.append(AskedNumber(shown, kind, canonical_number(number), match.start(), match.end()))
    for match in NUMBER_OF_DOCUMENT.finditer(text):
        if any(one.start <= match.start() < one.end for one in found):
            continue
        if any(map(str.isalpha, match.group())) and not re.fullmatch(r"\d+-[a-zđ]", match.group()):
            number = canonical_number(match.group())
            found.append(
                AskedNumber(match.group(), kind_of_number(number) or "", number, match.start(), match.end())
            )
    return sorted(found, key=lambda one: one.start)


def bare_figures(text: str) -> set[str]:
    """Return the figures behind kinds of documents that count nothing, however short: "kế hoạch 98 do ai …".

    Of a question on a document itself they are its number, also behind the kinds that could count things.
    """
    lowered = fold_accents(normal(text))
    matches = (match for match in _NAMED.finditer(lowered) if _AFTER.match(lowered, match.end()))
    return {head_of(match["number"])[0] for match in matches}


class Numbers:
    """Which documents carry which number as their own, and which name it in their text."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._own: dict[str, list[Document]] = {}
        self._mentions: dict[str, dict[str, set[str]]] = {}  # figure → whole number → document ids
        for document in documents:
            if document.number:
                self._own.setdefault(head_of(document.number)[0], []).append(document)
            for number in set(mentioned(document.text)):
                self._mentions.setdefault(head_of(number)[0], {}).setdefault(number, set()).add(document.id)

    def carrying(self, asked: AskedNumber) -> list[Document]:
        """Return the documents whose own number it is, the newest first."""
        figure = head_of(asked.number)[0]
        own = [
            document
            for document in self._own.get(figure, ())
            if document.number
            and asked.fits(document.number)
            and (not asked.kind or kind_of_number(document.number) or document.kind == asked.kind)
        ]
        return sorted(own, key=lambda document: (document.issued or "", document.id), reverse=True)

    def naming(self, asked: AskedNumber) -> set[str]:
        """Return the ids of the documents whose text names it."""
        named = self._mentions.get(head_of(asked.number)[0], {})
        return {name for number, ids in named.items() if asked.fits(number) for name in ids}

    def wholes(self, asked: AskedNumber) -> set[str]:
        """Return the numbers, canonical, that texts name and that can be the one asked for."""
        named = self._mentions.get(head_of(asked.number)[0], {})
        return {number for number in named if asked.fits(number)}


def mentioned(text: str) -> Iterator[str]:
    """Yield the numbers that a text names, canonical; one behind a kind may lack its letters."""
    for match in NUMBER_OF_DOCUMENT.finditer(text):
        if any(map(str.isalpha, match.group())):
            yield canonical_number(match.group())
    for match in _IN_TEXT.finditer(text):
        yield canonical_number(match["number"])


_IN_TEXT = re.compile(
    rf"(?:{'|'.join(KINDS)})\s+(?:số\s+)?(?P<number>\d{{1,5}}(?:/\d{{4}})?)(?![\w/.,%-]*\d)(?![\w/-])", re.I
)
