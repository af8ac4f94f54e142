"""A whole evaluation against a scripted assistant: every figure of the report is worked out by hand."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from assistant.records import Answer, Citation, Context
from assistant.switches import Ablation, Switches
from eval import expected, run
from eval.compare import differences, load_report
from eval.questions import Question
from eval.report import as_json, show
from eval.run import Wanted, evaluate, run_eval
from eval.summary import METRICS
from ingest.errors import BadInput, QuestionTooLong
from ingest.records import Document
from ingest.settings import Settings
from ingest.vietnamese import fold_accents

TEXT = "Xã Mai giảm 12 thôn. Bà Lê Thử làm chủ tịch. Họp ngày 5-6-2020."
DOCUMENT = Document(id="mai", title="Xã Mai", text=TEXT, source="mai.txt", sha256="0" * 64)


def cite(quote: str, shift: int = 0) -> Citation:
    start = TEXT.index(quote) + shift
    return Citation(1, "mai", "Xã Mai", start, start + len(quote), quote)


def said(short: str, text: str, *citations: Citation) -> Answer:
    return Answer("", "", "answered", short, text, 0.95, citations=citations)


REFUSAL = Answer("", "", "not_found", None, "Các tài liệu không trả lời, gần nhất là bài năm 2020.", 0.1)

FOLLOW_UP = "Còn chủ tịch xã Mai là ai?"
ANSWERS: dict[str, Answer] = {
    "Giảm bao nhiêu thôn?": said("12 thôn", "Giảm **12 thôn** [1].", cite("giảm 12 thôn")),
    "Còn chủ tịch?": replace(
        said("Lê Thử", "Bà **Lê Thử** [1].", cite("Bà Lê Thử")), standalone_question=FOLLOW_UP
    ),
    "Họp khi nào?": said("6-6-2020", "Họp ngày **6-6-2020** [1].", cite("Họp ngày 5-6-2020", shift=1)),
    "Ai là bí thư?": REFUSAL,
    "Bí thư xã Đào là ai?": REFUSAL,
    "Xã Đào giảm bao nhiêu thôn?": said("12 thôn", "Giảm **12 thôn** [1].", cite("giảm 12 thôn")),
}


class Scripted:
    """Answers by ``ANSWERS``, refuses over-long questions, finds the sentences in the order of the text."""

    version = "v1"
    switches: Switches | None = None
    documents = {"mai": DOCUMENT}  # noqa: RUF012  # read only

    def __init__(self) -> None:
        self.answers = ANSWERS
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.searched: list[str] = []
        self.filters: list[dict[str, str]] = []

    def ask(
        self, question: str, history: Sequence[str] = (), filters: Mapping[str, str] | None = None
    ) -> Answer:
        self.filters.append(dict(filters or {}))
        self.asked.append((question, tuple(history)))
        if question.startswith(("Dài", "Dai")):
            raise QuestionTooLong("too long", length=9, limit=8)
        answer = self.answers[question]
        return replace(answer, question=question, standalone_question=answer.standalone_question or question)

    def search(
        self, question: str, limit: int = 10, filters: Mapping[str, str] | None = None
    ) -> tuple[Context, ...]:
        self.filters.append(dict(filters or {}))
        self.searched.append(question)
        found, start = [], 0
        for sentence in TEXT.split(". "):
            found.append(Context("mai", start, start + len(sentence), 1.0, sentence))
            start += len(sentence) + 2
        return tuple(found[:limit])

    def close(self) -> None:
        pass


def asked(name: str, question: str, kind: str, quote: str = "", **fields: Any) -> Question:
    given: dict[str, Any] = {"split": "test"} | fields
    if kind != "unanswerable":
        given |= {"documents": ("mai",), "quotes": (quote,)}
    return Question(id=name, question=question, kind=kind, **given)


# What becomes of each: rank is that of the sentence which holds the quote.
QUESTIONS = (
    # correct, EM 0 (short "12 thôn" against "12": F1 2·1/(2+1) = 2/3), rank 1
    asked("a", "Giảm bao nhiêu thôn?", "quantity", "giảm 12 thôn", answers=("12",)),
    # correct, EM 1, rank 2
    asked(
        "b",
        "Còn chủ tịch?",
        "who",
        "Bà Lê Thử",
        answers=("Lê Thử",),
        history=("Giảm bao nhiêu thôn?",),
        traits=("followup", "colloquial"),
    ),
    # wrong: EM 0, F1 2/3 (month and year agree), rank 3; its quote is false, its date uncited
    asked("c", "Họp khi nào?", "when", "Họp ngày 5-6-2020", answers=("5-6-2020",), split="dev"),
    # refused though answerable: EM 0, F1 0, and the quote is in the second sentence
    asked("d", "Ai là bí thư?", "who", "chủ tịch", answers=("Lê Thử",), traits=("colloquial",)),
    # failed: no passage was looked for; only parts are expected, so there is no EM or F1
    asked("e", "Dài quá", "list", "giảm 12 thôn", parts=(("12",),)),
    # refused as it must be
    asked("f", "Bí thư xã Đào là ai?", "unanswerable"),
    # answered though it must be refused
    asked("g", "Xã Đào giảm bao nhiêu thôn?", "unanswerable"),
)


def seconds_of(latencies_ms: Sequence[float]) -> Any:
    """A clock under which the n-th question takes the n-th time."""
    ticks: list[float] = []
    for at, latency in enumerate(latencies_ms):
        ticks += [float(at), at + latency / 1000]
    return itertools.chain(ticks).__next__


def made_report(questions: Sequence[Question] = QUESTIONS) -> dict[str, Any]:
    latencies = [10.0 * n for n in range(1, len(questions) + 1)]
    result = evaluate(Scripted(), questions, clock=seconds_of(latencies))
    settings = Settings(_env_file=None)  # type: ignore[call-arg]
    return as_json(result.outcomes, result.index_version, "hoidap eval", settings)


def test_every_metric_over_all_questions() -> None:
    overall = made_report()["overall"]
    worked_out = {
        # answerable: a b c d e
        "correct": (2 / 5, 5),
        "refused_answerable": (1 / 5, 5),
        "hit@1": (1 / 5, 5),  # a
        "hit@3": (4 / 5, 5),  # a b c d; e failed and stays
        "hit@5": (4 / 5, 5),
        "hit@10": (4 / 5, 5),
        "mrr": ((1 + 1 / 2 + 1 / 3 + 1 / 2 + 0) / 5, 5),
        # answerable with a short answer: a b c d
        "exact_match": (1 / 4, 4),
        "f1": ((2 / 3 + 1 + 2 / 3) / 4, 4),
        # unanswerable: f g
        "refused_unanswerable": (1 / 2, 2),
        # all
        "right": (3 / 7, 7),  # a b f
        "wrong": (2 / 7, 7),  # c g
        "failed": (1 / 7, 7),  # e
        "false_quotes": (1, 7),
        "uncited_figures": (1, 7),
        # answers, all of confidence 0.95: a b right, c g wrong; each of k answers carries half an error
        "ece": (0.95 - 2 / 4, 4),
        "aurc": (1 / 2, 4),
        "latency_p50_ms": (40, 7),  # 10 20 … 70
        "latency_p95_ms": (67, 7),  # 0.95 · 6 = 5.7 steps of 10 above 10
    }
    assert set(worked_out) == {metric.name for metric in METRICS}
    for name, (value, n) in worked_out.items():
        assert overall[name]["value"] == pytest.approx(value), name
        assert overall[name]["n"] == n, name
        if name == "ece":
            assert overall[name]["low"] is None
        else:
            assert overall[name]["low"] <= overall[name]["value"] <= overall[name]["high"], name


def test_groups_count_their_own_questions() -> None:
    report = made_report()
    assert set(report["by_kind"]) == {"quantity", "who", "when", "list", "unanswerable"}
    assert report["by_kind"]["who"]["correct"]["value"] == 0.5  # b right, d refused
    assert report["by_kind"]["unanswerable"]["correct"] == {"value": None, "low": None, "high": None, "n": 0}
    assert set(report["by_trait"]) == {"followup", "colloquial"}
    assert report["by_trait"]["colloquial"]["right"]["n"] == 2
    assert report["by_split"]["dev"]["wrong"]["value"] == 1.0
    assert report["by_split"]["test"]["right"]["n"] == 6


def test_calibration_is_of_answers_overall_and_by_split() -> None:
    made = made_report()["calibration"]
    assert set(made) == {"all", "dev", "test"}
    assert (made["all"]["n"], made["all"]["right"]) == (4, 0.5)
    assert [one["n"] for one in made["all"]["bins"]] == [0] * 9 + [4]
    assert (made["dev"]["n"], made["dev"]["right"]) == (1, 0.0)  # c
    assert made["test"]["right"] == pytest.approx(2 / 3)  # a b, not g
    assert made["test"]["risk_coverage"] == [
        {"confidence": 0.95, "coverage": 1.0, "risk": pytest.approx(1 / 3)}
    ]


def test_the_table_tells_what_answers_of_each_confidence_were_worth() -> None:
    page = StringIO()
    show(made_report(), Console(file=page, width=120))
    line = next(line for line in page.getvalue().splitlines() if "0,9 – 1,0" in line)
    assert line.split() == ["0,9", "–", "1,0", "4", "0,950", "0,500"]
    assert "ECE 0,450 trên 4 câu đã trả lời" in page.getvalue()


def test_rows_tell_what_was_expected_and_had() -> None:
    rows = {row["id"]: row for row in made_report()["questions"]}
    assert [rows[name]["correct"] for name in "abcdefg"] == [True, True, False, False, False, True, False]
    assert rows["c"]["uncited_figures"] == ["ngày 6-6-2020"]
    assert rows["c"]["false_quotes"] == 1
    assert rows["c"]["expected"]["answers"] == ["5-6-2020"]
    assert rows["c"]["got"]["short"] == "6-6-2020"
    assert rows["c"]["got"]["citations"][0]["quote"] == "Họp ngày 5-6-2020"
    assert rows["e"]["error"] == "question_too_long"
    assert rows["e"]["got"]["status"] == "failed"
    assert [rows[name]["got"]["confidence"] for name in "aef"] == [0.95, None, None]
    assert rows["f"]["expected"]["status"] == "not_found"


def test_the_first_questions_warm_up_and_follow_ups_are_searched_as_understood() -> None:
    assistant = Scripted()
    evaluate(assistant, QUESTIONS)
    names = [question for question, _ in assistant.asked]
    assert names == [q.question for q in QUESTIONS[:3]] + [q.question for q in QUESTIONS]
    assert assistant.asked[4] == ("Còn chủ tịch?", ("Giảm bao nhiêu thôn?",))
    assert FOLLOW_UP in assistant.searched
    assert "Còn chủ tịch?" not in assistant.searched


def test_a_fault_of_the_program_stops_the_run() -> None:
    with pytest.raises(KeyError):
        evaluate(Scripted(), [asked("z", "Không có kịch bản", "unanswerable")])


def test_settings_are_stored_without_secrets() -> None:
    settings = Settings(_env_file=None, llm_api_key="bí mật")  # type: ignore[call-arg, arg-type]
    stored = json.dumps(as_json((), "v1", "hoidap eval", settings), ensure_ascii=False)
    assert '"embedding": "builtin"' in stored
    assert "bí mật" not in stored
    assert "api_key" not in stored


def test_floors_hold_or_not_each_by_itself() -> None:
    # On the split "test" (a b d e, f g): correct 2/4, refused_unanswerable 1/2, refused_answerable 1/4.
    floors = expected.Floors(
        "test",
        {"correct": 0.5, "refused_unanswerable": 0.51},
        {"refused_answerable": 0.25, "false_quotes": 0, "latency_p95_ms": 20},
    )
    verdicts = expected.check(made_report(), floors)
    assert [(v.metric, v.held) for v in verdicts] == [
        ("correct", True),
        ("refused_unanswerable", False),
        ("refused_answerable", True),
        ("false_quotes", True),  # the false quote is in "dev"
        ("latency_p95_ms", False),
    ]


def test_a_missing_run_holds_nothing() -> None:
    only_dev = made_report([q for q in QUESTIONS if q.split == "dev"])
    verdicts = expected.check(only_dev, expected.load_floors())
    assert verdicts
    assert not any(verdict.held for verdict in verdicts)


def test_shipped_floors_are_those_that_the_product_promises() -> None:
    floors = expected.load_floors()
    assert floors.split == "test"
    assert floors.at_least == {"correct": 0.80, "refused_unanswerable": 0.85}
    assert floors.at_most == {
        "refused_answerable": 0.07,
        "false_quotes": 0,
        "uncited_figures": 0,
        "ece": 0.07,
        "latency_p95_ms": 200,
    }


def test_floors_name_only_metrics_that_exist(tmp_path: Path) -> None:
    path = tmp_path / "expected.toml"
    path.write_text('split = "test"\n[at_least]\ncorect = 1\n[at_most]\n', encoding="utf-8")
    with pytest.raises(KeyError, match="corect"):
        expected.load_floors(path)


def test_differences_question_by_question() -> None:
    old, new = made_report(), made_report()
    rows = {row["id"]: row for row in new["questions"]}
    rows["a"]["correct"] = False
    rows["c"]["correct"] = True
    rows["g"]["got"]["short"] = "7 thôn"  # as wrong as before
    new["questions"] = [row for row in new["questions"] if row["id"] != "f"] + [rows["f"] | {"id": "h"}]
    new["overall"]["correct"]["value"] = 0.6

    found = differences(old, new)

    assert [(d.change, d.after["id"]) for d in found.questions] == [
        ("worse", "a"),
        ("better", "c"),
        ("other", "g"),
    ]
    assert (found.added, found.removed) == (("h",), ("f",))
    assert ("correct", 0.4, 0.6) in found.metrics


@pytest.mark.parametrize("content", ["{", "[]", '{"questions": []}', '{"questions": [{}], "overall": {}}'])
def test_compare_refuses_what_is_no_report(tmp_path: Path, content: str) -> None:
    path = tmp_path / "old.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadInput):
        load_report(path)


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    """``run_eval`` opens this assistant instead of the real one, and tells it with which switches."""
    assistant = Scripted()

    @contextmanager
    def opened(_settings: Settings, switches: Switches) -> Any:
        assistant.switches = switches
        yield assistant

    monkeypatch.setattr(run, "over_index", opened)
    return assistant


def own_file(folder: Path, questions: Sequence[Question] = QUESTIONS) -> Path:
    path = folder / "questions.jsonl"
    lines = []
    for q in questions:
        record = {
            "id": q.id,
            "question": q.question,
            "kind": q.kind,
            "split": q.split,
            "history": q.history,
            "traits": q.traits,
            "answers": q.answers,
            "parts": q.parts,
            "documents": q.documents,
            "quotes": q.quotes,
        }
        lines.append(json.dumps(record, ensure_ascii=False))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def run_on(path: Path | None, out: Path | None = None, **more: Any) -> tuple[int, str]:
    settings = Settings(_env_file=None)  # type: ignore[call-arg]
    page = StringIO()
    code = run_eval(Wanted(path, json_out=out, **more), settings, Console(file=page, width=160))
    return code, page.getvalue()


@pytest.mark.usefixtures("scripted")
def test_run_eval_writes_the_report_and_shows_failures(tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    path = own_file(tmp_path)
    code, page = run_on(path, out)
    report = json.loads(out.read_text(encoding="utf-8"))
    assert code == 0  # floors are those of our own questions, not of any file
    assert set(report) == {
        "command",
        "date",
        "index_version",
        "settings",
        "overall",
        "by_kind",
        "by_trait",
        "by_split",
        "calibration",
        "questions",
    }
    assert report["command"] == f"hoidap eval {path}"
    assert report["index_version"] == "v1"
    assert report["overall"]["correct"]["value"] == pytest.approx(0.4)
    assert "4 câu cần xem lại" in page  # c d e g
    assert "Họp khi nào?" in page
    assert "lỗi question_too_long" in page

    again, page = run_on(path, compare=out)
    assert again == 0
    assert "Không câu nào đổi." in page


@pytest.mark.usefixtures("scripted")
def test_run_eval_fails_below_the_floors_of_our_own_questions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "OWN_QUESTIONS", own_file(tmp_path))
    code, page = run_on(None)
    assert code == 1
    assert "CHƯA ĐẠT" in page
    assert run_on(None, split="test")[0] == 1
    code, page = run_on(None, split="dev")
    assert code == 0  # the floors are those of "test"
    assert "Mức phải đạt" not in page


@pytest.mark.usefixtures("scripted")
def test_run_eval_passes_when_every_floor_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = [question for question in QUESTIONS if question.id in "abf"]
    monkeypatch.setattr(run, "OWN_QUESTIONS", own_file(tmp_path, held))
    assert run_on(None)[0] == 0


def test_run_eval_finds_bad_input_before_it_asks(scripted: Scripted, tmp_path: Path) -> None:
    path = own_file(tmp_path)
    with pytest.raises(BadInput, match="không có câu hỏi nào thuộc phần"):
        run_on(path, split="other")
    with pytest.raises(BadInput, match="thư mục"):
        run_on(path, tmp_path / "none" / "out.json")
    with pytest.raises(BadInput):
        run_on(path, compare=path)
    assert scripted.asked == []


def test_run_eval_asks_in_other_ways_and_says_how(scripted: Scripted, tmp_path: Path) -> None:
    path, out = own_file(tmp_path), tmp_path / "report.json"

    def ran(**more: Any) -> tuple[list[str], str]:
        scripted.asked.clear()
        assert run_on(path, out, **more)[0] == 0
        report = json.loads(out.read_text(encoding="utf-8"))
        return [row["id"] for row in report["questions"]], report["command"]

    assert ran(every=3) == (["a", "d", "g"], f"hoidap eval {path} --every 3")
    assert ran(split="test", every=2)[0] == ["a", "d", "f"]  # every second one of a b d e f g
    assert scripted.switches == Switches()
    assert ran(ablate=Ablation.SCOPE)[1] == f"hoidap eval {path} --ablate scope"
    assert scripted.switches == Switches(scope=False)
    assert ran(ablate=Ablation.READER) and scripted.switches == Switches(reader=False)
    assert ran(ablate=Ablation.DENSE) and scripted.switches == Switches(retrievers=("dense",))
    assert ran(ablate=Ablation.LEXICAL) and scripted.switches == Switches(retrievers=("lexical",))
    scripted.answers = {fold_accents(question): answer for question, answer in ANSWERS.items()}
    names, command = ran(fold_accents=True)
    assert (len(names), command) == (7, f"hoidap eval {path} --fold-accents")
    assert scripted.asked[4] == ("Con chu tich?", ("Giam bao nhieu thon?",))
    assert scripted.asked[-1] == ("Xa Dao giam bao nhieu thon?", ())


@pytest.mark.usefixtures("scripted")
def test_floors_are_for_all_questions_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "OWN_QUESTIONS", own_file(tmp_path))
    assert run_on(None)[0] == 1
    for more in ({"every": 2}, {"ablate": Ablation.READER}):
        code, page = run_on(None, **more)
        assert code == 0
        assert "Mức phải đạt" not in page


def test_closed_is_for_files_with_paragraphs(scripted: Scripted, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="--closed"):
        run_on(own_file(tmp_path), closed=True)
    assert scripted.asked == []


def test_closed_asks_of_the_passage_alone() -> None:
    assistant = Scripted()
    evaluate(assistant, [replace(QUESTIONS[0], passage="mai")], closed=True)
    # Warming up, asking, searching.
    assert assistant.filters == [{"document_id": "mai"}] * 3
    evaluate(assistant, [replace(QUESTIONS[0], passage="mai")])
    assert assistant.filters[3:] == [{}] * 3


@pytest.mark.usefixtures("scripted")
def test_run_eval_warns_of_documents_that_are_not_indexed(tmp_path: Path) -> None:
    lost = replace(QUESTIONS[0], documents=("khong-co",))
    _, page = run_on(own_file(tmp_path, [lost]))
    assert "khong-co" in page


@pytest.mark.real
def test_squad_paragraphs_are_asked_of_an_index_of_their_own(tmp_path: Path) -> None:
    river = "Sông Lam dài 512 km và chảy qua hai tỉnh Hòa An, Bình Tiến rồi đổ ra biển."
    hill = "Đồi Mây cao 90 mét, nằm ở phía bắc của huyện Trà Sơn, được trồng thông từ năm 1998."
    answer = {"text": "512 km", "answer_start": river.index("512 km")}
    articles = [
        {
            "title": "Sông Lam",
            "paragraphs": [
                {
                    "context": river,
                    "qas": [{"id": "s1", "question": "Sông Lam dài bao nhiêu?", "answers": [answer]}],
                }
            ],
        },
        {
            "title": "Đồi Mây",
            "paragraphs": [
                {
                    "context": hill,
                    "qas": [{"id": "s2", "question": "Ai trồng thông trên đồi Mây?", "is_impossible": True}],
                }
            ],
        },
    ]
    path, out, mine = tmp_path / "squad.json", tmp_path / "out.json", tmp_path / "mine"
    path.write_text(json.dumps({"data": articles}, ensure_ascii=False), encoding="utf-8")
    cache = Path("~/.cache/hoidap").expanduser()
    settings = Settings(_env_file=None, index=mine, cache=cache, threads=1)  # type: ignore[call-arg]

    code = run_eval(Wanted(path, json_out=out), settings, Console(file=StringIO()))

    rows = json.loads(out.read_text(encoding="utf-8"))["questions"]
    assert code == 0
    assert [row["id"] for row in rows] == ["s1", "s2"]
    assert rows[0]["rank"] == 1
    assert rows[0]["correct"]
    assert rows[0]["got"]["citations"][0]["document_id"] == "a0001-p0001"
    assert rows[1]["expected"]["status"] == "not_found"
    assert not mine.exists()

    # The same question of the other paragraph: one of the two answers it, but not that one itself.
    twin = {"id": "s3", "question": "Sông Lam dài bao nhiêu?", "is_impossible": True}
    articles[1]["paragraphs"][0]["qas"].append(twin)  # type: ignore[index]
    path.write_text(json.dumps({"data": articles}, ensure_ascii=False), encoding="utf-8")
    run_eval(Wanted(path, json_out=out, closed=True), settings, Console(file=StringIO()))
    rows = json.loads(out.read_text(encoding="utf-8"))["questions"]
    assert [row["expected"]["status"] for row in rows] == ["answered", "not_found", "not_found"]
    assert rows[0]["correct"] and rows[2]["correct"]
