"""Properties that set one group apart, as women or workers: a figure of all tells nothing of it."""

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
        r"trưởng (?:các )?(?:thôn|xóm|bản|ấp|khóm|buôn|khu|tổ dân phố)",
        r"một phần(?! (?:hai|ba|tư|bốn|năm|mười))",  # "tự bảo đảm một phần": not those that do all of it
        r"trắng|(?:chưa|không) (?:còn )?có (?:đảng viên|chi bộ|tổ chức đảng)",
        r"tuyên giáo",
        r"dân vận",
        r"nội chính",
    )
)


def with_properties(question: Question, candidates: Sequence[Candidate], views: Views) -> list[Candidate]:
    """Leave out the figures told of others than those with the properties that are asked for."""
    asked = normal(question.text)
    counts = question.kind in (Kind.QUANTITY, Kind.PERCENTAGE)
    wanted = [one for one in _PROPERTIES if one.search(asked)] if counts else []
    return [one for one in candidates if not wanted or _has(wanted, one, views[one.document_id])]


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
