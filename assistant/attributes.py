"""Properties and ranks that set one group apart: women, workers, a degree, the deputy.

A figure told of all members answers nothing about the women among them, and what the deputy says is not
what the head says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.kinds import Kind
from assistant.question import Question
from assistant.read import Candidate
from assistant.spans import Span, SpanType
from assistant.views import DocumentView, Views
from ingest.vietnamese import normal

# How texts write each property; one line, one property.
_PROPERTIES = tuple(
    re.compile(rf"(?<!\w)(?:{ways})(?!\w)")
    for ways in (
        r"nữ|chị em",
        r"nam giới",
        r"dân tộc thiểu số|dtts|người dân tộc|đồng bào dân tộc",
        r"theo đạo|tôn giáo|có đạo|giáo dân|công giáo|phật giáo|tín đồ",
        r"công nhân|người lao động|lao động trực tiếp",
        r"(?<!hội )nông dân|(?<!hội )nông hộ",
        r"học sinh|sinh viên",
        r"doanh nhân|chủ doanh nghiệp",
        r"nghỉ hưu|hưu trí|về hưu",
        r"hộ nghèo",
        r"cận nghèo",
        r"tiến sĩ|tiến sỹ",
        r"thạc sĩ|thạc sỹ|sau đại học|cao học",
        r"(?<!sau )đại học|cử nhân",
        r"cao đẳng",
        r"cao cấp",
        r"sơ cấp",
    )
)
_HEADS = re.compile(
    r"(?<!phó )(?<!\w)(bí thư|chủ tịch|giám đốc|hiệu trưởng|chủ nhiệm|chánh văn phòng"
    r"|trưởng (?:ban|phòng|đoàn|thôn|xóm|bản|ấp|khóm|buôn|khu|tổ)(?! nào))(?!\w)"
)
_DEPUTY = re.compile(
    r"(?<!\w)(?:cấp phó|phó (?:bí thư|chủ tịch|giám đốc|trưởng|hiệu trưởng|chủ nhiệm|ban|phòng|đoàn|thôn|xóm"
    r"|bản|ấp|khóm|buôn|khu|tổ|chánh))(?!\w)"
)
_ANY_DEPUTY = re.compile(r"(?<!\w)phó(?!\w)")


def with_properties(question: Question, candidates: Sequence[Candidate], views: Views) -> list[Candidate]:
    """Leave out what is told of others than those with the properties, or in the rank, that are asked for."""
    asked = normal(question.text)
    counts = question.kind in (Kind.QUANTITY, Kind.PERCENTAGE)
    wanted = [one for one in _PROPERTIES if one.search(asked)] if counts else []
    heads = {*_HEADS.findall(asked)}
    deputy = bool(_DEPUTY.search(asked))
    if not (wanted or heads or deputy):
        return list(candidates)
    return [
        one
        for one in candidates
        if _has(wanted, one, views[one.document_id]) and _in_rank(heads, deputy, one, views[one.document_id])
    ]


def _has(wanted: Iterable[re.Pattern[str]], one: Candidate, view: DocumentView) -> bool:
    """Tell whether what is said of a figure, what leads to it, or the title tells of every property."""
    text, sentence = view.document.text, view.sentence(one.sentence)
    after = one.span.end if one.span else one.end
    end = min([one.end, *(span.start for span in sentence.spans if span.start >= after and _counts(span))])
    stretches = [(sentence.start, end)]
    around = (view.heading_of(one.sentence), view.lead_of(one.sentence))
    stretches += [view.bounds[index] for index in around if index is not None]
    # As written, and with the short forms written out.
    written = [token for token, _, last in sentence.tokens if last <= end]
    told = " . ".join([*(normal(text[slice(*place)]) for place in stretches), " ".join(written)])
    told += f" . {normal(view.document.title)}"
    return all(way.search(told) for way in wanted)


def _counts(span: Span) -> bool:
    return span.type in (SpanType.COUNT, SpanType.RATIO, SpanType.PERCENT)


def _in_rank(heads: set[str], deputy: bool, one: Candidate, view: DocumentView) -> bool:
    """Tell whether a clause, or else its sentence, may speak of the rank asked for."""
    text = view.document.text
    sentence = view.sentence(one.sentence)
    clause, whole = normal(text[one.start : one.end]), normal(text[sentence.start : sentence.end])
    if deputy:
        return bool(_ANY_DEPUTY.search(whole))
    return not any(_only_deputy(head, told) for head in heads for told in (clause, whole))


def _only_deputy(head: str, told: str) -> bool:
    """Tell whether a text names the deputy of a head ("phó thôn", "phó trưởng thôn"), and not the head."""
    body = head.removeprefix("trưởng ")
    of_head = rf"phó (?:trưởng )?{body}" if body != head else rf"phó {head}"
    if not re.search(rf"(?<!\w){of_head}(?!\w)", told):
        return False
    return not re.search(rf"(?<!phó )(?<!\w){head}(?!\w)", told)
