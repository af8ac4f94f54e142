"""Titles that only ask what is asked."""

from __future__ import annotations

from dataclasses import replace

from assistant.echo import telling_context, telling_title
from assistant.lexicon import build_lexicon
from assistant.question import understand
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
