"""The command, from arguments to exit code: each of its words, and every fault a person can make."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from assistant import cli
from tests.office import text_of, write_office

pytestmark = pytest.mark.real

QUESTION = "Bắc Giang giảm bao nhiêu đơn vị sự nghiệp?"
BAC_GIANG = "ba-diem-nhan-bac-giang"
VIETNAMESE = re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
# The JSON contract of an answer: names in order, with the types that each may have.
ANSWER = {
    "question": (str,),
    "standalone_question": (str,),
    "status": (str,),
    "short": (str, type(None)),
    "text": (str,),
    "confidence": (float,),
    "review_reasons": (list,),
    "mode": (str,),
    "citations": (list,),
    "contexts": (list,),
    "suggestions": (list,),
    "index_version": (str,),
    "timings_ms": (dict,),
    "id": (str, int),  # of the answer; of the question in a batch
}
CITATION = {
    "label": (int,),
    "document_id": (str,),
    "title": (str,),
    "publisher": (str, type(None)),
    "issued": (str, type(None)),
    "number": (str, type(None)),
    "url": (str, type(None)),
    "page": (int, type(None)),
    "kind": (str, type(None)),
    "locator": (str, type(None)),
    "start": (int,),
    "end": (int,),
    "quote": (str,),
}
CONTEXT = {"document_id": (str,), "start": (int,), "end": (int,), "score": (float,), "text": (str,)}


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run the command in an empty folder, on a terminal wide enough for unwrapped tables."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "out", Console(width=400))
    monkeypatch.setattr(cli, "err", Console(stderr=True, width=400))

    def command(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["hoidap", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capfd.readouterr()
        return Ran(ended.value.code, said.out, said.err)  # type: ignore[arg-type]  # main ends in a number

    return command


@pytest.fixture
def own_index(corpus_index: Path, tmp_path: Path) -> Path:
    """A copy of the articles' index, to be written to."""
    return Path(shutil.copytree(corpus_index, tmp_path / "own-index"))


def has_shape(record: dict[str, Any], shape: dict[str, tuple[type, ...]]) -> None:
    assert set(record) == set(shape)
    for name, types in shape.items():
        assert isinstance(record[name], types), f"{name}: {record[name]!r}"


def is_answer(record: dict[str, Any]) -> None:
    """Check every field against the contract."""
    has_shape(record, ANSWER)
    assert record["status"] in ("answered", "not_found")
    assert record["mode"] == "extractive"
    assert 0 <= record["confidence"] <= 1
    assert {"retrieve", "read", "total"} <= set(record["timings_ms"])
    assert all(isinstance(text, str) for text in record["suggestions"] + record["review_reasons"])
    for citation in record["citations"]:
        has_shape(citation, CITATION)
    for context in record["contexts"]:
        has_shape(context, CONTEXT)
    if record["status"] == "not_found":
        assert record["short"] is None and record["citations"] == []
    else:
        assert record["short"] and record["citations"]
        labels = {citation["label"] for citation in record["citations"]}
        assert {int(mark) for mark in re.findall(r"\[(\d+)\]", record["text"])} == labels


def is_one_sentence(ran: Ran, *words: str) -> None:
    """A fault is told on stderr in one line of Vietnamese: what happened, then what to do."""
    assert ran.out == ""
    assert "Traceback" not in ran.err
    line = ran.err.strip()
    assert "\n" not in line and VIETNAMESE.search(line)
    for word in words:
        assert word in line


