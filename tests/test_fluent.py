"""Answers worded by a scripted model over a real socket: gate, proof, streaming, every fault, 100 lies."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.cite import uncited_figures
from assistant.fluent import SURE
from assistant.messages import model_notice, rewrite_notice
from assistant.prompts import NOTHING_FOUND
from assistant.records import Answer
from eval.measure import false_quotes
from eval.measure import uncited_figures as uncited_by_measure
from ingest.index import open_index
from ingest.sync import sync
from tests.fakes import HashEncoder
from tests.llm_server import MODEL, Prompt, Scripted, serving, unused_url
from tests.office import settings_for
from tests.test_answers import FILES, REFUSED, TOLD

pytestmark = pytest.mark.real  # reaches 127.0.0.1

LIMIT = 3.0  # seconds, HOIDAP_LLM_TIMEOUT here
THON = "Xã Hoa Mai giảm được bao nhiêu thôn?"
UNSURE = "Xã Hoa Mai có bao nhiêu đảng viên và bao nhiêu chi bộ?"
BESIDE = "Kinh phí hỗ trợ người dân là 97.250 nghìn đồng [1]."

Script = str | Callable[[Prompt], str]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("office")
    corpus = folder / "corpus"
    corpus.mkdir()
    for name, text in FILES.items():
        (corpus / f"{name}.txt").write_text(text, encoding="utf-8")
    assert not sync([corpus], settings_for(folder / "index"), HashEncoder()).failed
    return folder / "index"


@contextmanager
def opened(index: Path, url: str = "") -> Iterator[Assistant]:
    settings = settings_for(index, llm_base_url=url, llm_model=MODEL, llm_timeout=LIMIT)
    encoder = HashEncoder()
    assistant = Assistant(open_index(index, settings, encoder.name), encoder, settings)
    try:
        yield assistant
    finally:
        assistant.close()


@pytest.fixture(scope="module")
def plain(office: Path) -> Iterator[Assistant]:
    """The same index without a model."""
    with opened(office) as assistant:
        yield assistant


@pytest.fixture(scope="module")
def server() -> Iterator[Scripted]:
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def writing(office: Path, server: Scripted) -> Iterator[Assistant]:
    with opened(office, server.url) as assistant:
        yield assistant


def check(answer: Answer, assistant: Assistant) -> None:
    """What holds for every answer, whoever worded it."""
    texts = {name: document.text for name, document in assistant.documents.items()}
    assert false_quotes(answer, texts) == 0
    if answer.status == "answered":
        assert answer.citations
        assert uncited_by_measure(answer) == ()
        assert uncited_figures(answer.text, (citation.quote for citation in answer.citations)) == set()
    labels = {citation.label for citation in answer.citations}
    assert {int(label) for label in re.findall(r"\[(\d+)\]", answer.text)} == labels
    assert labels == set(range(1, len(labels) + 1))


def same_but_for_times(answer: Answer, other: Answer) -> bool:
    fields = ("status", "short", "text", "citations", "contexts", "standalone_question", "mode")
    return all(getattr(answer, name) == getattr(other, name) for name in fields)


def told(answer: Answer, extractive: Answer) -> tuple[str, ...]:
    """What the reader is told to check because of the model."""
    return tuple(reason for reason in answer.review_reasons if reason not in extractive.review_reasons)


# Writing


def test_a_proved_reply_is_the_answer(writing: Assistant, plain: Assistant, server: Scripted) -> None:
    server.script = lambda _: (
        "Sau khi sắp xếp, xã Hoa Mai giảm được 12 thôn [1]. "
        "Kinh phí hỗ trợ người dân là 97250 nghìn đồng [1]."
    )
    answer = writing.ask(THON)
    assert answer.mode == "llm" and told(answer, plain.ask(THON)) == ()
    assert answer.short == plain.ask(THON).short == "12 thôn"
    assert answer.text.startswith("Sau khi sắp xếp, xã Hoa Mai giảm được **12 thôn**. [1]")
    assert "97.250 nghìn đồng" in answer.text  # as the document spells it
    check(answer, writing)


def test_the_passages_carry_their_source_and_nothing_of_other_places(
    writing: Assistant, server: Scripted
) -> None:
    server.script = "honest"
    writing.ask(THON)
    prompt = server.prompts[-1]
    assert prompt.question == THON and prompt.passages
    assert "(Xã Hoa Mai sắp xếp lại thôn, tổ dân phố)" in prompt.user
    assert not any("Suối Trong" in text or "Đồi Thông" in text for text in prompt.passages.values())


@pytest.mark.parametrize(("question", "_short", "document", "quote"), TOLD)
def test_an_honest_model_says_what_was_asked(
    writing: Assistant, server: Scripted, question: str, _short: str, document: str, quote: str
) -> None:
    server.script = "honest"
    answer = writing.ask(question)
    assert (answer.mode, answer.status) == ("llm", "answered")
    assert answer.short and answer.short in answer.text.replace("**", "")
    assert any(quote in c.quote or c.quote in quote for c in answer.citations if c.document_id == document)
    check(answer, writing)


@pytest.mark.parametrize(("question", "_missing"), REFUSED)
def test_a_refusal_never_asks_the_model(
    writing: Assistant, plain: Assistant, server: Scripted, question: str, _missing: str
) -> None:
    before = len(server.prompts)
    answer = writing.ask(question)
    assert len(server.prompts) == before
    assert answer.status == "not_found" and same_but_for_times(answer, plain.ask(question))


@pytest.mark.parametrize(
    "reply",
    [
        "Xã Hoa Mai giảm được 15 thôn [1].",
        "Xã Bến Đá giảm được 12 thôn [1].",
        "Xã Hoa Mai giảm được 12 thôn [7].",
        "Theo Nghị quyết số 99-NQ/XY, xã Hoa Mai giảm được 12 thôn [1].",
        "Tôi là một mô hình ngôn ngữ.",
    ],
)
def test_a_false_reply_is_replaced_and_the_reader_told(
    writing: Assistant, plain: Assistant, server: Scripted, reply: str
) -> None:
    server.script = lambda _: reply
    answer, extractive = writing.ask(THON), plain.ask(THON)
    assert same_but_for_times(answer, extractive)
    assert told(answer, extractive) == (
        "Lời của mô hình ngôn ngữ không chứng minh được từ tài liệu, nên câu trả lời được trích nguyên văn.",
    )
    check(answer, writing)


def test_a_false_sentence_among_true_ones_is_dropped_and_counted(
    writing: Assistant, plain: Assistant, server: Scripted
) -> None:
    server.script = lambda _: (
        "Xã Hoa Mai giảm được 12 thôn [1]. Kinh phí là 500 tỷ đồng [1]. "
        "Tỷ lệ thôn có nhà văn hóa đạt 65,4% [1]."
    )
    answer = writing.ask(THON)
    assert answer.mode == "llm" and "500" not in answer.text and "65,4%" in answer.text
    assert told(answer, plain.ask(THON)) == (
        "Đã bỏ 1 câu do mô hình ngôn ngữ viết vì không chứng minh được từ tài liệu.",
    )
    check(answer, writing)


def test_what_was_asked_is_added_when_the_model_only_says_other_true_things(
    writing: Assistant, server: Scripted
) -> None:
    server.script = lambda _: BESIDE
    answer = writing.ask(UNSURE)
    assert (answer.confidence or 0.0) < SURE
    assert answer.text.startswith("Kinh phí")
    assert "**345 đảng viên**" in answer.text and "**31 chi bộ**" in answer.text
    assert answer.mode == "llm"
    check(answer, writing)


def test_a_sure_extractive_answer_leads_where_the_model_begins_with_other_true_things(
    writing: Assistant, plain: Assistant, server: Scripted
) -> None:
    server.script = lambda _: BESIDE
    *pieces, answer = writing.ask_stream(THON)
    extractive = plain.ask(THON)
    assert isinstance(answer, Answer) and (extractive.confidence or 0.0) >= SURE
    assert answer.text.startswith(extractive.text + "\nKinh phí") and answer.mode == "llm"
    assert "".join(map(str, pieces)) == answer.text
    check(answer, writing)


def test_a_sure_extractive_answer_is_not_said_twice_where_the_model_begins_with_it(
    writing: Assistant, server: Scripted
) -> None:
    server.script = lambda _: f"Xã Hoa Mai giảm được 12 thôn [1]. {BESIDE}"
    answer = writing.ask(THON)
    assert answer.text.startswith("Xã Hoa Mai giảm được **12 thôn**. [1] Kinh phí")
    assert answer.text.count("12 thôn") == 1


def test_the_extractive_answer_leads_where_the_first_sentence_is_false(
    writing: Assistant, plain: Assistant, server: Scripted
) -> None:
    server.script = lambda _: (
        "Xã Hoa Mai giảm được 21 thôn [1]. Xã Hoa Mai giảm được 12 thôn [1]. "
        "Kinh phí hỗ trợ là 97.250 nghìn đồng [1]."
    )
    answer = writing.ask(THON)
    extractive = plain.ask(THON).text
    assert answer.text.startswith(extractive + "\n") and "97.250" in answer.text
    assert answer.text.count("12 thôn") == extractive.count("12 thôn")  # said once is enough
    check(answer, writing)


def test_a_model_that_finds_nothing_makes_the_reader_check(
    writing: Assistant, plain: Assistant, server: Scripted
) -> None:
    server.script = lambda _: NOTHING_FOUND
    answer = writing.ask(THON)
    assert same_but_for_times(answer, plain.ask(THON))
    [reason] = told(answer, plain.ask(THON))
    assert "đối chiếu" in reason


def test_a_list_stays_a_list(writing: Assistant, server: Scripted) -> None:
    server.script = lambda _: (
        "Xã Hoa Mai giảm được 12 thôn [1].\n- Kinh phí hỗ trợ người dân là 97.250 nghìn đồng [1]\n"
        "- Tỷ lệ thôn có nhà văn hóa đạt 65,4% [1]\n"
    )
    lines = writing.ask(THON).text.split("\n")
    assert len(lines) == 3 and all(line.startswith("- ") and line.endswith("]") for line in lines[1:])


@pytest.mark.parametrize(
    "markup", ["<img src=//evil.example/x>", "![x](https://evil.example/?q=1)", "<b>Đậm</b>"]
)
def test_no_markup_reaches_the_reader(writing: Assistant, server: Scripted, markup: str) -> None:
    server.script = lambda _: f"Xã Hoa Mai giảm được 12 thôn {markup} [1]. Xem https://evil.example/x [1]."
    answer = writing.ask(THON)
    assert not re.search(r"<|evil|!\[|\]\(", answer.text)
    check(answer, writing)


# Streaming


@pytest.mark.parametrize("script", ["honest", "lying"])
def test_the_pieces_are_the_answer(writing: Assistant, server: Scripted, script: str) -> None:
    server.script = script
    for question, *_ in TOLD[:4]:
        *pieces, answer = writing.ask_stream(question)
        assert isinstance(answer, Answer)
        assert "".join(str(piece) for piece in pieces) == answer.text
        assert answer.timings_ms["total"] >= answer.timings_ms["first"] > 0


def test_without_a_model_the_pieces_are_sentences(plain: Assistant) -> None:
    *pieces, answer = plain.ask_stream("Xã Hoa Mai có bao nhiêu đảng viên và bao nhiêu chi bộ?")
    assert isinstance(answer, Answer) and answer.mode == "extractive"
    assert "".join(str(piece) for piece in pieces) == answer.text and len(pieces) >= 1


def test_a_sentence_is_sent_while_the_model_still_writes(office: Path) -> None:
    reply = "Xã Hoa Mai giảm được 12 thôn [1]. Kinh phí hỗ trợ người dân là 97.250 nghìn đồng [1]. " * 2
    with serving(lambda _: reply) as server:
        import tests.llm_server as scripted

        def slowly(reply: scripted.Reply) -> None:
            reply.head()
            for piece in reply.pieces():
                reply.send(reply.event(piece))
                reply.stopped.wait(0.02)
            reply.send(reply.event(None, "stop") + "data: [DONE]\n\n")

        scripted.FAULTS["slowly"] = slowly
        scripted.WRITERS["slowly"] = lambda _: reply
        try:
            server.script = "slowly"
            with opened(office, server.url) as assistant:
                pieces = assistant.ask_stream(THON)
                began = time.monotonic()
                first = next(pieces)
                at = time.monotonic() - began
                rest = list(pieces)
                assert "12 thôn" in str(first) and at < (time.monotonic() - began) * 0.8
                assert isinstance(rest[-1], Answer) and rest[-1].mode == "llm"
        finally:
            del scripted.FAULTS["slowly"], scripted.WRITERS["slowly"]


def test_questions_that_cannot_be_asked_are_refused_at_once(writing: Assistant) -> None:
    from ingest.errors import QuestionEmpty

    with pytest.raises(QuestionEmpty):
        writing.ask_stream("  ?")


# Faults


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        ("401", "unauthorised"),
        ("404", "unknown_model"),
        ("429", "busy"),
        ("500", "server"),
        ("hang", "timeout"),
        ("hang midway", "timeout"),
        ("drip", "timeout"),
        ("cut", "cut"),
        ("cut in a line", "cut"),
        ("bad JSON", "bad_reply"),
        ("wrong schema", "bad_reply"),
        ("a page", "bad_reply"),
        ("empty", "empty"),
        ("endless", "endless"),
        ("endless line", "endless"),
    ],
)
def test_each_fault_leaves_the_extractive_answer_and_a_notice_in_time(
    office: Path, plain: Assistant, server: Scripted, script: str, fault: str
) -> None:
    with opened(office, server.url) as assistant:
        server.script = script
        began = time.monotonic()
        answer = assistant.ask(THON)
        assert time.monotonic() - began < LIMIT + 1
    assert same_but_for_times(answer, plain.ask(THON))
    assert answer.review_reasons[-1] == model_notice(fault)
    check(answer, plain)


def test_nobody_listens(office: Path, plain: Assistant) -> None:
    with opened(office, unused_url()) as assistant:
        answers = [assistant.ask(THON) for _ in range(6)]
    assert all(same_but_for_times(answer, plain.ask(THON)) for answer in answers)
    notices = [answer.review_reasons[-1] for answer in answers]
    assert notices == [model_notice("refused")] * 5 + [model_notice("resting")]


# Follow-ups


def test_a_follow_up_is_completed_by_the_model(writing: Assistant, server: Scripted) -> None:
    def script(prompt: Prompt) -> str:
        return "Xã Hoa Mai có bao nhiêu chi bộ?" if prompt.rewriting else f"{prompt.sentences[0][1]} [1]"

    server.script = script
    answer = writing.ask("Thế còn chi bộ thì sao?", ["Xã Hoa Mai có bao nhiêu đảng viên?"])
    assert answer.standalone_question == "Xã Hoa Mai có bao nhiêu chi bộ?"
    assert answer.status == "answered" and answer.short == "31 chi bộ"


@pytest.mark.parametrize(
    "proposal",
    [
        "Xã Bến Đá có bao nhiêu chi bộ?",
        "Xã Hoa Mai năm 2031 có bao nhiêu chi bộ?",
        "Ai là người trồng giống chè mới đầu tiên?",
        "Xã Hoa Mai có bao nhiêu chi bộ?\nTrả lời: 31.",
        "31",
        "",
    ],
)
def test_a_proposal_that_adds_or_loses_something_gives_way_to_the_rules(
    writing: Assistant, plain: Assistant, server: Scripted, proposal: str
) -> None:
    server.script = lambda prompt: proposal if prompt.rewriting else "honest"
    question, history = "Thế còn chi bộ thì sao?", ["Xã Hoa Mai có bao nhiêu đảng viên?"]
    expected = plain.ask(question, history)
    assert writing.ask(question, history).standalone_question == expected.standalone_question


def test_a_question_that_stands_alone_is_not_rewritten(writing: Assistant, server: Scripted) -> None:
    server.script = "honest"
    before = len(server.prompts)
    writing.ask("Hợp tác xã Đồi Thông thu hoạch bao nhiêu tấn chè?", [THON])
    assert not any(prompt.rewriting for prompt in server.prompts[before:])


def test_a_failed_rewriting_is_told_and_ends_the_models_part(
    office: Path, plain: Assistant, server: Scripted
) -> None:
    server.script = "500"
    question, history = "Thế còn chi bộ thì sao?", ["Xã Hoa Mai có bao nhiêu đảng viên?"]
    with opened(office, server.url) as assistant:
        before = len(server.prompts)
        answer = assistant.ask(question, history)
    assert len(server.prompts) == before + 1
    assert same_but_for_times(answer, plain.ask(question, history))
    assert rewrite_notice("server") in answer.review_reasons


# Lies


def test_a_hundred_answers_of_a_liar_tell_no_lie(
    writing: Assistant, plain: Assistant, server: Scripted
) -> None:
    """No figure, place or source that the cited quotes do not have; what was asked is still answered."""
    server.script = "lying"
    known = " ".join(FILES.values())
    questions = [question for question, *_ in TOLD]
    for number in range(100):
        question = questions[number % len(questions)]
        answer = writing.ask(question)
        check(answer, writing)
        for lie in ("Cà Mau", "Lai Châu", "Quảng Ngãi", "Sóc Trăng", "NQ/XY", "Không phải"):
            assert lie not in answer.text
        for figure in re.findall(r"\d[\d.,/%-]*\d|\d", re.sub(r"\[\d+\]", "", answer.text)):
            assert figure in known
        assert answer.short == plain.ask(question).short and answer.short in answer.text.replace("**", "")
