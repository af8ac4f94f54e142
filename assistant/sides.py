"""Questions that compare two sides (places, bodies, documents, years, groups): each asked for on its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, product

from assistant.lexicon import capital_runs
from assistant.one_side import ASKS, EACH, ONE_OF, WHICH, asked_of, of_one
from ingest.places import compounds, find_places
from ingest.vietnamese import normal, tokens

_TIE = r"(?:so với|với|và|hay|hoặc|cùng)"
_CUE = re.compile(
    rf"(?<!\w)(?:so sánh|so với|hơn|khác nhau|khác gì nhau|chênh|lần lượt|cả hai|hai {ONE_OF})(?!\w)"
    rf"|{EACH.pattern}|^so (?=số|.* giữa )"
)
_OPENS = re.compile(
    r"^(?:hãy |xin )?(?:so sánh|so với|so|giữa)\s+"
    r"(?:(?:giúp|hộ|cho)(?: (?:tôi|em|mình|tớ|anh|chị))?\s+)?(?:giữa )?"
)
_NO_SIDE = re.compile(r"(?:(?:đầu |cuối )?(?:năm|tháng|quý|ngày|nhiệm kỳ)|\d)(?!\w)")
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
_AT = re.compile(r" (?:ở|tại) (?P<name>\w[^,]*)$")

_CLAUSE = re.compile(r"[,:] (?:trong (?:số )?(?:đó|này|ấy),? |thì )?")
_AND_SO = re.compile(r"(?:\s?&\s?[A-ZĐ]\w*)+")
_AGAINST = re.compile(r"(?<!\w)(?:so sánh|so với|giữa|chênh|khác nhau)(?!\w)")
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
    spans = _between(text) if cued else []
    spans = spans or _tied(text, lowered, cued)
    spans = spans or ((_at_the_start(lowered) or _repeated(lowered)) if cued else [])
    if len(spans) < 2:
        return _two_traits(text, lowered)
    before, after = text[: spans[0][0]], of_one(text[spans[-1][1] :].strip(" ?,."))
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
    return [asked_of(before.strip(" ,"), side.strip(), after) for side in sides]


def _between(text: str) -> list[Span]:
    """Find the two names of "giữa A và B"; both have a capital letter, or begin alike ("khối …")."""
    for tie in ("so với", "với", "và"):
        match = re.search(
            rf"(?<!\w)[Gg]iữa (?P<a>[^,?]+?) {tie} (?P<b>[^,?]+?)"
            r"(?=\W*$|,| (?:là|thì|năm|trong|đến|tính|khác|chênh|hơn|có|ra sao|thế nào|như thế nào)(?!\w))",
            text,  # not in lower case: "Trong" may end a name
        )
        if match is None or ASKS.search(normal(match.group())) or _NO_SIDE.match(normal(match["a"])):
            continue
        named = all(match[side] != match[side].lower() for side in "ab")
        if named or match["a"].split()[0] == match["b"].split()[0]:
            return [match.span("a"), match.span("b")]
    return []


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
    """Find two sides of any kind before what is asked: "(So) A với B thì …", "A và B, bên nào … hơn?".

    They may follow what is only said first, if they are alike: "…, trong đó nhóm A và nhóm B mỗi bên mấy?".
    What "nhóm B" has more than "nhóm A" before "mỗi bên" is what both do.
    """
    opens = _OPENS.match(lowered)
    begins = [opens.end() if opens else 0, *(match.end() for match in _CLAUSE.finditer(lowered))]
    # The plainest tie first: "Khối Cơ quan và Doanh nghiệp với Đảng bộ huyện" is tied by "với".
    for begin, tie in product(begins, ("so với", "với", "hay", "và")):
        match = re.compile(
            rf"(?P<a>[^,]+?),? {tie} (?P<b>.+?)(?:,| thì|(?= {WHICH} )|(?= (?:mỗi|từng|chênh) ))"
            rf"(?P<rest> (?:[^,]*? )?(?:{WHICH}|mỗi|từng|khác nhau|chênh) .+)$"
        ).match(lowered, begin)
        if not match or not _CUE.search(match["rest"]) or ASKS.search(f"{match['a']} {match['b']}"):
            continue
        one, other = match["a"].split(), match["b"].split()
        alike = one[0] == other[0]
        if begin == begins[0] or alike:
            size = len(one) if alike and EACH.match(match["rest"].strip()) else len(other)
            while size < len(other) and (other[size - 1], other[size]) in compounds():
                size += 1  # "khối đoàn thể"
            return [match.span("a"), (match.start("b"), match.start("b") + len(" ".join(other[:size])))]
    return []


def _repeated(lowered: str) -> list[Span]:
    """Find two sides after a word that is said again: "hợp nhất với A và với B lần lượt là bao nhiêu"."""
    match = _AGAIN.search(lowered)
    return [match.span("a"), match.span("b")] if match else []


def _two_traits(text: str, lowered: str) -> list[str]:
    """Ask for the number of each of two groups: "Hội viên là nữ nhiều hơn hay có nghề nhiều hơn?"."""
    match = _TRAITS.match(lowered)
    if match is None or ASKS.search(lowered):
        return []
    who = text[slice(*match.span("who"))]
    return [f"Có bao nhiêu {who[:1].lower()}{who[1:]} {text[slice(*match.span(one))]}?" for one in "ab"]


def _with_shared_head(sides: list[str]) -> list[str]:
    """Give a side that goes on within the first one its head: "Bí thư xã kiêm chủ tịch" with "kiêm phó",
    "biên chế sở A" with "sở B"."""
    unit = _UNIT.match(normal(sides[-1]))
    ahead = re.search(rf"(?<!\w){unit[1]} ", normal(sides[0])) if unit else None
    if ahead and ahead.start() and ASKS.search(sides[0]) is None:
        return [sides[0], *(f"{sides[0][: ahead.start()]}{side}" for side in sides[1:])]
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