def state_of(index: Path) -> dict[str, str]:
    """SHA-256 of the pointer and of every file of every generation."""
    files = [index / "current", *(path for path in (index / "generations").rglob("*") if path.is_file())]
    return {str(path.relative_to(index)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").rstrip("\n").split("\n")]


# ------------------------------------------------------------------------------------------ ingest


def test_ingest_tells_what_became_of_each_file(run: Run, tmp_path: Path) -> None:
    first, second = write_office(tmp_path / "office", 2)
    ran = run("ingest", "office", "--index", "i")
    assert ran.code == 0
    assert re.search(r"Thêm mới.*bai-00\.txt", ran.err) and re.search(r"Thêm mới.*bai-01\.txt", ran.err)
    assert "Thêm 2, thay đổi 0, gỡ 0, giữ nguyên 0, lỗi 0." in ran.err

    first.unlink()
    second.write_text(text_of(1, "đã sửa"), encoding="utf-8")
    (tmp_path / "office" / "trong.txt").touch()
    ran = run("ingest", "office", "--index", "i")
    assert ran.code == 1, "one file failed"
    assert re.search(r"Đã gỡ.*bai-00\.txt", ran.err) and re.search(r"Thay đổi.*bai-01\.txt", ran.err)
    assert re.search(r"Lỗi.*trong\.txt.*không có nội dung", ran.err)
    assert "Thêm 0, thay đổi 1, gỡ 1, giữ nguyên 0, lỗi 1." in ran.err
    assert [row["id"] for row in json.loads(run("documents", "--json", "--index", "i").out)] == ["bai-01"]


def test_ingest_reads_the_folder_corpus_by_default(run: Run, tmp_path: Path) -> None:
    write_office(tmp_path / "corpus", 1)
    assert run("ingest").code == 0
    assert (tmp_path / ".hoidap" / "current").is_file()


# --------------------------------------------------------------------------------------------- ask


def test_ask_shows_the_answer_and_its_proof(run: Run, corpus_index: Path) -> None:
    ran = run("ask", QUESTION, "--index", corpus_index)
    assert ran.code == 0
    answer, *sources = ran.out.splitlines()
    assert "102 đơn vị sự nghiệp công lập" in answer and "[1]" in answer
    assert any("giảm được 102 đơn vị sự nghiệp công lập" in line for line in sources)
    assert any(BAC_GIANG in line for line in sources)


def test_ask_json_keeps_the_contract_and_quotes_the_document(run: Run, corpus_index: Path) -> None:
    ran = run("ask", QUESTION, "--json", "--index", corpus_index)
    assert ran.code == 0
    answer = json.loads(ran.out)
    is_answer(answer)
    assert answer["question"] == QUESTION
    assert answer["status"] == "answered" and answer["short"].startswith("102")
    assert answer["index_version"] == (corpus_index / "current").read_text().strip()
    for citation in answer["citations"]:
        document = json.loads(
            run("documents", citation["document_id"], "--json", "--index", corpus_index).out
        )
        assert document["text"][citation["start"] : citation["end"]] == citation["quote"]
        assert citation["title"] == document["title"]


def test_ask_json_of_what_no_document_answers(run: Run, corpus_index: Path) -> None:
    answer = json.loads(run("ask", "Giá vé tàu điện ở Tokyo?", "--json", "--index", corpus_index).out)
    is_answer(answer)
    assert answer["status"] == "not_found"
    assert answer["contexts"], "the nearest passages are shown"


def test_batch_answers_every_line_in_order(run: Run, corpus_index: Path, tmp_path: Path) -> None:
    asked = [
        {"id": 7, "question": QUESTION, "history": []},
        {"id": "b", "question": "Giá vé tàu điện ở Tokyo?", "history": None},
        {"id": "c", "question": "Còn Thái Nguyên?", "history": [QUESTION]},
        {"id": "d", "question": "một\u2028dòng là gì?"},  # some programs take U+2028 for the end of a line
    ]
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in asked)
    Path("questions.jsonl").write_text("\ufeff" + text + "\n\n", encoding="utf-8")

    ran = run("ask", "--batch", "questions.jsonl", "--out", "answers.jsonl", "--index", corpus_index)

    assert ran.code == 0 and ran.out == "" and "4 câu" in ran.err
    answers = lines_of(tmp_path / "answers.jsonl")
    assert [answer["id"] for answer in answers] == [7, "b", "c", "d"]
    for line, answer in zip(asked, answers, strict=True):
        is_answer(answer)
        assert answer["question"] == line["question"]
    assert answers[0]["short"].startswith("102")
    assert answers[2]["standalone_question"] == QUESTION.replace("Bắc Giang", "Thái Nguyên")


def test_batch_reports_a_question_that_cannot_be_asked(run: Run, corpus_index: Path, tmp_path: Path) -> None:
    asked = [{"id": 1, "question": "dài " * 2500}, {"id": 2, "question": QUESTION}]
    Path("q.jsonl").write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
    ran = run("ask", "--batch", "q.jsonl", "--out", "a.jsonl", "--index", corpus_index)
    assert ran.code == 1 and "1 câu không hỏi được" in ran.err
    refused, answered = lines_of(tmp_path / "a.jsonl")
    assert refused["id"] == 1 and refused["error"]["code"] == "question_too_long"
    assert VIETNAMESE.search(refused["error"]["message"])
    assert answered["status"] == "answered"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "không phải JSON"),
        ("[" * 100_000, "không phải JSON"),
        ('["a"]', "“id” và “question”"),
        ('{"id": 1}', "“id” và “question”"),
        ('{"question": "a"}', "“id” và “question”"),
        ('{"id": 1, "question": 5}', "“id” và “question”"),
        ('{"id": 1, "question": "a", "history": "b"}', "“history”"),
        ('{"id": 1, "question": "a", "history": [1]}', "“history”"),
        ('{"id": 1, "question": "\\ud800"}', "ký tự không hợp lệ"),
    ],
)
def test_bad_batch_line_is_named_and_nothing_is_asked(
    run: Run, corpus_index: Path, line: str, reason: str
) -> None:
    Path("q.jsonl").write_text('{"id": 0, "question": "Ai?"}\n' + line + "\n", encoding="utf-8")
    Path("a.jsonl").write_text("của lần trước\n", encoding="utf-8")
    ran = run("ask", "--batch", "q.jsonl", "--out", "a.jsonl", "--index", corpus_index)
    assert ran.code == 1
    is_one_sentence(ran, "q.jsonl", "dòng 2", reason)
    assert Path("a.jsonl").read_text(encoding="utf-8") == "của lần trước\n"
    assert sorted(path.name for path in Path().iterdir()) == ["a.jsonl", "q.jsonl"]


