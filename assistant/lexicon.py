"""What the indexed documents teach about their language: word weights, names, abbreviations.

Made from the documents of one index generation; nothing is known beforehand but a short list of
abbreviations that every Vietnamese office uses.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import pairwise

from assistant.own_places import own_places
from ingest.places import Place, compounds, find_places
from ingest.records import Chunk, Document
from ingest.vietnamese import fold_accents, syllables, tokens

USUAL_ABBREVIATIONS: dict[str, str] = {
    "ubnd": "ủy ban nhân dân",
    "hđnd": "hội đồng nhân dân",
    "btv": "ban thường vụ",
    "bch": "ban chấp hành",
    "btc": "ban tổ chức",
    "mttq": "mặt trận tổ quốc",
    "kt xh": "kinh tế xã hội",
    "ktxh": "kinh tế xã hội",
    "ubkt": "ủy ban kiểm tra",
    "tw": "trung ương",
    "cbcc": "cán bộ công chức",
    "cbccvc": "cán bộ công chức viên chức",
    "dn": "doanh nghiệp",
    "nq": "nghị quyết",
    "đv": "đảng viên",
    "llct": "lý luận chính trị",
    "dtts": "dân tộc thiểu số",
    "hssv": "học sinh sinh viên",
    "đc": "đồng chí",
    "bn": "bao nhiêu",
    "ntn": "như thế nào",
    "cq": "cơ quan",
    "đb": "đảng bộ",
    "ct": "chủ tịch",
    "bt": "bí thư",
    "đvsn": "đơn vị sự nghiệp",
    "nqtw": "nghị quyết trung ương",
    "qđ": "quyết định",
    "ctr": "chương trình",
    "kh": "kế hoạch",
    "đh": "đại học",
    "htx": "hợp tác xã",
    "gpmb": "giải phóng mặt bằng",
    "ntm": "nông thôn mới",
    "cntt": "công nghệ thông tin",
    "cchc": "cải cách hành chính",
    "tccsđ": "tổ chức cơ sở đảng",
    "đvsncl": "đơn vị sự nghiệp công lập",
    "qlnn": "quản lý nhà nước",
    "nsnn": "ngân sách nhà nước",
    "tthc": "thủ tục hành chính",
    "cđs": "chuyển đổi số",
    "bcđ": "ban chỉ đạo",
    "bhyt": "bảo hiểm y tế",
    "bhxh": "bảo hiểm xã hội",
    "tp": "thành phố",
    "nct": "người cao tuổi",
    "bvđk": "bệnh viện đa khoa",
    "ttyt": "trung tâm y tế",
    "thcs": "trung học cơ sở",
    "thpt": "trung học phổ thông",
    "gd đt": "giáo dục và đào tạo",
    "gdđt": "giáo dục và đào tạo",
    "kh cn": "khoa học và công nghệ",
    "khcn": "khoa học và công nghệ",
    "kh đt": "kế hoạch và đầu tư",
    "khđt": "kế hoạch và đầu tư",
    "tn mt": "tài nguyên và môi trường",
    "tnmt": "tài nguyên và môi trường",
    "nn ptnt": "nông nghiệp và phát triển nông thôn",
    "nnptnt": "nông nghiệp và phát triển nông thôn",
    "tt tt": "thông tin và truyền thông",
    "lđtbxh": "lao động thương binh và xã hội",
    "cbđv": "cán bộ đảng viên",
    "qlda": "quản lý dự án",
    "pccc": "phòng cháy chữa cháy",
    "antt": "an ninh trật tự",
    "atgt": "an toàn giao thông",
    "attp": "an toàn thực phẩm",
    "bvmt": "bảo vệ môi trường",
    "xdcb": "xây dựng cơ bản",
    "xdđ": "xây dựng đảng",
}

# Words that carry grammar, not content: they neither support nor contradict an answer.
FUNCTION_WORDS = frozenset(
    """là của và có được đã đang sẽ các những cho trong với tại ở từ đến về này đó thì mà hay hoặc bị do bởi
    theo như ra vào lên cũng còn để khi nếu vì nên rằng một cái chiếc việc sự hiện nay bao nhiêu mấy gì nào
    ai đâu sao vậy ạ nhỉ à hả thế ấy kia hãy xin hỏi biết giúp tôi mình em anh chị ơi bạn trên dưới qua
    bằng nêu kể liệt cùng so sánh khác giờ lúc lại rồi nữa chỉ đều vẫn tổng cộng tất cả nhau trả lời
    rốt cuộc thưa dạ vâng thôi nhé nha thử bài viết văn bản tài liệu nói hỏi phần trăm
    hồi tầm kiểu cứ chuyện thuộc con nhờ tới dạo""".split()
)

_SURNAMES = frozenset(
    """nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đào đoàn vương trịnh trương
    đinh lâm phùng mai tô hà tạ chu quách thái cao châu tăng tống lương lưu giáp khuất nông triệu lò vi ma
    hứa sầm kim thạch sơn danh tôn âu lục mạc nghiêm ninh quan thân từ văn viên bạch bế cù doãn đàm điêu giang
    hán kiều la lã lại mẫn nhâm ông phí tiêu tòng ung vừ giàng sùng lù hầu y rơ đậu đồng bành""".split()
)
# The other surnames are also words ("đào tạo", "văn phòng") or begin places ("Hà Nội").
_PLAIN_SURNAMES = frozenset(
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ ngô trịnh trương đinh phùng tạ chu".split()
)
_PERSON_TITLES = frozenset(
    {("ông",), ("bà",), ("anh",), ("chị",), ("đồng", "chí"), ("đ/c",), ("gs",), ("ts",)}
)

_SHORT_FORM = re.compile(
    r"\((?:(?:sau đây )?(?:viết tắt|gọi tắt|gọi chung|gọi)(?: là)?:? )?[“\"]?([A-ZĐƯ][A-ZĐƯ&-]{1,9})[”\"]?\)"
)


def _by_fold(names: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    named: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for name in names:
        named.setdefault(tuple(map(fold_accents, name)), []).append(name)
    return named


@dataclass(frozen=True)
class Lexicon:
    """Counts over the documents of one index.

    Attributes:
        chunk_count: Number of chunks counted.
        chunk_frequency: Token → number of chunks that hold it.
        bigrams: Adjacent token pairs → occurrences.
        by_fold: Folded token → tokens with those letters.
        capitalised: Token runs written with capitals → occurrences.
        persons: Token runs that stand for persons.
        abbreviations: Short form as tokens ("tccsđ", "kt xh") → tokens that it stands for.
        places: Names that documents are of, where the gazetteer has no province or district of that name.
    """

    chunk_count: int
    chunk_frequency: Mapping[str, int]
    bigrams: Mapping[tuple[str, str], int]
    by_fold: Mapping[str, frozenset[str]]
    capitalised: Mapping[tuple[str, ...], int]
    persons: frozenset[tuple[str, ...]]
    abbreviations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    places: Mapping[tuple[str, ...], Place] = field(default_factory=dict)

    def weight(self, token: str) -> float:
        """Return a token's weight, ≥ 0: 0 for grammar words, a middling one for unknown, else BM25's idf."""
        if token in FUNCTION_WORDS:
            return 0.0
        count = self.chunk_frequency.get(token, 0)
        if count == 0 and token.isalpha():
            return self._unknown_weight  # a word that people use and the documents don't
        return math.log(1 + (self.chunk_count - count + 0.5) / (count + 0.5))

    @cached_property
    def _unknown_weight(self) -> float:
        common = max(1.0, self.chunk_count / 20)
        return math.log(1 + (self.chunk_count - common + 0.5) / (common + 0.5))

    @cached_property
    def places_by_fold(self) -> Mapping[tuple[str, ...], Sequence[tuple[str, ...]]]:
        """Return the names of ``places`` by their letters without accents."""
        return _by_fold(self.places)

    @cached_property
    def capitalised_by_fold(self) -> Mapping[tuple[str, ...], Sequence[tuple[str, ...]]]:
        """Return the runs of ``capitalised`` by their letters without accents."""
        return _by_fold(self.capitalised)

    def knows(self, token: str) -> bool:
        """Tell whether any document holds the token."""
        return token in self.chunk_frequency

    @cached_property
    def _short_openings(self) -> frozenset[str]:
        return frozenset(short.split(" ")[0] for short in self.abbreviations)

    def expand(self, found: Iterable[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
        """Replace short forms by the words that they stand for, and synonyms by the first of their group.

        What stands for a stretch of text keeps the stretch's place.
        """
        written: list[tuple[str, int, int]] = []
        rest = list(found)
        at = 0
        while at < len(rest):
            if rest[at][0] not in self._short_openings:
                written.append(rest[at])
                at += 1
                continue
            short, size = short_form_at(rest, at, self.abbreviations)
            _, start, _ = rest[at]
            _, _, end = rest[at + size - 1]
            written += [(word, start, end) for word in self.abbreviations[short]] if short else [rest[at]]
            at += size
        return _one_word_for_all(written)


def short_form_at(
    found: Sequence[tuple[str, int, int]], at: int, short_forms: Mapping[str, tuple[str, ...]]
) -> tuple[str, int]:
    """Return the short form that begins at a token, "" for none, and how many tokens it is (1 for none)."""
    for size in (2, 1):
        tokens_of_it = found[at : at + size]
        short = " ".join(token for token, _, _ in tokens_of_it)
        if len(tokens_of_it) == size and short in short_forms:
            return short, size
    return "", 1


@lru_cache(maxsize=1)
def synonym_groups() -> tuple[tuple[str, ...], ...]:
    """Return the groups of ``synonyms.txt``, the plainest word of each first."""
    lines = files("assistant").joinpath("synonyms.txt").read_text(encoding="utf-8").splitlines()
    cut = [re.split(r"[=,]", line) for line in lines if "=" in line and not line.startswith("#")]
    return tuple(tuple(word.strip() for word in group) for group in cut)


@lru_cache(maxsize=1)
def synonyms() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return each word of ``synonyms.txt``, as tokens, with the first word of its group."""
    # The first word too, so that it is never cut in two.
    return {
        tuple(syllables(word)): tuple(syllables(group[0])) for group in synonym_groups() for word in group
    }


