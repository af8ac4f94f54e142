"""Stand-ins for what is slow or heavy: deterministic, small, and honest about their contract."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assistant.cite import citation_of
from assistant.filters import passes
from assistant.lexicon import Lexicon, build_lexicon
from assistant.records import Answer, Context
from assistant.views import Views
from ingest.errors import QuestionEmpty, QuestionTooLong
from ingest.records import Document
from ingest.split import split

Floats = NDArray[np.float32]


class HashEncoder:
    """An ``ingest.embed.Encoder`` without a model: a bag of hashed syllables.

    Texts that share syllables are close, texts that share none have cosine near 0 (a small common
    component keeps an empty text at unit length). Questions and passages are encoded alike. The same
    bytes give the same vector in every process and on every machine.
    """

    name = "hash-encoder"

    def __init__(self, dimension: int = 256) -> None:
        self.dimension = dimension

    def encode_query(self, text: str) -> Floats:
        """(dimension,) float32, unit length."""
        vector = np.zeros(self.dimension, dtype=np.float64)
        vector[0] = 0.1
        whole = text.encode("utf-8", "replace").decode()  # half a surrogate pair
        for syllable in re.findall(r"\w+", unicodedata.normalize("NFC", whole).lower()):
            digest = hashlib.blake2b(syllable.encode(), digest_size=8).digest()
            place = 1 + int.from_bytes(digest[:7], "little") % (self.dimension - 1)
            vector[place] += 1.0 if digest[7] & 1 else -1.0
        return (vector / np.linalg.norm(vector)).astype(np.float32)

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Floats:
        """(n, dimension) float32, unit length rows in the order of ``texts``."""
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for done, text in enumerate(texts, start=1):
            rows[done - 1] = self.encode_query(text)
            if progress is not None:
                progress(done)
        return rows


def invented_documents() -> dict[str, Document]:
    """Two documents of places that do not exist, long enough that a page must scroll to a passage."""
    filler = [f"Đoạn {n}. Hội nghị đã nghe báo cáo, thảo luận về nhiệm vụ số {n}." for n in range(1, 25)]
    villages = [
        "Xã Hoa Mai sắp xếp lại thôn, tổ dân phố",
        *filler[:12],
        "Sau sắp xếp, xã Hoa Mai giảm được 12 thôn; chi bộ thôn còn 31.",
        "Kinh phí hỗ trợ là 97.250 nghìn đồng, đạt 65,4% kế hoạch.",
        *filler[12:],
    ]
    library = [
        "Thư viện huyện Suối Trong mở cửa trở lại",
        *filler[:8],
        "Bà Lê Thị Thử, Giám đốc Thư viện huyện Suối Trong, cho biết thư viện có 4.512 đầu sách.",
        *filler[8:],
    ]
    first = Document(
        id="xa-hoa-mai",
        title=villages[0],
        text="\n".join(villages),
        source="hoa-mai.txt",
        sha256="0" * 64,
        publisher="Báo Hoa Mai",
        author="An Bình",
        issued="2023-10-12",
        place="Hoa Mai",
        url="https://example.vn/hoa-mai",
    )
    second = Document(
        id="thu-vien-suoi-trong",
        title=library[0],
        text="\n".join(library),
        source="suoi-trong.txt",
        sha256="1" * 64,
        kind="báo cáo",
        number="07-BC/TV",
    )
    return {first.id: first, second.id: second}


class FakeAssistant:
    """``assistant.assistant.Assistant`` without model or index, over a few documents.

    It cites the line that shares most words with the question (at least two that are not in the
    title alone), and refuses otherwise; a follow-up that starts with "Còn" is completed from the last
    question. Offsets are true: ``text[start:end] == quote``.
    """

    version = "fake-1"
    built_at = "2026-11-01T00:00:00+00:00"

    def __init__(self, documents: dict[str, Document] | None = None, limit: int = 2000) -> None:
        self.documents = invented_documents() if documents is None else documents
        self.limit = limit
        self.asked: list[tuple[str, tuple[str, ...], dict[str, str]]] = []

    def examples(self, count: int = 4, filters: Mapping[str, str] | None = None) -> tuple[str, ...]:
        kept = [document for document in self.documents.values() if passes(document, filters or {})]
        return tuple(f"“{document.title}” nói về việc gì?" for document in kept)[:count]

    def search(
        self, question: str, limit: int = 10, filters: Mapping[str, str] | None = None
    ) -> tuple[Context, ...]:
        self._check(question)
        kept = [document for document in self.documents.values() if passes(document, filters or {})]
        found = [hit for document in kept for hit in _lines(document, _words(question))]
        return tuple(sorted(found, key=lambda hit: -hit.score)[:limit])

    def ask(
        self, question: str, history: Sequence[str] = (), filters: Mapping[str, str] | None = None
    ) -> Answer:
        self.asked.append((question, tuple(history), dict(filters or {})))
        understood = f"{history[-1]} {question}" if history and question.startswith("Còn") else question
        hits = self.search(understood, 3, filters)
        common = {"question": question, "standalone_question": understood, "index_version": self.version}
        if not hits or hits[0].score < 0.5:
            text = "Các tài liệu hiện có không trả lời câu hỏi này."
            return Answer(status="not_found", short=None, text=text, confidence=0.2, contexts=hits, **common)
        hit, document = hits[0], self.documents[hits[0].document_id]
        number = re.search(r"\d[\d.,%]*\d%?|\d", hit.text)
        short = number.group() if number else hit.text
        citation = citation_of(1, document, hit.start, hit.end)
        return Answer(
            status="answered",
            short=short,
            text=hit.text.replace(short, f"**{short}**", 1) + " [1].",
            confidence=0.9,
            citations=(citation,),
            contexts=hits,
            review_reasons=("Chỉ có một tài liệu nói tới.",) if "đầu sách" in question else (),
            suggestions=self.examples(2),
            timings_ms={"total": 1.0},
            **common,
        )

    def ask_stream(
        self, question: str, history: Sequence[str] = (), filters: Mapping[str, str] | None = None
    ) -> Iterator[str | Answer]:
        answer = self.ask(question, history, filters)
        return iter([*re.findall(r"\S+\s*", answer.text), answer])

    def follow_ups(self, answer: Answer, filters: Mapping[str, str] | None = None) -> tuple[str, ...]:
        cited = {citation.document_id for citation in answer.citations}
        kept = [document for document in self.documents.values() if passes(document, filters or {})]
        return tuple(f"“{document.title}” do ai viết?" for document in kept if document.id in cited)

    @cached_property
    def lexicon(self) -> Lexicon:
        chunks = [chunk for document in self.documents.values() for chunk in split(document)]
        return build_lexicon(self.documents, chunks)

    @cached_property
    def views(self) -> Views:
        return Views(self.documents.values(), self.lexicon)

    def close(self) -> None:
        pass

    def _check(self, question: str) -> None:
        if not question.strip():
            raise QuestionEmpty("empty question")
        if len(question) > self.limit:
            raise QuestionTooLong("question too long", length=len(question), limit=self.limit)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _lines(document: Document, words: set[str]) -> list[Context]:
    """Each line as a passage; its score is the share of the question's words that it holds, in [0, 1]."""
    hits, start = [], 0
    for line in document.text.split("\n"):
        score = len(words & _words(line)) / max(1, len(words))
        hits.append(Context(document.id, start, start + len(line), score, line))
        start += len(line) + 1
    return hits