# --------------------------------------------------------------------------------------- documents


def test_documents_lists_what_is_indexed(run: Run, corpus_index: Path) -> None:
    rows = json.loads(run("documents", "--json", "--index", corpus_index).out)
    assert len(rows) == 5 and BAC_GIANG in {row["id"] for row in rows}
    assert all("text" not in row and len(row["sha256"]) == 64 for row in rows)
    shown = run("documents", "--index", corpus_index).out
    assert all(row["id"] in shown and row["title"] in shown for row in rows)


def test_documents_shows_one_with_its_text(run: Run, corpus_index: Path) -> None:
    document = json.loads(run("documents", BAC_GIANG, "--json", "--index", corpus_index).out)
    assert document["id"] == BAC_GIANG and "102 đơn vị sự nghiệp" in document["text"]
    shown = run("documents", BAC_GIANG, "--index", corpus_index)
    assert shown.code == 0 and shown.out.endswith(document["text"] + "\n")


# ---------------------------------------------------------------------------------- doctor and eval


def test_doctor_finds_everything_well(run: Run, corpus_index: Path) -> None:
    ran = run("doctor", "--index", corpus_index)
    assert ran.code == 0 and "lỗi" not in ran.out
    assert "builtin:" in ran.out and "5 tài liệu" in ran.out and "LLM" in ran.out


def test_doctor_finds_a_damaged_index(run: Run, own_index: Path) -> None:
    (documents,) = (own_index / "generations").glob("*/documents.jsonl")
    documents.write_bytes(documents.read_bytes().replace(b"102", b"103", 1))
    ran = run("doctor", "--index", own_index)
    assert ran.code == 1 and re.search(r"Chỉ mục\s*│\s*lỗi", ran.out)


def test_doctor_finds_an_index_of_another_encoder(
    run: Run, corpus_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOIDAP_EMBEDDING", "/khong/co")
    ran = run("doctor", "--index", corpus_index)
    assert ran.code == 1 and re.search(r"Mô hình tìm kiếm\s*│\s*lỗi.*/khong/co", ran.out)


def test_eval_scores_a_file(run: Run, corpus_index: Path) -> None:
    question = {
        "id": "một",
        "question": QUESTION,
        "kind": "quantity",
        "split": "dev",
        "answers": ["102"],
        "documents": [BAC_GIANG],
        "quotes": ["giảm được 102 đơn vị sự nghiệp công lập"],
    }
    Path("q.jsonl").write_text(json.dumps(question), encoding="utf-8")
    ran = run("eval", "q.jsonl", "--json", "report.json", "--index", corpus_index)
    assert ran.code == 0 and VIETNAMESE.search(ran.out)
    report = json.loads(Path("report.json").read_text(encoding="utf-8"))
    assert "một" in json.dumps(report, ensure_ascii=False)


# ------------------------------------------------------------------------------------------ faults


def _random_bytes(path: Path) -> None:
    path.write_bytes(hashlib.shake_256(b"bytes").digest(4000))


def _english(path: Path) -> None:
    sentence = "The department reduced its staff last year, and the report describes how this was done.\n"
    path.write_text(sentence * 8, encoding="utf-8")


def _unreadable(path: Path) -> None:
    path.write_text(text_of(1), encoding="utf-8")
    path.chmod(0)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        pytest.param(Path.touch, "không có nội dung", id="empty"),
        pytest.param(_random_bytes, "không phải là văn bản", id="binary"),
        pytest.param(_english, "không phải tiếng Việt", id="english"),
        pytest.param(Path.exists, "Không mở được", id="absent"),
        pytest.param(
            _unreadable,
            "Không mở được",
            id="unreadable",
            marks=pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything"),
        ),
    ],
)
def test_bad_file_leaves_the_index_as_it_was(
    run: Run, own_index: Path, make: Callable[[Path], None], words: str
) -> None:
    make(Path("xau.txt"))
    before = state_of(own_index)
    ran = run("ingest", "xau.txt", "--index", own_index)
    assert ran.code == 1 and ran.out == "" and "Traceback" not in ran.err
    told = [line for line in ran.err.splitlines() if "xau.txt" in line]
    assert len(told) == 1 and words in told[0]
    assert state_of(own_index) == before


