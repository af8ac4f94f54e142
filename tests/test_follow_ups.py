"""Questions offered after an answer: near its citation, answered, never on what was just quoted."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.examples import Examples
from assistant.lexicon import build_lexicon
from assistant.records import Answer, Citation
from assistant.views import Views
from ingest.records import Document
from ingest.split import split

TEXT = (
    "Báo cáo năm\n"
    "Trong năm xã đã trồng được 120 cây xanh ở các tuyến đường.\n"
    "Hội phụ nữ vận động quyên góp được 35 suất quà cho học sinh nghèo.\n"
    "Đoàn thanh niên tổ chức thành công 14 buổi dọn vệ sinh thôn xóm.\n"
)
DOCUMENT = Document(id="a", title="Báo cáo năm", text=TEXT, source="a.txt", sha256="0" * 64)
DOCUMENTS = {"a": DOCUMENT}
TREES, GIFTS, CLEANING = (line for line in TEXT.splitlines()[1:])


class Asked:
    """Answers what does not hold a word; remembers what it was asked."""

    def __init__(self, unanswered: str = "không có gì") -> None:
        self.questions: list[str] = []
        self.unanswered = unanswered

    def __call__(self, question: str, _: Mapping[str, str]) -> Answer:
        self.questions.append(question)
        refused = self.unanswered in question
        return Answer(question, question, "not_found" if refused else "answered", None, "", 0.5)


def examples(ask: Asked) -> Examples:
    lexicon = build_lexicon(DOCUMENTS, split(DOCUMENT))
    return Examples(Views([DOCUMENT], lexicon), DOCUMENTS, ask)


def cites(quote: str) -> Answer:
    start = TEXT.index(quote)
    citation = Citation(1, "a", DOCUMENT.title, start, start + len(quote), quote)
    return Answer("q", "q", "answered", None, quote, 0.9, (citation,))


def test_the_nearest_clause_comes_first_and_the_quoted_one_never() -> None:
    offered = examples(Asked()).after(cites(GIFTS), {})

    assert len(offered) == 2 and "suất quà" not in " ".join(offered)
    assert "bao nhiêu buổi dọn vệ sinh" in " ".join(offered) and "bao nhiêu cây xanh" in " ".join(offered)


def test_what_is_not_answered_is_not_offered_and_asked_once() -> None:
    ask = Asked(unanswered="cây xanh")
    made = examples(ask)

    first, again = made.after(cites(GIFTS), {}), made.after(cites(GIFTS), {})

    assert first == again and len(first) == 1 and "buổi dọn vệ sinh" in first[0]
    assert len(ask.questions) == len(set(ask.questions)) == 2


def test_other_filters_are_asked_anew() -> None:
    ask = Asked()
    made = examples(ask)
    made.after(cites(GIFTS), {})
    made.after(cites(GIFTS), {"kind": "bài viết"})
    assert len(ask.questions) == 4


def test_an_answer_without_citations_offers_nothing() -> None:
    assert examples(Asked()).after(Answer("q", "q", "not_found", None, "", 0.0), {}) == ()
