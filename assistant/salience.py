"""What makes a sentence worth telling at a meeting: the units of a document, their sections and weights."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from assistant.lexicon import FUNCTION_WORDS, Lexicon
from assistant.spans import SpanType
from assistant.views import DocumentView, Sentence
from ingest.split import heading_text
from ingest.vietnamese import syllables

SHORTEST, LONGEST = 45, 440  # characters of a point
_LONGEST_CLAUSE = 360
_UNITS = 3000  # sentences and clauses weighed per document
_COMFORT = 260  # characters; longer points are read out less gladly
_USUAL = 40  # tokens; beyond, more words are not more content

RESULT, LACK, TASK = "Tình hình, kết quả", "Hạn chế, khó khăn", "Nhiệm vụ, giải pháp"
SECTIONS = (RESULT, LACK, TASK)

# Sentences that lean on the one before, tell what somebody said, or close with a flourish.
_LEANS = re.compile(
    r"(?:qua đó|đây là|đó là|điều (?:này|đó)|những (?:điều|việc) (?:này|đó)|do (?:đó|vậy)|vì (?:vậy|thế)"
    r"|từ đó|chính vì (?:vậy|thế)|theo đó|trong (?:bối cảnh|số) đó|kết quả (?:quan trọng )?(?:này|đó)"
    r"|tháo gỡ \S+ \S+ này"
    r"|nhờ (?:đó|vậy)|khi đó|trước đó|bởi (?:vậy|thế)|như vậy|tóm lại|mặt khác|ngược lại|chưa kể|cùng với đó"
    r"|song song đó|bên cạnh đó|ngoài ra|đồng thời|trong đó|có những|riêng|trước đây|sau đó|cụ thể|cũng"
    r"|cùng thời gian này|có thể (?:nói|khẳng định|thấy)|không thể không)\b",
    re.IGNORECASE,
)
_SAID = re.compile(r"chia sẻ|tâm sự|bày tỏ|\b(?:tôi|chúng tôi|mình)\b|[“\"][^”\"]*$", re.IGNORECASE)
# A clause that only opens the sentence it is cut from.
_OPENS_ONLY = re.compile(
    r"(?:thực hiện|để|nhằm|với|qua|trên cơ sở|trong|sau|gắn|từ|căn cứ|theo|xác định|nhận thức)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"điều\s+\d", re.IGNORECASE)
ORDINAL = re.compile(r"(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười) là\b|thứ \w+\b", re.IGNORECASE)
_LETTERED = re.compile(r"[a-zđ]\) ")
_IN_FORCE = re.compile(
    r"có hiệu lực (?:thi hành )?(?:từ|kể từ|sau)|quy định (?:này )?(?:chi tiết )?về|áp dụng đối với"
)
_SIGNED = re.compile(r"(?:bài|ảnh|tin|nguồn|tác giả)\b[^.]{0,12}:|nơi nhận", re.IGNORECASE)

_LACKING = re.compile(
    r"\bchưa\b|hạn chế|yếu kém|khuyết điểm|bất cập|tồn tại|vướng mắc|khó khăn"
    r"|\bcòn (?:chậm|ít|thấp|hình thức|yếu|lúng túng|nhiều|có nơi)|bị động|ảnh hưởng không nhỏ|điểm nghẽn"
)
_MENDED = re.compile(
    r"khắc phục|giải quyết|tháo gỡ|vượt qua|phòng ngừa|không còn|giảm \d|chỉ còn|so với|trước đây"
    r"|thực hiện tốt"
)
_TO_DO = re.compile(
    r"tiếp tục|phấn đấu|cần (?:phải|tập trung|tiếp tục|quan tâm)|\bphải\b|tăng cường|đẩy mạnh|coi trọng"
    r"|chú trọng|quyết tâm"
)
_AHEAD = re.compile(
    r"đề ra mục tiêu|mục tiêu (?:đến|năm|hằng năm)|(?:thời gian|giai đoạn|năm|nhiệm kỳ) tới"
    r"|phấn đấu đến|đòi hỏi"
)
_DONE = re.compile(r"\bđã\b|\bđược\b|\bđạt\b|đến nay|hiện (?:nay|có)|trong nhiệm kỳ|kết quả")
_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")
_LEAD_TO_DO = re.compile(r"giải pháp|nhiệm vụ|thời gian tới|yêu cầu|kiến nghị|đề xuất")


@lru_cache(maxsize=64)
def _titles(view: DocumentView) -> tuple[tuple[int, str], ...]:
    """Sentence index and wording of every heading."""
    text = view.document.text
    return tuple((index, heading_text(text[slice(*view.bounds[index])])) for index in view.headings)


@dataclass(frozen=True)
class Unit:
    """A sentence, or a clause of a long one, that could be a point."""

    view: DocumentView
    sentence: Sentence
    start: int
    end: int
    tokens: frozenset[str]
    whole: bool

    @property
    def text(self) -> str:
        return self.view.document.text[self.start : self.end]

    @cached_property
    def section(self) -> str:
        """Articles keep their heading; elsewhere what is lacking and what is to be done stand apart."""
        above = [title for index, title in _titles(self.view) if index < self.sentence.index]
        articles = [title for title in above if _ARTICLE.match(title)]
        if articles:
            return articles[-1]
        section = _cue_section(self, self.view.document.text)
        return above[-1] if section == RESULT and above else section

    @property
    def line(self) -> tuple[str, int]:
        return self.view.document.id, self.sentence.line

    @property
    def article(self) -> tuple[str, str]:
        return self.view.document.id, self.section if _ARTICLE.match(self.section) else ""


def _cue_section(unit: Unit, text: str) -> str:
    own = _QUOTED.sub(" ", unit.text).lower()
    line = text[text.rfind("\n", 0, unit.sentence.start) + 1 :][:80].lower()
    if _under_task_list(unit):
        return TASK
    if _LACKING.search(own) and not _MENDED.search(own):
        return LACK
    if line.startswith("tuy nhiên") and not _DONE.search(own):
        return LACK
    if _AHEAD.search(own) or _AHEAD.search(line) or (_TO_DO.search(own) and not _DONE.search(own)):
        return TASK
    return RESULT


def _under_task_list(unit: Unit) -> bool:
    """Whether it belongs to a list whose opening announces what is to be done."""
    for listed in unit.view.enumerations:
        if listed.lead >= 0 and listed.items[0] <= unit.sentence.index:
            start, end = unit.view.bounds[listed.lead]
            announced = unit.view.document.text[start:end].lower()
            reach = listed.items[-1] + 2
            if unit.sentence.index <= reach and announced.endswith(":") and _LEAD_TO_DO.search(announced):
                return True
    return False


def units_of(view: DocumentView) -> list[Unit]:
    found: list[Unit] = []
    headings = frozenset(view.headings)
    for index in range(len(view.bounds)):
        if index in headings or len(found) >= _UNITS or view.is_order(index):
            continue
        sentence = view.sentence(index)
        whole = sentence.end - sentence.start <= LONGEST
        parts = ((sentence.start, sentence.end),) if whole else sentence.clauses
        for start, end in parts:
            longest = LONGEST if whole else _LONGEST_CLAUSE
            if SHORTEST <= end - start <= longest and not _is_debris(view, start, end):
                inside = frozenset(t for t, s, e in sentence.tokens if start <= s and e <= end)
                found.append(Unit(view, sentence, start, end, inside, whole))
    return found


def _is_debris(view: DocumentView, start: int, end: int) -> bool:
    text = view.document.text[start:end]
    return (
        _SIGNED.match(text) is not None
        or text.rstrip().endswith((":", "?"))
        or syllables(text) == syllables(view.document.title)
    )


class Scale:
    """Weighs the units of one document."""

    def __init__(self, view: DocumentView, lexicon: Lexicon, topic: Mapping[str, float]) -> None:
        self._view = view
        self._lexicon = lexicon
        self._topic = topic
        self._title = {token for token in view.context if token not in FUNCTION_WORDS}
        counts = Counter(view.words)
        self._centre = {
            token: (1 + math.log(count)) * lexicon.weight(token)
            for token, count in counts.items()
            if token.isalpha() and count > 1
        }
        self._heaviest = sum(sorted(self._centre.values(), reverse=True)[:25]) or 1.0

    def speaks_of_topic(self, unit: Unit) -> bool:
        """Whether the unit, its heading or the document's title holds at least half of the topic's weight,
        and the unit itself a fifth."""
        if not self._topic:
            return True
        total = sum(self._topic.values())
        own = sum(weight for token, weight in self._topic.items() if token in unit.tokens)
        heading = self._view.heading_of(unit.sentence.index)
        around = unit.tokens | self._view.context
        if heading is not None:
            around |= self._view.sentence(heading).token_set
        held = sum(weight for token, weight in self._topic.items() if token in around)
        return own >= 0.2 * total and held >= 0.5 * total

    def score(self, unit: Unit) -> float:
        vocabulary: float = sum(self._centre.get(token, 0.0) for token in unit.tokens) / self._heaviest
        vocabulary /= math.sqrt(max(1.0, len(unit.tokens) / _USUAL))
        title = len(self._title & unit.tokens) / max(4, len(self._title))
        topic = 0.0
        if self._topic:
            topic = sum(w for t, w in self._topic.items() if t in unit.tokens) / sum(self._topic.values())
        return (
            2.0 * vocabulary
            + 0.6 * title
            + 1.5 * topic
            + self._figures(unit)
            + self._place(unit)
            - self._awkward(unit)
        )

    def _figures(self, unit: Unit) -> float:
        telling = (SpanType.COUNT, SpanType.PERCENT, SpanType.RATIO)
        inside = [s for s in unit.sentence.spans if unit.start <= s.start and s.end <= unit.end]
        return 0.22 * min(4, sum(span.type in telling for span in inside))

    def _place(self, unit: Unit) -> float:
        """Openings tell what follows: of the document, of a section, of a paragraph, of a list's item."""
        index = unit.sentence.index
        opens_line = index == 0 or self._view.sentence(index - 1).line != unit.sentence.line
        first = unit.start == unit.sentence.start
        gain = 0.15 if opens_line and first else 0.0
        if index - 1 in self._headings and first:
            gain += 0.15
        if index in self._items and first:
            gain += 0.45
        if index < 4:
            gain += 0.15
        if self._has_articles and first and _IN_FORCE.search(unit.text):
            gain += 1.2  # what it governs, whom, from when
        return gain

    def _awkward(self, unit: Unit) -> float:
        text = unit.text
        loss = 0.0
        if _LEANS.match(text):
            loss += 0.45
        if _SAID.search(text):
            loss += 0.5
        if not unit.whole and unit.start != unit.sentence.start:
            loss += 0.4 if len(unit.sentence.clauses) <= 3 else 0.7
        if not unit.whole and _OPENS_ONLY.match(text):
            loss += 0.4
        if not unit.whole and ":" in text:
            loss += 0.35
        loss += max(0.0, (len(text) - _COMFORT) / 300)
        loss += max(0.0, (90 - len(text)) / 150)
        if text.endswith(("…", "...")):
            loss += 0.1
        if _LETTERED.match(text):
            loss += 0.4  # hangs on the words before the list
        return loss

    @cached_property
    def _has_articles(self) -> bool:
        return sum(_ARTICLE.match(title) is not None for _, title in _titles(self._view)) >= 3

    @cached_property
    def _headings(self) -> frozenset[int]:
        return frozenset(self._view.headings)

    @cached_property
    def _items(self) -> frozenset[int]:
        return frozenset(item for listed in self._view.enumerations for item in listed.items)
