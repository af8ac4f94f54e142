"""What the indexed documents replace, repeal and amend: answers on it, and notices beside other answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from assistant.found import Found, Quote
from assistant.identity import AMENDED, REPLACED, STATE, called, naming
from ingest.kinds import canonical_number
from ingest.records import Document, Relation
from ingest.relations import AMENDS, REPEALS, REPLACES


@dataclass(frozen=True, slots=True)
class Said:
    """A relation, and the document that tells of it."""

    relation: Relation
    document: Document


class Lineage:
    """The relations that a set of documents tells of, by number."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._newer: dict[str, list[Said]] = {}
        self._older: dict[str, list[Said]] = {}
        self._carried: dict[str, Document] = {}
        for document in documents:
            if document.number:
                self._carried.setdefault(canonical_number(document.number), document)
            for relation in document.relations:
                said = Said(relation, document)
                self._newer.setdefault(canonical_number(relation.newer), []).append(said)
                self._older.setdefault(canonical_number(relation.older), []).append(said)

    def answer(self, asked: str, number: str, allowed: Collection[str]) -> Found | None:
        """Answer what a document does to older ones, or newer ones to it; None where nothing is told.

        Args:
            asked: See ``identity.asked_fact``.
            number: Its số/ký hiệu.
            allowed: Ids of the documents that may be answered from.
        """
        if asked in (REPLACES, REPEALS, AMENDS):
            told = _once(self._newer.get(canonical_number(number), ()), allowed)
            kinds: tuple[str, ...] = (AMENDS,) if asked == AMENDS else (REPLACES, REPEALS)
            chosen = [said for said in told if said.relation.kind in kinds]
            chosen = [said for said in chosen if said.relation.kind == asked] or chosen
            return _worded(chosen, [said.relation.older for said in chosen])
        told = _once(self._older.get(canonical_number(number), ()), allowed)
        kinds = {REPLACED: (REPLACES, REPEALS), AMENDED: (AMENDS,)}.get(asked, (REPLACES, REPEALS, AMENDS))
        chosen = [said for said in told if said.relation.kind in kinds]
        if asked == REPLACED:  # what took its whole place goes before what took parts away
            chosen = [said for said in chosen if not said.relation.partly] or chosen
        if asked == STATE:  # that it was replaced tells more than that it was amended before
            chosen = [said for said in chosen if said.relation.kind != AMENDS] or chosen
        return _worded(chosen, [said.relation.newer for said in chosen])

    def notices(self, document: Document, allowed: Collection[str]) -> list[str]:
        """Say in Vietnamese that a document was replaced or changed, and name the newer one."""
        if not document.number:
            return []
        told = _once(self._older.get(canonical_number(document.number), ()), allowed)
        return [self._notice(document, said.relation) for said in told]

    def _notice(self, document: Document, relation: Relation) -> str:
        newer = self._carried.get(canonical_number(relation.newer))
        name = called(newer) if newer else relation.newer
        if relation.kind == AMENDS:
            return f"{called(document)} đã được {name} sửa đổi, bổ sung; hãy đối chiếu văn bản mới."
        part = "một phần " if relation.partly else ""
        return f"{called(document)} đã được {name} {relation.kind} {part}".strip() + "; hãy dùng văn bản mới."


def _once(told: Iterable[Said], allowed: Collection[str]) -> list[Said]:
    kept: dict[tuple[str, str, str], Said] = {}
    for said in told:
        if said.document.id in allowed:
            one = said.relation
            kept.setdefault((one.kind, canonical_number(one.newer), canonical_number(one.older)), said)
    return list(kept.values())


def _worded(told: Sequence[Said], shorts: Sequence[str]) -> Found | None:
    segments = []
    for said in told:
        one, document = said.relation, said.document
        proof = Quote(document.id, one.start, one.end)
        own = document.number and canonical_number(document.number) == canonical_number(one.newer)
        newer = called(document) if own else one.newer
        part = " một phần" if one.partly and one.kind != AMENDS else ""
        text = f"{newer} {one.kind}{part} **{one.older}**"
        segments.append((text, (proof, *(naming(document, proof) if own else ()))))
    return Found("; ".join(dict.fromkeys(shorts)), tuple(segments), 0.95) if segments else None