# Texts that would run a script, load something or forge a link if any page took them for markup.
PAYLOADS = (
    "<script>window.hacked=1</script>",
    "</script><script>window.hacked=1</script>",
    "<img src=x onerror=window.hacked=1>",
    "<svg/onload=window.hacked=1>",
    '"><iframe srcdoc="<script>parent.hacked=1</script>"></iframe>',
    "[bấm vào đây](javascript:window.hacked=1)",
    "![ảnh](http://evil.example/beacon.png)",
    "**đậm** <a href='javascript:window.hacked=1' style='position:fixed;inset:0'>x</a>",
    "$$\\href{javascript:window.hacked=1}{x}$$ $x$",
    "{{constructor.constructor('window.hacked=1')()}} ${window.hacked=1}",
    "<form action=http://evil.example><button autofocus onfocus=window.hacked=1>x</button></form>",
    "</div></article></main><base href=http://evil.example/>",
    "&lt;script&gt;window.hacked=1&lt;/script&gt; &#106;avascript:window.hacked=1",
    "http://evil.example/ www.evil.example a@evil.example",
    "<IMG SRC=JaVaScRiPt:window.hacked=1>",
    "<scr<script>ipt>window.hacked=1</scr</script>ipt>",
    "<body onload=window.hacked=1>",
    "<details open ontoggle=window.hacked=1><summary>x</summary></details>",
    "<video><source onerror=window.hacked=1></video>",
    "<math><mtext><style><img src=x onerror=window.hacked=1></style></mtext></math>",
    "<object data=data:text/html;base64,PHNjcmlwdD5wYXJlbnQuaGFja2VkPTE8L3NjcmlwdD4=></object>",
    "<embed src=javascript:window.hacked=1>",
    "<link rel=stylesheet href=//evil.example/x.css><meta http-equiv=refresh content=0;url=//evil.example>",
    "<a href=data:text/html,<script>window.hacked=1</script>>x</a>",
    "<style>@import'http://evil.example/x.css';*{background:url(http://evil.example/y)}</style>",
    "<noscript><p title='</noscript><img src=x onerror=window.hacked=1>'></noscript>",
    "<textarea><script>window.hacked=1</script></textarea>",
    "--> <script>window.hacked=1</script><!--",
    "'-(window.hacked=1)-' \" onfocus=window.hacked=1 autofocus x=\"",
    "[x]: javascript:window.hacked=1 [x] [1](javascript:window.hacked=1)",
    "<vbscript:msgbox(1)> <data:text/html,x> <javascript:window.hacked=1>",
    "`<img src=x onerror=window.hacked=1>` ~~~<script>window.hacked=1</script>",
    "%3Cscript%3Ewindow.hacked=1%3C/script%3E \\u003cscript\\u003ewindow.hacked=1",
    "<select><option><style></option></select><svg><animate onbegin=window.hacked=1 attributeName=x dur=1s>",
    "</textarea></title></style><script>window.hacked=1</script>",
    "=cmd|'/C calc'!A0 {=1+1} \x1b[31m",
)


def hostile_documents() -> dict[str, Document]:
    """One document per payload, which stands in its id, title, text and every other field."""
    documents = {}
    for number, payload in enumerate(PAYLOADS):
        document = Document(
            id=f"hiểm-{number}-{payload}".replace("/", "")[:60],
            title=f"Văn bản {number} {payload}",
            text=f"Mở đầu {number}\nDấu hiệu{number} có mã {payload} ở giữa.\n\n{payload}\nKết thúc.",
            source="x.txt",
            sha256="2" * 64,
            kind=payload,
            url=f"javascript:window.hacked=1//{payload}",
            publisher=payload,
            author=payload,
            issued=payload,
            number=payload,
            place=payload,
        )
        documents[document.id] = document
    return documents
