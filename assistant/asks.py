"""Two things asked at once ("… bao giờ tổ chức, phòng nào làm?"): each asked for itself, of one subject."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.chat import without_asking
from assistant.kinds import ASKING, HOW_MANY, asks
from assistant.lexicon import FUNCTION_WORDS
from ingest.vietnamese import normal, tokens

_CUT = re.compile(
    r"\s*[,;]\s*(?:(?:và|(?P<still>còn)|rồi|với lại|cũng như|thế|vậy)\s+)?|\s+(?:và|còn)\s+"
    r"|\s*\?\s+(?=[^?,;]* thứ \w+ (?:là )?gì$)"  # "… mấy hạn chế? Hạn chế thứ tư là gì"
)
# What leads up to an asking word and belongs to it: "vào | ngày nào", "do | cơ quan nào".
_WORDS_BEFORE = (
    "là|vào|từ|đến|tới|ở|tại|do|bởi|với|cho|trong|về|theo|bằng|của|để|nhằm|vì|những|các|tổng|tổng số"
    "|chừng|khoảng"
)
_THINGS = (
    "ngày|tháng|năm|thời gian|thời điểm|giai đoạn|nhiệm kỳ|hôm|nơi|phòng|đơn vị|cơ quan|người|đồng chí|đường"
    "|huyện|xã|tỉnh|địa phương|chỗ|việc|nội dung|cái|điều|số|hình thức|vấn đề|lý do|tổ chức|chi bộ|sở|ban"
    "|nhóm|đối tượng|lĩnh vực|địa điểm|mục đích|nguyên nhân|tác giả"
)
_LEAD = re.compile(rf"(?:(?<!\w)(?:{_WORDS_BEFORE})\s+)+$")
_LEAD_OF_WHICH = re.compile(rf"(?:(?<!\w)(?:{_WORDS_BEFORE}|{_THINGS})\s+)+$")  # before "nào", "gì"
# Such a piece asks about the answer to the one before it, which nobody knows yet.
_REFERS = re.compile(
    r"(?:đó|đấy|nó|người đó|gồm|bao gồm|cụ thể)(?!\w)|là (?:những|các|ai|gì|người)(?!\w)"
    r"|(?:làm |giữ )?(?:chức|chức vụ|chức danh)(?: vụ| danh)? (?:gì|nào)"
)
# "… làm những việc gì, hạn thế nào?": each thing of the list tells its own.
_OF_EACH = re.compile(r"(?:thời )?hạn (?:thế nào|ra sao|bao giờ|khi nào|đến (?:khi nào|bao giờ))$")
_ASKS_LIST = re.compile(r"(?:những|các) (?:việc |nội dung |nhiệm vụ |vấn đề )?gì$")
_OF_WHICH = re.compile(r"trong (?:số )?(?:đó|này|ấy)(?!\w)")
# Where what a subject did begins: before it stands who.
_DOING = re.compile(r"\s(?:đã|sẽ|phải|cần)(?=\s|$)")
_DONE = re.compile(r".*\s(?=(?:được|để|bị|thì|có)(?:\s|$))")
_DONE_BY_THEM = re.compile(
    rf"{HOW_MANY} (?:người|đồng chí|đại biểu|học viên|lượt|\w+ viên) "
    r"(?:tham gia|tham dự|dự|học|được|bị|phải|đạt|theo)(?!\w)"
)
_TOPIC = re.compile(r"[^:?]*:(?=\s)")
# "… gồm những ai, mỗi loại mấy người": the list that is asked for first tells the second, too.
_ASKS_MANY = re.compile(r"(?<!\w)(?:những|các|gồm)(?: \w+){0,3} (?:ai|gì|nào)(?!\w)")
_OF_EACH_KIND = re.compile(r"(?:mỗi|từng) (?:loại|nhóm|thứ|chức danh|người|cái|khoản)(?!\w)")
_NOW = re.compile(r"(?:(?:đến|tới) )?(?:nay|giờ|hiện|hiện nay|hiện giờ|bây giờ)(?!\w)(?: (?:đã|thì))?")
_DATED = re.compile(r"\s*,?\s*(?<!\w)(?:(?:vào|từ|hồi|trong|đến) )?năm (?:19|20)\d{2}(?!\w),?", re.IGNORECASE)
# What is planned ("đề ra phải … tối thiểu") and, asked after it, what came of it ("thực tế làm được mấy").
_PLANNED = re.compile(
    r"(?<!\w)(?:(?:đề|đặt) ra(?: mục tiêu| chỉ tiêu| kế hoạch)?|đặt (?:mục tiêu|chỉ tiêu)|dự kiến"
    r"|(?<!quyết )(?<!quy )(?<!nghị )(?<!xác )(?<!nhất )(?<!ổn )định|dự định|phấn đấu|phải|cần|tối thiểu"
    r"|ít nhất|theo kế hoạch|kế hoạch(?: là)?)(?!\w)\s*",
    re.IGNORECASE,
)
_CAME_OF_IT = re.compile(
    r"(?:thực tế|trên thực tế|kết quả|rốt cuộc)(?: (?:đã|thì|là))? (?:(?:làm|thực hiện|đạt) )?(?:được )?$"
)
_MEASURES = re.compile(r"(?:thì |và )?(?:chiếm|đạt|bằng|tương ứng|tương đương|tỷ lệ|ứng với)(?: tỷ lệ| với)?")
_ITEMS = re.compile(r"(?<!\w)(?:năm|ngày|tháng|quý|ở|tại|tỉnh|huyện|xã)(?!\w)")


def asked_apart(
    text: str, stands_alone: Callable[[str], bool], swapped: Callable[[str, str], str]
) -> list[str]:
    """Return the questions that a text asks at once, the later ones with the subject of the first.

    Args:
        text: As understood, with accents.
        stands_alone: Tells whether a piece names what it is about.
        swapped: Puts what a piece names ("năm 2022") in the place of its like in a question before it.

    Returns:
        At least two questions, or none where one thing is asked.
    """
    pieces = _pieces(text)
    if len(pieces) < 2:
        return []
    first = pieces[0]
    asked = [first]
    for piece in pieces[1:]:
        asked.append(_completed(piece, first, asked[-1], stands_alone, swapped))
    return [f"{one[:1].upper()}{one[1:]}?" for one in asked]


def _pieces(text: str) -> list[str]:
    """Cut a text where one asked thing ends and the next begins; every piece but the first asks one."""
    body = text.strip(" ?.")
    lowered = normal(body)
    pieces: list[str] = []
    begin = 0
    for cut in _CUT.finditer(lowered):
        rest = lowered[cut.end() :]  # of ", còn Vị Thanh luân chuyển, bổ nhiệm mấy người" all that follows
        rest = rest if cut["still"] else re.split(r"[,;]", rest)[0]
        both = ASKING.search(lowered, begin, cut.start()) and ASKING.search(rest)
        if not both or _REFERS.match(rest) or _in_quotes(body, cut.start()):
            continue
        if _OF_EACH_KIND.match(rest) and _ASKS_MANY.search(lowered[begin : cut.start()]):
            return [*pieces, body[begin : cut.start()]]
        if _OF_EACH.match(rest) and _ASKS_LIST.search(lowered[begin : cut.start()]):
            return [*pieces, body[begin : cut.start()]]
        pieces.append(body[begin : cut.start()])
        begin = cut.end()
    return [*pieces, body[begin:]]


def _in_quotes(text: str, at: int) -> bool:
    return text[:at].count("“") > text[:at].count("”") or text[:at].count('"') % 2 == 1


def _completed(
    piece: str,
    first: str,
    before: str,
    stands_alone: Callable[[str], bool],
    swapped: Callable[[str, str], str],
) -> str:
    """Return a later piece as a question of its own."""
    lowered = normal(piece)
    asking = ASKING.search(lowered)
    assert asking
    if _OF_WHICH.match(lowered):
        return f"{without_asking(first)}, {piece}"
    ahead = piece[: asking.start()].strip()
    named = re.sub(r"^(?:thì|là)\s|\s(?:thì|là|được|có)$", "", f"{ahead} ").strip()
    if (
        named
        and _ITEMS.match(normal(named))
        and not _content(piece[asking.end() :])
        and re.search(r"\d|[A-ZĐ]", named)
    ):
        return swapped(named, before)
    if stands_alone(piece):
        topic = _TOPIC.match(first)  # "Nhà văn hóa: xã A mấy cái, xã B mấy cái?"
        return f"{topic.group()} {piece}" if topic and not asks(normal(topic.group())) else piece
    if _CAME_OF_IT.match(_ahead_of(lowered, asking)) and _PLANNED.search(first):
        return _really(first)
    head, tail = _around(first)
    if _NOW.match(lowered):  # "Năm 2017 có mấy trường, giờ còn bao nhiêu?"
        head = " ".join(_DATED.sub(" ", f"{head} ").split())
        piece = piece if _content(piece[asking.end() :]) else f"{piece} {tail}"
        return f"{_before_having(head)} {piece}"
    own = piece[: _lead(lowered, asking)].strip()
    bare = not _content(piece[asking.end() :])
    if bare and _MEASURES.fullmatch(normal(own)):  # "…, chiếm mấy phần trăm": of all that was said before
        return f"{' '.join(f'{head} {tail}'.split())} {piece}"
    if not head:  # "Sở nào thẩm định phần mềm, làm cùng với ai?"
        return f"{tail} {piece}"
    if own:  # "…, và đã sơ kết sau mấy năm": says itself what was done
        topic = _TOPIC.match(head)  # "Thu ngân sách: giao bao nhiêu, làm được bao nhiêu?"
        return f"{topic.group() if topic else _subject(head)} {piece}"
    if _DONE_BY_THEM.match(lowered) or (bare and tail):
        return f"{' '.join(f'{head} {tail}'.split())} {piece}"
    return f"{head} {piece}"


def _really(first: str) -> str:
    """Ask what came of a plan: "Xã đề ra phải trồng ít nhất mấy cây" → "Thực tế xã trồng mấy cây"."""
    done = " ".join(_PLANNED.sub("", first).split())
    return f"Trên thực tế {done}"


def _ahead_of(lowered: str, asking: re.Match[str]) -> str:
    """Return what stands before an asking word, with a space at its end."""
    return f"{lowered[: asking.start()].strip()} "


def _before_having(head: str) -> str:
    """Leave out the verb that a later piece has in its own way: "xã có" of "…, giờ còn bao nhiêu"."""
    return re.sub(r"\s(?:đã |hiện )?(?:có|còn|là|được)(?: tất cả| tổng cộng)?$", "", head)


def _around(first: str) -> tuple[str, str]:
    """Return what stands before and after the asking words of a piece."""
    lowered = normal(first)
    asking = ASKING.search(lowered)
    assert asking
    return first[: _lead(lowered, asking)].strip(" ,"), first[asking.end() :].strip(" ,")


def _lead(lowered: str, asking: re.Match[str]) -> int:
    """Return where an asking word begins, with what leads up to it."""
    leads = _LEAD_OF_WHICH if asking.group() in ("nào", "gì") else _LEAD
    lead = leads.search(lowered[: asking.start()])
    return lead.start() if lead else asking.start()


def _subject(head: str) -> str:
    """Return who did what stands before an asking word: "Xã đã xây được" → "Xã"."""
    doing, done = _DOING.search(head), _DONE.match(head)
    if doing:
        return head[: doing.start()]
    return done.group().strip() if done and done.group().strip() else head


def _content(text: str) -> list[str]:
    return [token for token, _, _ in tokens(text) if token not in FUNCTION_WORDS]