_LONGEST_SYNONYM = 6


@lru_cache(maxsize=1)
def _first_words() -> frozenset[str]:
    return frozenset(run[0] for run in synonyms())


def _one_word_for_all(found: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    first_of, openings = synonyms(), _first_words()
    result: list[tuple[str, int, int]] = []
    at = 0
    while at < len(found):
        if found[at][0] not in openings:
            result.append(found[at])
            at += 1
            continue
        for size in range(min(_LONGEST_SYNONYM, len(found) - at), 0, -1):
            run = tuple(token for token, _, _ in found[at : at + size])
            first = first_of.get(run)
            if first:
                result.extend((word, found[at][1], found[at + size - 1][2]) for word in first)
                at += size
                break
        else:
            result.append(found[at])
            at += 1
    return result


def build_lexicon(documents: Mapping[str, Document], chunks: Iterable[Chunk]) -> Lexicon:
    """Count the words of an index.

    Args:
        documents: By id.
        chunks: Every chunk of those documents.
    """
    frequency: Counter[str] = Counter()
    bigrams: Counter[tuple[str, str]] = Counter()
    capitalised: Counter[tuple[str, ...]] = Counter()
    persons: set[tuple[str, ...]] = set()
    short_forms = {short: tuple(full.split()) for short, full in USUAL_ABBREVIATIONS.items()}
    total = 0
    for chunk in chunks:
        text = documents[chunk.document_id].text[chunk.start : chunk.end]
        found = tokens(text)
        single = [token for token, _, _ in found]
        total += 1
        frequency.update(set(single))
        bigrams.update(pairwise(single))
        for first, last in capital_runs(text, found):
            run = tuple(single[first:last])
            capitalised[run] += 1
            if is_person(single, first, last):
                persons.add(run)
        short_forms.update(learned_abbreviations(text))
    by_fold: dict[str, set[str]] = {}
    for token in frequency:
        by_fold.setdefault(fold_accents(token), set()).add(token)
    frozen = {key: frozenset(values) for key, values in by_fold.items()}
    places = own_places(documents.values())
    return Lexicon(total, frequency, bigrams, frozen, capitalised, frozenset(persons), short_forms, places)


def capital_runs(text: str, found: list[tuple[str, int, int]]) -> list[tuple[int, int]]:
    """Find runs of two and more adjacent capitalised words.

    Returns:
        (first token, one past the last token).
    """
    runs: list[tuple[int, int]] = []
    first = 0
    for at in range(len(found) + 1):
        joined = at < len(found) and text[found[at][1]].isupper()
        if joined and at > first:
            joined = text[found[at - 1][2] : found[at][1]] in (" ", "\u00a0", "-")
            if not joined:
                _keep_run(runs, found, first, at)
                first = at
                continue
        if not joined:
            _keep_run(runs, found, first, at)
            first = at + 1
    return runs


def _keep_run(runs: list[tuple[int, int]], found: list[tuple[str, int, int]], first: int, last: int) -> None:
    if (found[first][0] if first < last else "",) in _PERSON_TITLES:
        first += 1
    if last - first >= 2:
        runs.append((first, last))


def is_person(found: list[str], first: int, last: int) -> bool:
    """Tell whether a capitalised run names a person: after a title, or a surname and 1-3 more names."""
    if not 2 <= last - first <= 5:
        return False
    titled = tuple(found[max(0, first - 1) : first]) in _PERSON_TITLES or (
        tuple(found[max(0, first - 2) : first]) in _PERSON_TITLES
    )
    surname = found[first] in _SURNAMES
    if titled and not surname:  # "27 đồng chí, Ban Thường vụ …": the last capital begins an ordinary word
        return last - first <= 4 and tuple(found[last - 1 : last + 1]) not in compounds()
    if titled:
        return True
    return surname and 3 <= last - first <= 4 and not _is_word_or_place(found[first:last])


def _is_word_or_place(run: list[str]) -> bool:
    """Tell whether a run that begins like a name is "Đào tạo …" or "Hà Nội …" instead."""
    plain = run[0] in _PLAIN_SURNAMES
    if any(at == 0 or (at == 1 and not plain) for at, _, _ in find_places(run, [True] * len(run))):
        return True
    return not plain and (run[0], run[1]) in compounds()


def learned_abbreviations(text: str) -> dict[str, tuple[str, ...]]:
    """Learn short forms from "tổ chức cơ sở đảng (TCCSĐ)": initials of the words before the bracket.

    Returns:
        Short form → its words; "KH&CN" is named by its tokens, "kh cn", and may leave out "và".
    """
    learned: dict[str, tuple[str, ...]] = {}
    for match in _SHORT_FORM.finditer(text):
        short = syllables(match.group(1))
        letters = fold_accents("".join(short))
        before = syllables(text[max(0, match.start() - 120) : match.start()])
        for words in (before, [word for word in before if word != "và"]):
            full = words[-len(letters) :]
            if "".join(fold_accents(word[0]) for word in full) == letters:
                learned[" ".join(short)] = tuple(full)
                break
    return learned
