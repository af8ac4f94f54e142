"""Questions that compare two sides (places, bodies, documents, years, groups): each asked for on its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.lexicon import capital_runs
from ingest.places import compounds, find_places
from ingest.vietnamese import normal, syllables, tokens

_TIE = r"(?:so với|với|và|hay|hoặc|cùng)"
_ONE = (
    r"(?:nơi|bên|đơn vị|tỉnh|huyện|địa phương|chỗ|xã|phường|thành phố|thị xã|năm|cái|văn bản|đảng bộ|ban|sở"
    r"|phòng|khối|nhóm|đề án|nghị quyết|kế hoạch|chi bộ|cơ quan|giai đoạn|loại|lớp|đợt|khóa|bài)"
)
# "moi" typed without accents is often read as "mới" or "mối", "dong" as "động".
_EACH = re.compile(
    rf"(?<!\w)(?:mỗi|từng|mới|mối) (?:một )?{_ONE}(?: (?:đã|thì|là|có)(?= (?:bao nhiêu|mấy)))?(?!\w)"
)
_WHICH = rf"(?:đảng bộ )?(?:{_ONE} nào|ai|đâu)"
_MORE = re.compile(rf"(?<!\w){_WHICH}(?: thì)? (?P<said>.*?)hơn(?!\w)")
_HOW_MUCH = r"(?:nhiều|ít|đông|động(?= (?:đảng|đoàn|hội|dân|người|cán|học))|cao|thấp|lớn|nhỏ|dài|ngắn|rộng)"
_EARLIER = re.compile(r"(?<!\w)(?:sớm|muộn|trước|sau)\s*$")
_DIFFER = re.compile(r",?\s*(?:thì )?(?:khác nhau|khác gì nhau|chênh (?:lệch )?(?:nhau)?)(?!\w).*$")
_CUE = re.compile(
    rf"(?<!\w)(?:so sánh|so với|hơn|khác nhau|khác gì nhau|chênh|lần lượt|cả hai|hai {_ONE})(?!\w)"
    rf"|{_EACH.pattern}|^so (?=số)"
)
_OPENS = re.compile(r"^(?:hãy |xin )?(?:so sánh|so với|so|giữa)\s+(?:giữa )?")
_TWO = re.compile(r"(?<!\w)(?:cả )?hai\s*$")
_UNIT = re.compile(r"(tỉnh|huyện|xã|phường|thành phố|thị xã|thị trấn|quận|thôn|đảng bộ|sở|ban) ")
# Words that lead up to a name and belong to it.
_LEAD = re.compile(
    r"(?:(?<!\w)(?:đảng bộ|đảng ủy|huyện ủy|tỉnh ủy|thành ủy|ủy ban nhân dân|ubnd|hđnd|ban|khối|sở|phòng"
    r"|tỉnh|huyện|xã|phường|thành phố|tp\.?|thị xã|thị trấn|quận|thôn|bản)\s+)+$"
)
_NUMBERED = re.compile(
    r"(?<!\w)(?:nghị quyết|đề án|kế hoạch|chỉ thị|quyết định|quy định|thông tư|nghị định|hướng dẫn|kết luận)"
    r"(?: số)? \d[^\s,;?]*(?: (?:của|ở) )?"
)
_YEAR = re.compile(r"(?<!\w)năm (?:19|20)\d{2}(?!\w)")
_BARE_YEAR = re.compile(rf"(?<=năm \d{{4}}),? {_TIE} (?P<year>(?:19|20)\d{{2}})(?![\w/-]|[.,]\d)")
_ASKS = re.compile(
    r"bao nhiêu|bao giờ|khi nào|lúc nào|(?<!\w)(?:mấy|đâu|ai|gì|nào)(?!\w)|thế nào|ra sao|phần trăm"
)
# A clause that asks for the figure of each side itself; not "hơn bao nhiêu", which asks for a difference.
_OWN_FIGURE = re.compile(
    r"^(?!.*(?<!\w)(?:hơn|kém|chênh|gấp|thêm|cách)(?!\w)).*(?:bao nhiêu|(?<!\w)mấy)(?!\w)"
)
_EMPTY = re.compile(
    r"(?<!\w)(?:số liệu|con số|cụ thể|là|có|được|bao nhiêu|mấy|thế nào|như thế nào|ra sao|người|vậy|thì|của"
    rf"|lần lượt|tương ứng|ạ|nhỉ)(?!\w)|{_EACH.pattern}"
)
_TIME = re.compile(r"(?<!\w)(?:hạn|thời hạn|thời gian|thời điểm|ngày|mốc)(?!\w)")
_AT = re.compile(r" (?:ở|tại) (?P<name>\w[^,]*)$")

_AND_SO = re.compile(r"(?:\s?&\s?[A-ZĐ]\w*)+")
_AGAINST = re.compile(r"(?<!\w)(?:so sánh|so với|giữa|chênh|khác nhau)(?!\w)")
_THEN = re.compile(r"^(?:vậy|thì|và)(?!\w)\s*", re.IGNORECASE)
_IN_TURN = re.compile(r"(?:^|\s)(?:lần lượt|tương ứng)(?!\w)", re.IGNORECASE)
_AGAIN = re.compile(
    r"(?<!\w)(?P<tie>với|của|ở|tại|cho|về|làm|là) (?P<a>[^,]{2,60}?),? (?:và|hay|hoặc|so với) (?P=tie)"
    r" (?P<b>[^,]{2,60}?),? (?:thì )?(?:lần lượt|tương ứng|chênh|khác nhau|mỗi|từng)(?!\w)"
)
_TRAITS = re.compile(
    r"(?P<who>\w[^,]*?),? (?P<a>(?:là|có|được|bị|đã|chưa) [^,]+?) (?:nhiều|đông) hơn,? hay (?:là )?"
    r"(?P<b>(?:là|có|được|bị|đã|chưa) [^,]+?) (?:nhiều|đông) hơn\W*$"
)

Span = tuple[int, int]


def sides_of(text: str) -> list[str]:
    """Return one question for each side of a comparison; nothing where a text compares nothing.

    "Xã A và xã B, nơi nào trồng nhiều cây hơn?" → "Xã A trồng bao nhiêu cây?", "Xã B trồng …?".
    """
    lowered = normal(text)
    cued = _CUE.search(lowered) is not None
    spans = _tied(text, lowered, cued) or ((_at_the_start(lowered) or _repeated(lowered)) if cued else [])
    if len(spans) < 2:
        return _two_traits(text, lowered)
    before, after = text[: spans[0][0]], _of_one(text[spans[-1][1] :].strip(" ?,."))
    opens = _OPENS.match(normal(before) + " ")
    before = before[opens.end() :] if opens else before
    sides = [text[start:end] for start, end in spans]
    two, unit = _TWO.search(normal(before)), _UNIT.match(normal(sides[0]))
    if two:
        before = before[: two.start()]
        sides = [side if not unit or _UNIT.match(normal(side)) else f"{unit[1]} {side}" for side in sides]
    if _YEAR.fullmatch(normal(sides[0])):
        sides = [side if _YEAR.fullmatch(normal(side)) else f"năm {side}" for side in sides]
        before = re.sub(r"\s*giữa\s*$", "", before, flags=re.IGNORECASE)
    before = re.sub(r"\s*(?:giữa|so)\s*$", " của ", before, flags=re.IGNORECASE)
    sides = _with_shared_place(_with_shared_head(sides))
    return [_asked_of(before.strip(" ,"), side.strip(), after) for side in sides]


def _tied(text: str, lowered: str, cued: bool) -> list[Span]:
    """Find names of one sort that follow each other: "huyện A và huyện B", "năm 2021 và năm 2022"."""
    names = _names(text, lowered, cued)
    papers = _papers(lowered, names)
    years = [match.span() for match in _YEAR.finditer(lowered)]
    if _AGAINST.search(lowered):  # "giữa năm 2022 và 2023"
        years = sorted([*years, *(match.span("year") for match in _BARE_YEAR.finditer(lowered))])
    for sort in (papers, [] if any(_within(n, papers) for n in names) else names, years):
        chain: list[Span] = []
        for one, other in pairwise(sort):
            between = lowered[one[1] : other[0]]
            opened = lowered[: one[0]].endswith("so với ")
            tied = re.fullmatch(rf",?\s*{_TIE}\s+(?:(?:của|ở|tại|trong)\s+)?", between)
            if tied or (opened and re.fullmatch(r",?\s*(?:thì )?\s*", between)):
                chain = [*chain, other] if chain and chain[-1] == one else [one, other]
        if chain:
            return chain
    return []


def _names(text: str, lowered: str, cued: bool) -> list[Span]:
    """Return where places and names after a unit stand; where a comparison is cued, other names too."""
    found = tokens(text)
    single, capital = [token for token, _, _ in found], [text[start].isupper() for _, start, _ in found]
    runs = [(first, last) for first, last, _ in find_places(single, capital)]
    taken = {at for first, last in runs for at in range(first, last)}
    for first, last in capital_runs(text, found):
        unit = _LEAD.search(lowered[: found[first][1]])
        if not taken & set(range(first, last)) and (unit or (cued and last - first > 1)):
            runs.append((first, last))
    spans = []
    for first, last in sorted(runs):
        start = found[first][1]
        lead = _LEAD.search(lowered[:start])
        more = _AND_SO.match(text, found[last - 1][2])  # "Khối CQ&DN" is one name
        spans.append((lead.start() if lead else start, more.end() if more else found[last - 1][2]))
    return spans


def _papers(lowered: str, names: Sequence[Span]) -> list[Span]:
    """Return where numbered documents stand, with the place whose they are."""
    papers = []
    for match in _NUMBERED.finditer(lowered):
        of = next((name for name in names if name[0] == match.end()), None)
        end = of[1] if of else match.start() + len(re.sub(r" (?:của|ở) $", "", match.group()))
        papers.append((match.start(), end))
    return papers


def _within(one: Span, others: Sequence[Span]) -> bool:
    return any(start <= one[0] and one[1] <= end for start, end in others)


def _at_the_start(lowered: str) -> list[Span]:
    """Find two sides of any kind before what is asked: "(So) A với B thì …", "A và B, bên nào … hơn?"."""
    opens = _OPENS.match(lowered)
    begin = opens.end() if opens else 0
    # The plainest tie first: "Khối Cơ quan và Doanh nghiệp với Đảng bộ huyện" is tied by "với".
    for tie in ("so với", "với", "hay", "và"):
        match = re.compile(
            rf"(?P<a>[^,]+?),? {tie} (?P<b>.+?)(?:,| thì|(?= {_WHICH} )|(?= (?:mỗi|từng|chênh) ))"
            rf"(?P<rest> (?:[^,]*? )?(?:{_WHICH}|mỗi|từng|khác nhau|chênh) .+)$"
        ).match(lowered, begin)
        if match and _CUE.search(match["rest"]) and not _ASKS.search(f"{match['a']} {match['b']}"):
            return [match.span("a"), match.span("b")]
    return []


def _repeated(lowered: str) -> list[Span]:
    """Find two sides after a word that is said again: "hợp nhất với A và với B lần lượt là bao nhiêu"."""
    match = _AGAIN.search(lowered)
    return [match.span("a"), match.span("b")] if match else []


def _two_traits(text: str, lowered: str) -> list[str]:
    """Ask for the number of each of two groups: "Hội viên là nữ nhiều hơn hay có nghề nhiều hơn?"."""
    match = _TRAITS.match(lowered)
    if match is None or _ASKS.search(lowered):
        return []
    who = text[slice(*match.span("who"))]
    return [f"Có bao nhiêu {who[:1].lower()}{who[1:]} {text[slice(*match.span(one))]}?" for one in "ab"]


def _of_one(after: str) -> str:
    """Ask one side what is asked of several: "lần lượt là những ai" → "là ai"."""
    return re.sub(r"(?<!\w)những (?=ai(?!\w))", "", _IN_TURN.sub(" ", after), flags=re.IGNORECASE).strip(" ,")


def _with_shared_head(sides: list[str]) -> list[str]:
    """Give a side that goes on within the first one its head: "Bí thư xã kiêm chủ tịch" with "kiêm phó"."""
    doing = re.match(r"(?:kiêm|làm|là|được|bị|có|do) ", normal(sides[-1]))
    found = [*re.finditer(rf"(?<!\w){doing.group()}", normal(sides[0]))] if doing else []
    if len(found) != 1 or not found[0].start():
        return sides
    return [sides[0], *(f"{sides[0][: found[0].start()]}{side}" for side in sides[1:])]


def _with_shared_place(sides: list[str]) -> list[str]:
    """Give every side the place that only the last names: "…, số cán bộ xã rút lên huyện ở Thử"."""
    shared = _AT.search(sides[-1])
    if shared and not any(_AT.search(side) for side in sides[:-1]) and shared["name"][0].isupper():
        return [*(side + shared.group() for side in sides[:-1]), sides[-1]]
    return sides


def _asked_of(before: str, side: str, after: str) -> str:
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
    each = next((one for one in asking if _EACH.search(normal(one)) and _ASKS.search(normal(one))), None)
    if each is not None:
        match = _EACH.search(normal(each))
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
    return _joined(before, side, rest) if _ASKS.search(normal(rest)) else _plainly(f"{before} {side} {rest}")


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
    """Ask how much is done: "trồng cây" → "trồng bao nhiêu cây", "tiết kiệm chi" → "tiết kiệm bao nhiêu chi"."""
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
