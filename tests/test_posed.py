"""Questions that documents pose themselves, and titles that only ask what is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.lexicon import build_lexicon
from assistant.posed import (
    as_topic,
    is_posed,
    plain_topic,
    telling,
    telling_context,
    telling_title,
)
from assistant.question import understand
from assistant.reader import load_reader
from assistant.views import DocumentView
from ingest.records import Document

ENTRY = Document(
    id="d",
    title="Mức đóng đảng phí của hưu trí là bao nhiêu?",
    text="Hưu trí đóng 0,5% lương hưu.",
    source="d.txt",
    sha256="0",
    place="Hà Nam",
)
LEXICON = build_lexicon({"d": ENTRY}, [])


def test_the_question_itself_is_no_telling_title() -> None:
    asked = understand("mức đóng đảng phí của hưu trí là bao nhiêu", LEXICON)

    assert telling_title(asked, ENTRY) == ""
    assert telling_context(asked, DocumentView(ENTRY, LEXICON)) == {"hà", "nam"}


def test_a_title_that_says_more_or_does_not_ask_is_told() -> None:
    asked = understand("Mức đóng là bao nhiêu?", LEXICON)
    states = replace(ENTRY, title="Mức đóng")

    assert telling_title(asked, ENTRY) == ENTRY.title
    assert telling_title(asked, states) == "Mức đóng"
    assert telling_context(asked, DocumentView(states, LEXICON)) == {"mức", "đóng", "hà", "nam"}


def test_a_question_typed_without_accents_is_the_same() -> None:
    asked = replace(understand("muc dong dang phi cua huu tri la bao nhieu", LEXICON), folded=True)

    assert telling_title(asked, ENTRY) == ""


def test_a_posed_question_reads_as_a_topic_of_the_same_length() -> None:
    assert as_topic("Cấp nào quyết định?") == "Cấp     quyết định:"
    assert as_topic("Bao giờ xong, ai làm?") == "        xong,    làm:"
    assert as_topic("Nay có 9 xã.") == "Nay có 9 xã.", "nothing asks"


def test_what_is_posed_ends_as_a_question_does() -> None:
    assert is_posed("**Cấp nào ký?**") and is_posed("“Ai ký?”")
    assert not is_posed("Ai cũng ký.") and not is_posed("Họ hỏi ai ký? Không ai trả lời.")


def test_in_a_window_only_its_questions_change_and_offsets_stay() -> None:
    text = "Hỏi: Ai ký? Đáp: Bí thư ký. Ai cũng biết."
    view = DocumentView(replace(ENTRY, text=text), LEXICON)

    assert telling(view, 0, len(text)) == "Hỏi:    ký: Đáp: Bí thư ký. Ai cũng biết."
    assert telling(view, 5, 27) == "   ký: Đáp: Bí thư ký."
    assert telling(view, 12, len(text)) == text[12:]


def test_a_plain_topic_has_no_marks() -> None:
    assert plain_topic("## 2. **Cấp nào quyết định?**") == "2. Cấp quyết định"


@pytest.mark.real
@pytest.mark.parametrize(
    ("posed", "answer", "right"),
    [
        (
            "Hồ sơ chuyển sinh hoạt giải quyết trong mấy ngày?",
            "Không quá 30 ngày kể từ ngày nhận đủ.",
            "30 ngày",
        ),
        (
            "Bao giờ huyện số hóa xong hồ sơ đảng viên?",
            "Theo kế hoạch, trong quý III năm 2025.",
            "quý III năm 2025",
        ),
    ],
)
def test_the_shipped_reader_answers_a_posed_question_from_what_follows(
    posed: str, answer: str, right: str
) -> None:
    document = replace(ENTRY, text=f"{posed} {answer}")
    window = telling(DocumentView(document, LEXICON), 0, len(document.text))
    (own,) = load_reader(1).read(posed, [("", window)])
    mark = own.best()

    assert mark is not None and mark.margin > 0
    assert right in document.text[mark.start : mark.end] and mark.start > len(posed)
