"""A figure or name must be of the sort that is asked for: money, what remains, all of a group.

"Giảm 102 đơn vị" does not say how many remain, and what a sentence tells of new members alone is not said
of all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.choose import Choice
from assistant.kinds import Kind
from assistant.question import Question, same_letters
from assistant.read import Candidate
from assistant.retrieve import contains_run
from assistant.spans import Span, SpanType
from assistant.views import DocumentView, Views
from ingest.vietnamese import normal, syllables

_COUNTS = (Kind.QUANTITY, Kind.PERCENTAGE)
_ASKS_MONEY = re.compile(
    r"(?<!\w)(?:bao nhiêu|mấy) (?:(?:số )?(?:tiền|kinh phí|đồng(?! chí))(?!\w)"
    r"|(?:tỷ|tỉ|triệu)(?= đồng|\s*(?:$|[?,.;])| (?:vậy|thế|ạ|nhỉ|hả|và|thì)(?!\w)))"
)
# "Doanh thu năm 2023 là bao nhiêu?": what is counted in money, whatever stands between.
_ASKS_SUM = re.compile(
    r"(?<!\w)(?:doanh thu|lợi nhuận|kinh phí|tổng mức đầu tư|tổng vốn|số tiền|tiền lương|học phí|thu nhập)"
    r"(?!\w)[^?]*?(?<!\w)(?:là|đạt|hết|khoảng|được) (?:bao nhiêu|mấy)\s*"
    r"(?:$|[?.,;]|(?:vậy|thế|ạ|nhỉ|rồi)(?!\w))"
)
# How large something is: asked in a unit, it is told in that unit.
_MEASURES = tuple(
    (re.compile(rf"(?<!\w)(?:bao nhiêu|mấy) (?:{asked})(?!\w)"), re.compile(rf"[\d.,]*\s*(?:{told})(?!\w)"))
    for asked, told in (
        (r"ha|héc ?ta|hecta|hec-ta", r"(?:nghìn |triệu )?(?:ha|héc ?ta|hecta)"),
        (r"km|ki-?lô ?mét|cây số", r"(?:nghìn )?(?:km|ki-?lô ?mét)"),
        (r"tấn", r"(?:nghìn |triệu |vạn )?(?:tấn|tạ)"),
        (r"m2|m²|mét vuông", r"(?:nghìn |triệu )?(?:m2|m²|mét vuông|ha)"),
    )
)
# "Bao nhiêu thôn" is told by a number of them, not by a share.
_ASKS_THINGS = re.compile(
    r"(?<!\w)(?<!chiếm )(?:bao nhiêu|mấy) (?!(?:phần|điểm|lần|so|thì|là|và|hay|hơn|nữa|vậy|thế"
    r"|ạ|nhỉ|hả|ở|của|trong|tỷ lệ|chỉ tiêu|kế hoạch)(?!\w))[^\W\d]"
)
_MONEY = re.compile(
    r"\s*(?:(?:nghìn|ngàn|triệu|tỷ|tỉ)"
    r"(?! (?:m[²³]?\d?|tấn|tạ|kg|ha|lít|kwh|lượt|người|con|cây|sản phẩm|hồ sơ|bản|cuốn)(?!\w))(?: đồng)?"
    r"|đồng(?! chí)|đ(?=[ ./,;]|$)|vnđ|vnd|usd|đô la|tháng lương|lần mức lương|mức lương)(?!\w)"
)
# "Có" and "còn bao nhiêu …?" ask for what there is, "giảm bao nhiêu …?" for what is gone.
_ASKS_REST = re.compile(r"(?<!\w)còn(?: lại)?(?: có)? (?:bao nhiêu|mấy)(?!\w)")
_ASKS_STATE = re.compile(r"(?<!\w)có(?: tất cả| tổng cộng)? (?:bao nhiêu|mấy)(?!\w)")
_CHANGE = re.compile(r"(?<!\w)(?:giảm|bớt|cắt|tinh giản|tinh gọn|rút|thu gọn|ít đi|hụt|bị)(?!\w)")
_ASKS_GONE = re.compile(r"(?<!\w)(?:giảm|bớt|cắt giảm)(?: được| đi| bớt)* (?:bao nhiêu|mấy)(?!\w)")
_GONE = re.compile(
    r"(?<!\w)(?:giảm|bớt|cắt giảm|tinh giản)(?: được| đi| bớt| thêm| tổng số| gần| hơn| trên| tới)* ?$"
)
_REST = re.compile(r"(?<!\w)(?:xuống còn|còn lại|chỉ còn|nay còn|còn)(?: có)? ?$")
# "Trong số đảng viên mới có …": what follows is told of those alone.
_OF_THE_NEW = re.compile(
    r"(?<!\w)trong (?:tổng )?số (?:\d[\d.]* )?[\w ]{2,30}? (?:mới|được kết nạp)(?!\w)"
    r"|(?<!\w)kết nạp(?: mới| được| thêm| từ| ít nhất| tối thiểu| khoảng| hơn| gần)* ?$"
)
_ASKS_MEMBERS = re.compile(r"(?<!\w)(?:bao nhiêu|mấy) (?:đảng viên|đoàn viên|hội viên)(?!\w)")
# Asked of some members: those who are new, or hold an office.
_OF_SOME = re.compile(
    r"(?<!\w)(?:mới|kết nạp|phát triển|tuyển|bổ sung|trưởng (?:thôn|xóm|bản|ấp|khóm|khu))(?!\w)"
)
_ASKS_NAME = re.compile(r"(?<!\w)(?:tỉnh|huyện|quận|thành phố|thị xã|xã|phường|thị trấn) nào(?!\w)")
_ROLE = re.compile(
    r"(?<!\w)(?:ủy viên|phó|trưởng|bí thư|chủ tịch|giám đốc|chuyên viên|chánh|chủ nhiệm|thư ký|hiệu trưởng"
    r"|bộ trưởng|cục|vụ|tổng|thủ tướng|chức|kế toán|đại biểu|thường trực|thành viên)(?!\w)"
)
# "Vân Hải, ngày 14 tháng 3 năm 2024" above or below a paper is the day of its issue, and of nothing else.
_LETTERHEAD = re.compile(
    r"[\W_]*(?:số ?:? ?\S+[\s|*]+)?[^\d,;:|]{2,40}, ngày \d{1,2} tháng \d{1,2} năm \d{4}[\W_]*"
)
_ASKS_BIRTH = re.compile(r"(?<!\w)(?:sinh|tuổi)(?!\w)")
_BORN = re.compile(r"(?<!\w)sinh(?: vào| ngày| tháng| năm)* ?$")
_OF_A_PAPER = re.compile(
    r"(?<!\w)(?:ban hành|ký|công bố|phát hành|đề ngày|ra đời|gửi|lập|soạn|trình|văn bản|tài liệu|bài|giấy|thư"
    r"|đơn|kế hoạch|quyết định|thông báo|báo cáo|nghị quyết|công văn|tờ trình|chương trình|đề án|chỉ thị"
    r"|quy chế|quy định|hướng dẫn|biên bản|kết luận|hợp đồng|thông tư|nghị định|công điện)(?!\w)"
)
_ASKS_NEW = re.compile(
    r"(?<!\w)(?:thêm|kết nạp)[\w ]*? (?:bao nhiêu|mấy) (?:đảng viên|đoàn viên|hội viên)(?!\w)"
    r"|(?<!\w)(?:bao nhiêu|mấy) (?:đảng viên|đoàn viên|hội viên) mới(?!\w)"
)
_NEW = re.compile(r"(?<!\w)(?:kết nạp|mới|phát triển|thêm|tăng|bồi dưỡng|nguồn)(?!\w)")
_NOUN = 24  # characters behind a figure in which its thing is named
# Things that are never one another, in documents' words and in questions'.
_THING = re.compile(
    r"(?:thôn|tổ(?! chức)|xã|huyện|tỉnh|phường|hộ|lớp|trường|trạm|cầu|cuộc|buổi"
    r"|chi bộ|đảng bộ|dự án|công trình|mô hình|tiêu chí"
    r"|văn bản|sản phẩm|hợp tác xã|doanh nghiệp|câu lạc bộ|giờ|ngày|tháng)(?!\w)"
)
_ASKS_REPLACED = re.compile(
    r"(?<!\w)(?:thay (?:cho )?(?:ai|đồng chí nào|ông nào|bà nào|người nào)|trước|tiền nhiệm)(?!\w)"
)
# "…, thay đồng chí B": B is the one who left.
_REPLACED = re.compile(r"(?<!\w)thay (?:thế )?(?:cho )?(?:(?:đồng chí|ông|bà|anh|chị) )?$")
_ASKS_TODAY = re.compile(
    r"(?<!\w)(?:hiện nay|hiện có|hiện còn|hiện tại|bây giờ|giờ còn|đến nay|đang có)(?!\w)"
)
# "Trước sắp xếp, huyện có 62 …; nay còn 47", "giảm từ 62 xuống 47"
_OF_BEFORE = re.compile(
    r"(?<!\w)từ(?: chỗ)? ?$"
    r"|(?<!\w)trước (?:khi |đây|sắp xếp|sáp nhập|hợp nhất|đó|thời điểm)"
    r"(?:(?!(?<!\w)(?:nay|hiện|còn|sau)(?!\w)).)*$"
)
_CLEAR = 0.6  # share of the probability of all candidates that one has which stands out
_LOWER = 0.4  # probability that a question for a sum has an answer at which a clear one is given

_Check = Callable[[Question, Candidate, DocumentView], bool]


def of_the_sort(question: Question, candidates: Sequence[Candidate], views: Views) -> list[Candidate]:
    """Leave out what cannot be meant by the words that ask, however well the rest fits."""
    asked = normal(question.text)
    checks: list[_Check] = []
    if question.kind in _COUNTS:
        money = _ASKS_MONEY.search(asked) or _ASKS_SUM.search(asked)
        checks += [_is_money] if money else []
        checks += [_in_unit(told) for asks, told in _MEASURES if asks.search(asked)]
        things = question.kind is Kind.QUANTITY and _ASKS_THINGS.search(asked)
        checks += [_is_no_share] if things else []
        checks += [_is_counted] if things and question.unit and question.right else []
        checks += [_is_that_thing] if things and question.right and not question.folded else []
        checks += [_is_of_the_new] if _ASKS_NEW.search(asked) else []
        state = _ASKS_STATE.search(asked) and not _CHANGE.search(asked)
        checks += [_is_not_gone] if state or _ASKS_REST.search(asked) else []
        checks += [_is_of_today] if _ASKS_TODAY.search(asked) and not _CHANGE.search(asked) else []
        checks += [_is_no_rest] if _ASKS_GONE.search(asked) else []
        checks += [_is_of_all] if _ASKS_MEMBERS.search(asked) and not _OF_SOME.search(asked) else []
    elif question.kind is Kind.WHEN:
        checks += [_is_no_letterhead] if not _OF_A_PAPER.search(asked) else []
        checks += [_is_no_birth] if not _ASKS_BIRTH.search(asked) else []
    elif question.kind is Kind.WHERE and _ASKS_NAME.search(asked):
        checks.append(_has_name)
    elif question.kind is Kind.WHO:
        checks += [_is_another_person] if question.persons else []
        checks += [_is_not_replaced] if not _ASKS_REPLACED.search(asked) else []
    elif question.kind is Kind.ROLE and question.persons:
        checks.append(_tells_role)
    return [
        one for one in candidates if all(check(question, one, views[one.document_id]) for check in checks)
    ]


_BARE = re.compile(r"\s*(?:[.,;:)]|$)")


def _is_counted(question: Question, one: Candidate, view: DocumentView) -> bool:
    """Tell whether a figure without its thing stands where the thing is named: "huyện A 44 thôn, huyện B 29".

    The sentence, the one before it, the heading or the list's lead may name it; the sentence alone where it
    names the thing of an earlier figure.
    """
    if one.span is None or not _BARE.match(view.document.text, one.span.end, one.end):
        return True
    at, text = one.sentence, view.document.text
    earlier = [s for s in view.sentence(at).spans if s.type is SpanType.COUNT and s.end <= one.span.start]
    named = any(not _BARE.match(text, span.end, one.end) for span in earlier)
    around = (at,) if named else (at - 1, at, view.heading_of(at), view.lead_of(at))
    said = {
        token
        for index in around
        if index is not None and index >= 0
        for token in _said(question, view, index)
    }
    return any(same_letters(token, question.folded) in said for token in question.unit)


def _said(question: Question, view: DocumentView, index: int) -> Sequence[str]:
    return view.sentence(index).words(question.folded)


def is_the_sum(question: Question, choice: Choice) -> bool:
    """Tell whether a sum that is asked for stands out among the few that documents tell.

    The fewer candidates are left, the less probability they have together.
    """
    if question.kind not in _COUNTS or not _ASKS_MONEY.search(normal(question.text)):
        return False
    return choice.answerable >= _LOWER and choice.probability >= _CLEAR * choice.answerable


def _clause(one: Candidate, view: DocumentView) -> str:
    return normal(view.document.text[one.start : one.end])


def _before(one: Candidate, view: DocumentView) -> str:
    return normal(view.document.text[one.start : one.span.start]) if one.span else ""


def _is_money(_: Question, one: Candidate, view: DocumentView) -> bool:
    if one.span is None:
        return "đồng" in _clause(one, view) or "lương" in _clause(one, view)
    return _MONEY.match(normal(view.document.text[one.span.end : one.span.end + 20])) is not None


def _in_unit(told: re.Pattern[str]) -> _Check:
    """Return the check that a figure is followed by a unit."""

    def check(_: Question, one: Candidate, view: DocumentView) -> bool:
        after = view.document.text[one.span.end : one.span.end + 24] if one.span else ""
        return one.span is None or told.match(normal(after)) is not None

    return check


def _is_no_birth(_: Question, one: Candidate, view: DocumentView) -> bool:
    return not _BORN.search(_before(one, view))


def _is_no_share(_: Question, one: Candidate, __: DocumentView) -> bool:
    return one.span is None or one.span.type is not SpanType.PERCENT


def _is_no_letterhead(_: Question, one: Candidate, view: DocumentView) -> bool:
    return not _LETTERHEAD.fullmatch(normal(view.document.text[slice(*view.bounds[one.sentence])]))


def _is_not_gone(_: Question, one: Candidate, view: DocumentView) -> bool:
    return not _GONE.search(_before(one, view))


def _is_no_rest(_: Question, one: Candidate, view: DocumentView) -> bool:
    return not _REST.search(_before(one, view))


def _is_of_today(_: Question, one: Candidate, view: DocumentView) -> bool:
    return one.span is None or not _OF_BEFORE.search(_before(one, view))


def _is_of_all(_: Question, one: Candidate, view: DocumentView) -> bool:
    return not _OF_THE_NEW.search(_before(one, view))


def _tells_role(question: Question, one: Candidate, view: DocumentView) -> bool:
    """Tell whether a clause names an office, and no other person than the one asked for."""
    if not _ROLE.search(_clause(one, view)):
        return False
    inside = [span for span in view.sentence(one.sentence).spans if one.start <= span.start < one.end]
    others = [span for span in inside if span.type is SpanType.PERSON]
    return not others or any(_is_asked(question, view, span) for span in others)


def _is_asked(question: Question, view: DocumentView, person: Span) -> bool:
    name = tuple(syllables(view.document.text[person.start : person.end]))
    return any(contains_run(name, asked) or contains_run(asked, name) for asked in question.persons)


def _is_another_person(question: Question, one: Candidate, view: DocumentView) -> bool:
    """Tell whether a candidate is no sentence on the very person that the question names: "… thay bà A?"."""
    inside = [span for span in view.sentence(one.sentence).spans if one.start <= span.start < one.end]
    return one.span is not None or not any(
        span.type is SpanType.PERSON and _is_asked(question, view, span) for span in inside
    )


def _is_not_replaced(_: Question, one: Candidate, view: DocumentView) -> bool:
    return one.span is None or not _REPLACED.search(_before(one, view))


def _is_of_the_new(_: Question, one: Candidate, view: DocumentView) -> bool:
    """Tell whether a figure is told of those who came anew."""
    end = one.span.end + _NOUN if one.span else one.end
    heading, text = view.heading_of(one.sentence), view.document.text
    told = normal(text[view.bounds[max(0, one.sentence - 1)][0] : min(end, one.end)])
    told = f"{normal(text[slice(*view.bounds[heading])])} . {told}" if heading is not None else told
    return _NEW.search(told) is not None


def _is_that_thing(question: Question, one: Candidate, view: DocumentView) -> bool:
    """Tell whether a figure's own noun is no other thing than the one asked for: "mấy tổ", "21 thôn"."""
    after = normal(view.document.text[one.span.end : one.span.end + _NOUN]) if one.span else ""
    asked, told = _THING.match(" ".join(question.unit)), _THING.match(after.strip())
    return not asked or not told or asked.group() == told.group()


def _has_name(_: Question, one: Candidate, view: DocumentView) -> bool:
    """Tell whether a clause names a place: a unit alone ("tỉnh") answers nothing."""
    if one.span is not None or view.document.place:  # of a document with a place all may be told
        return True
    sentence = view.sentence(one.sentence)
    inside = [token for token, start, end in sentence.tokens if start >= one.start and end <= one.end]
    places = [span for span in sentence.spans if span.type is SpanType.PLACE]
    return any(one.start <= span.start < one.end for span in places) or any(
        contains_run(inside, name) for name in view.units
    )