def test_folder_without_documents(run: Run) -> None:
    Path("trong").mkdir()
    ran = run("ingest", "trong", "--index", "i")
    assert ran.code == 1
    is_one_sentence(ran, "không có văn bản nào")
    assert not Path("i", "current").exists()


def test_question_of_ten_thousand_characters(run: Run, corpus_index: Path) -> None:
    ran = run("ask", "a b " * 2500, "--index", corpus_index)
    assert ran.code == 1
    is_one_sentence(ran, "10000 ký tự", "2000")


def test_empty_question(run: Run, corpus_index: Path) -> None:
    ran = run("ask", " ?! ", "--index", corpus_index)
    assert ran.code == 1
    is_one_sentence(ran, "chưa nhập câu hỏi")


@pytest.mark.parametrize("command", [("ask", QUESTION), ("documents",), ("documents", BAC_GIANG), ("eval",)])
def test_missing_index(run: Run, command: tuple[str, ...]) -> None:
    ran = run(*command)
    assert ran.code == 1
    is_one_sentence(ran, "hoidap ingest")
    assert list(Path().iterdir()) == [], "asking makes nothing"


def test_missing_index_in_the_doctors_table(run: Run) -> None:
    ran = run("doctor")
    assert ran.code == 1 and re.search(r"Chỉ mục\s*│\s*lỗi.*hoidap ingest", ran.out)


def test_unknown_document(run: Run, corpus_index: Path) -> None:
    ran = run("documents", "khong-co", "--index", corpus_index)
    assert ran.code == 1
    is_one_sentence(ran, "khong-co")


def test_port_in_use(run: Run, corpus_index: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ran = run("serve", "--port", port, "--index", corpus_index)
    assert ran.code == 1
    is_one_sentence(ran, str(port), "--port")


def test_address_of_another_machine(run: Run, corpus_index: Path) -> None:
    ran = run("serve", "--host", "192.0.2.1", "--index", corpus_index)  # kept free for documentation
    assert ran.code == 1
    is_one_sentence(ran, "192.0.2.1", "HOIDAP_HOST")


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("HOIDAP_PROT", "1", "không có trong bảng"),
        ("HOIDAP_PORT", "bảy nghìn", "số nguyên"),
        ("HOIDAP_PORT", "70000", "65535"),
        ("HOIDAP_QUESTION_LIMIT", "3", "20"),
    ],
)
@pytest.mark.parametrize("place", ["environment", ".env"])
def test_bad_setting(
    run: Run, monkeypatch: pytest.MonkeyPatch, place: str, name: str, value: str, reason: str
) -> None:
    if place == ".env":
        Path(".env").write_text(f"# thử\n{name}={value}\n", encoding="utf-8")
    else:
        monkeypatch.setenv(name, value)
    ran = run("documents")
    assert ran.code == 1
    is_one_sentence(ran, name, reason)


def test_index_that_is_a_file(run: Run, tmp_path: Path) -> None:
    write_office(tmp_path / "corpus", 1)
    Path("tep").write_text("của tôi", encoding="utf-8")
    ran = run("ingest", "--index", "tep")
    assert ran.code == 1
    is_one_sentence(ran, "tep")
    assert Path("tep").read_text(encoding="utf-8") == "của tôi"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("hoi",), "không có lệnh"),
        (("ask",), "cần một câu hỏi"),
        (("ask", "một", "hai"), "thừa tham số"),
        (("ask", "--jsno", "một"), "--jsno"),
        (("ask", "--batch", "q.jsonl"), "--out"),
        (("ask", "một", "--batch", "q.jsonl", "--out", "a.jsonl"), "không kèm câu hỏi"),
        (("serve", "--port", "abc"), "--port"),
    ],
)
def test_wrong_usage(run: Run, arguments: tuple[str, ...], word: str) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    is_one_sentence(ran, word, "hoidap --help")


def test_the_installed_command_into_a_closed_pipe(corpus_index: Path) -> None:
    command = [Path(sys.executable).with_name("hoidap"), "documents", BAC_GIANG, "--index", corpus_index]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        told = process.stderr.read()
    assert process.returncode == 1 and told == b""
