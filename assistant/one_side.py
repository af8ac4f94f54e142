"""What a comparison asks, asked of one side: "bên nào trồng nhiều cây hơn" → "trồng bao nhiêu cây"."""

from __future__ import annotations

import re

from ingest.places import compounds
from ingest.vietnamese import normal, syllables

ONE_OF = (
    r"(?:nơi|bên|đơn vị|tỉnh|huyện|địa phương|chỗ|xã|phường|thành phố|thị xã|năm|cái|văn bản|đảng bộ|ban|sở"
    r"|phòng|khối|nhóm|đề án|nghị quyết|kế hoạch|chi bộ|cơ quan|giai đoạn|loại|lớp|đợt|khóa|bài)"
)
# "moi" typed without accents is often read as "mới" or "mối", "dong" as "động".
EACH = re.compile(
    rf"(?<!\w)(?:mỗi|từng|mới|mối) (?:một )?{ONE_OF}(?: (?:đã|thì|là|có)(?= (?:bao nhiêu|mấy)))?(?!\w)"
)
WHICH = rf"(?:đảng bộ )?(?:{ONE_OF} nào|ai|đâu)"
_MORE = re.compile(rf"(?<!\w){WHICH}(?: thì)? (?P<said>.*?)hơn(?!\w)")
_HOW_MUCH = r"(?:nhiều|ít|đông|động(?= (?:đảng|đoàn|hội|dân|người|cán|học))|cao|thấp|lớn|nhỏ|dài|ngắn|rộng)"
_EARLIER = re.compile(r"(?<!\w)(?:sớm|muộn|trước|sau)\s*$")
_DIFFER = re.compile(r",?\s*(?:thì )?(?:khác nhau|khác gì nhau|chênh (?:lệch )?(?:nhau)?)(?!\w).*$")
ASKS = re.compile(
    r"bao nhiêu|bao giờ|khi nào|lúc nào|(?<!\w)(?:mấy|đâu|ai|gì|nào)(?!\w)|thế nào|ra sao|phần trăm"
)
# A clause that asks for the figure of each side itself; not "hơn bao nhiêu", which asks for a difference.
_OWN_FIGURE = re.compile(
    r"^(?!.*(?<!\w)(?:hơn|kém|chênh|gấp|thêm|cách)(?!\w)).*(?:bao nhiêu|(?<!\w)mấy)(?!\w)"
)
_EMPTY = re.compile(
    r"(?<!\w)(?:số liệu|con số|cụ thể|là|có|được|bao nhiêu|mấy|thế nào|như thế nào|ra sao|người|vậy|thì|của"
    rf"|lần lượt|tương ứng|ạ|nhỉ)(?!\w)|{EACH.pattern}"
)
_TIME = re.compile(r"(?<!\w)(?:hạn|thời hạn|thời gian|thời điểm|ngày|mốc)(?!\w)")
_THEN = re.compile(r"^(?:vậy|thì|và)(?!\w)\s*", re.IGNORECASE)
_IN_TURN = re.compile(r"(?:^|\s)(?:lần lượt|tương ứng)(?!\w)", re.IGNORECASE)


