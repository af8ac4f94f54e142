"""The trained reader: choosing stretches from scores, refusing a damaged file, and the one that ships."""

from __future__ import annotations

import math
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from assistant import reader as reader_module
from assistant.pairs import MOST_TOKENS
from assistant.reader import (
    CHECKSUM,
    LONGEST,
    MODEL,
    Floats,
    Ids,
    Reader,
    Reading,
    in_turn,
    load_reader,
    open_reader,
)
from ingest.errors import ReaderUnavailable

# "có 102 xã mới": the tokens' code points.
OFFSETS = ((0, 2), (3, 6), (7, 9), (10, 13))


def reading(starts: list[float], ends: list[float]) -> Reading:
    return Reading(np.array(starts, np.float32), np.array(ends, np.float32), OFFSETS)


def test_the_best_stretch_begins_before_it_ends() -> None:
    # The best start (3) lies behind the best end (0): the best allowed pair is 1..2 with 2 + 1.
    mark = reading([0, 2, 0, 5], [5, 0, 1, -9]).best()

    assert mark is not None
    assert (mark.start, mark.end, mark.margin) == (0, 2, 5.0)  # 0..0: 0 + 5 beats 2 + 1 and 5 - 9


def test_a_stretch_stays_inside_what_is_asked_for() -> None:
    own = reading([9, 2, 0, 0], [9, 0, 1, 0])

    mark = own.best(3, 13)  # the token with the highest scores ends before 3

    assert mark is not None and (mark.start, mark.end, mark.margin) == (3, 9, 3.0)
    assert own.best(1, 2) is None, "no whole token lies there"


def test_a_stretch_over_a_figure_has_some_of_it() -> None:
    own = reading([0, 1, 4, 4], [0, 1, 4, 4])

    free, over = own.best(0, 13), own.best(0, 13, over=(3, 6))

    assert free is not None and (free.start, free.end) in {(7, 9), (7, 13), (10, 13)}
    assert over is not None and (over.start, over.end, over.margin) == (3, 9, 5.0)


def test_no_stretch_is_longer_than_an_answer() -> None:
    size = LONGEST + 5
    far = Reading(
        np.array([9.0] + [0.0] * (size - 1), np.float32),
        np.array([0.0] * (size - 1) + [9.0], np.float32),
        tuple((i, i + 1) for i in range(size)),
    )

    mark = far.best()

    assert mark is not None and mark.end - mark.start <= LONGEST and mark.margin == 9.0


def test_the_total_is_the_log_of_all_stretches_weights() -> None:
    two = Reading(np.zeros(2, np.float32), np.zeros(2, np.float32), ((0, 1), (2, 3)))

    assert two.total() == pytest.approx(math.log(3))  # 0..0, 0..1, 1..1, each of weight 1


def test_scores_are_told_from_no_answer_and_by_passage() -> None:
    words = {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3, "9": 4}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()

    def scorer(ids: Ids, _types: Ids) -> Floats:
        own = np.where(ids == 4, 3.0, -1.0).astype(np.float32)
        own[0] = 2.0  # "no answer"
        return np.stack([own, own], axis=-1)

    known, unknown = Reader(scorer, tokenizer, "fake").read("bao nhiêu", [("", "có 9 xã"), ("", "có xã")])
    best, none = known.best(), unknown.best()

    assert best is not None and (best.start, best.end) == (3, 4)
    assert best.margin == pytest.approx(2.0)  # 3 + 3 - (2 + 2)
    assert none is not None and none.margin == pytest.approx(-6.0)  # -1 - 1 - (2 + 2)


def test_nothing_to_read_gives_nothing() -> None:
    def never(_ids: Ids, _types: Ids) -> Floats:
        raise AssertionError("the network was called")

    tokenizer = Tokenizer(models.WordLevel({"<pad>": 0}, unk_token="<pad>"))

    assert Reader(never, tokenizer, "fake").read("gì", []) == []


def test_a_missing_and_a_damaged_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReaderUnavailable, match="cannot read"):
        open_reader(tmp_path / MODEL, 1)
    (tmp_path / MODEL).write_bytes(b"not a network")
    (tmp_path / CHECKSUM).write_text("0" * 64 + "  reader.onnx\n", encoding="ascii")
    with pytest.raises(ReaderUnavailable, match="sha256"):
        open_reader(tmp_path / MODEL, 1)


def test_a_file_that_onnxruntime_refuses_is_an_expected_failure(tmp_path: Path) -> None:
    import hashlib

    content = b"checked, but no network"
    (tmp_path / MODEL).write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    (tmp_path / CHECKSUM).write_text(f"{digest}  reader.onnx\n", encoding="ascii")

    with pytest.raises(ReaderUnavailable, match="cannot run"):
        open_reader(tmp_path / MODEL, 1)


@pytest.mark.real
@pytest.mark.parametrize(
    ("question", "passage", "answer"),
    [
        ("Có bao nhiêu người tham dự?", "Hội nghị khai mạc ngày 5/3/2021. Dự có 312 đại biểu.", "312"),
        ("Hội nghị khai mạc ngày nào?", "Hội nghị khai mạc ngày 5/3/2021. Dự có 312 đại biểu.", "5/3/2021"),
        ("Ai ký quyết định?", "Quyết định do ông Trần Văn Nam ký. Hồ sơ gồm 3 bộ.", "Trần Văn Nam"),
    ],
)
def test_the_shipped_reader_finds_plain_answers(question: str, passage: str, answer: str) -> None:
    (own,) = load_reader(1).read(question, [("", passage)])
    mark = own.best()

    assert mark is not None and answer in passage[mark.start : mark.end]
    assert mark.end - mark.start < len(passage) / 2


@pytest.mark.real
def test_the_shipped_reader_is_small_enough() -> None:
    size = Path(reader_module.__file__).with_name(MODEL).stat().st_size

    assert size <= 45_000_000


def test_warming_up_reads_the_longest() -> None:
    read: list[tuple[int, ...]] = []

    def score(ids: Ids, types: Ids) -> Floats:
        assert ids.shape == types.shape and not types.any()
        read.append(ids.shape)
        return np.zeros((*ids.shape, 2), np.float32)

    Reader(score, Tokenizer(models.WordLevel({"<pad>": 0}, unk_token="<pad>")), "fake").warm_up()

    assert read == [(MOST_TOKENS,)]


def test_only_so_many_read_at_a_time() -> None:
    """Each one that reads at the same time takes memory that is never given back."""
    inside, most, lock = 0, 0, threading.Lock()

    def score(ids: Ids, _types: Ids) -> Floats:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        time.sleep(0.01)
        with lock:
            inside -= 1
        return ids.astype(np.float32)

    given = np.array([7])
    scored = in_turn(score, 2)
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: scored(given, given).item(), range(24)))

    assert results == [7.0] * 24 and most == 2


def test_a_network_that_fails_gives_its_place_back() -> None:
    def score(*_: Ids) -> Floats:
        raise RuntimeError("no memory")

    scored, given = in_turn(score, 1), np.array([7])
    for _ in range(2):
        with pytest.raises(RuntimeError, match="no memory"):
            scored(given, given)