def asked_of(before: str, side: str, after: str) -> str:
    """Return what a comparison asks, asked of one side."""
    differ = _DIFFER.search(normal(after))
    if differ or not after:
        thing = _THEN.sub("", after[: differ.start()]).strip(" ,.") if differ else ""
        if thing:  # "Xã A và xã B, số hộ nghèo chênh nhau thế nào?"
            counted = re.match(r"(?:số lượng|số) (?!\d)", normal(thing))
            if counted:
                return _joined(before, side, f"có bao nhiêu {thing[counted.end() :]}")
            return _plainly(f"{before} {thing} của {side}")
        return _plainly(f"{before} {side}" if before else side)
    clauses = [clause.strip() for clause in re.split(r"[,;]\s", after) if clause.strip()]
    asking = [clause for clause in clauses if _EMPTY.sub("", normal(clause)).strip(" ?,")]
    each = next((one for one in asking if EACH.search(normal(one)) and ASKS.search(normal(one))), None)
    if each is not None:
        match = EACH.search(normal(each))
        assert match
        ahead = _THEN.sub("", each[: match.start()])
        return _joined(before, side, f"{ahead} {each[match.end() :]}")
    figure = next((one for one in reversed(asking) if _OWN_FIGURE.search(normal(one))), None)
    if figure is not None and _MORE.search(normal(asking[0])):  # "bên nào trẻ hơn, bình quân bao nhiêu tuổi?"
        return _joined(before, side, figure)
    for clause in asking:
        more = _MORE.search(normal(clause))
        if more:
            ahead = re.sub(r"^thì(?!\w)\s*", "", clause[: more.start()].strip())
            said = clause[more.start("said") : more.end("said")].strip()
            return _figure_of(before, side, ahead.strip(" ,"), said)
    rest = re.sub(r"^thì(?!\w)\s*", "", ", ".join(asking))
    if rest.endswith(" hơn"):  # "Xã A hay xã B trồng nhiều cây hơn?"
        return _figure_of(before, side, "", rest.removesuffix(" hơn"))
    return _joined(before, side, rest) if ASKS.search(normal(rest)) else _plainly(f"{before} {side} {rest}")


def _figure_of(before: str, side: str, ahead: str, said: str) -> str:
    """Ask for the figure behind "bên nào <said> hơn"; ``ahead`` stands before it, "tỷ lệ nữ bên nào …"."""
    earlier = _EARLIER.search(normal(said))
    if earlier:
        return _joined(before, side, f"{ahead} {said[: earlier.start()]} khi nào")
    how = re.search(rf"(?<!\w){_HOW_MUCH}(?!\w)", normal(said))
    doing, thing = (said[: how.start()].strip(), said[how.end() :].strip()) if how else (said, "")
    if thing:
        doing = re.sub(r"\s*(?:số|số lượng)$", "", doing)
        thing = re.sub(r"^người là ", "", thing)  # "nhiều người là đảng viên hơn"
        return _joined(before, side, f"{ahead} {doing or 'có'} bao nhiêu {thing}")
    measure = re.match(r"(?:có )?((?:tỷ lệ|tỉ lệ|mức|tổng|số|chỉ số|kinh phí).*)", normal(doing or ahead))
    if measure:
        return _plainly(f"{(doing or ahead)[measure.start(1) :]} của {side}")
    if doing:
        return _joined(before, side, f"{ahead} {_taken(doing)}")
    if ahead:
        return _joined(before, side, f"có bao nhiêu {ahead}")
    return _plainly(f"{before} {side}" if before else side)


def _taken(doing: str) -> str:
    """Ask how much is done: "trồng cây" → "trồng bao nhiêu cây", of verbs of two syllables, too."""
    words = doing.split()
    whole = len(words) > 1 and tuple(syllables(" ".join(words[:2]))) in compounds()
    verbs = 2 if whole and len(words) > 2 else 1
    verbs += len(words) > verbs and words[verbs] == "được"
    return " ".join([*words[:verbs], "bao nhiêu", *words[verbs:]])


def _plainly(what: str) -> str:
    """Ask for a thing that is named: "Số đảng viên của xã A", "Hạn nộp của xã A"."""
    what = " ".join(what.split())
    lowered = normal(what)
    if _TIME.match(lowered):
        return f"{what} là khi nào?"
    counted = re.match(r"(?:số lượng|số) (?!\d)", lowered)
    if counted and not re.search(r"(?<!\w)của(?!\w)", lowered):
        return f"Có bao nhiêu {what[counted.end() :]}?"
    return f"{what} là bao nhiêu?" if not counted else f"{what}?"


def _joined(before: str, side: str, rest: str) -> str:
    text = " ".join(f"{before} {side} {rest}".split()).strip(" ,?")
    return f"{text[:1].upper()}{text[1:]}?"


def of_one(after: str) -> str:
    """Ask one side what is asked of several: "lần lượt là những ai" → "là ai"."""
    return re.sub(r"(?<!\w)những (?=ai(?!\w))", "", _IN_TURN.sub(" ", after), flags=re.IGNORECASE).strip(" ,")
