"""What a question asks for: its kind, the unit asked for, the names, years and numbers in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from assistant.kinds import HOW_OFTEN, Kind, kind_of
from assistant.lexicon import FUNCTION_WORDS, Lexicon, capital_runs, is_person
from assistant.mend import mend
from assistant.own_places import named_alone
from assistant.spans import OFTEN
from ingest.places import COMMUNE, Place, find_places
from ingest.vietnamese import DATE, NUMBER_OF_DOCUMENT, fold_accents, nfc, normal, tokens

# The rank that an office begins with, in normal form.
OFFICE = re.compile(
    r"(?:phó |quyền |nguyên )?(?:bí thư|chủ tịch|trưởng (?:ban|phòng|đoàn|thôn|xóm|bản|ấp|khóm|khu)"
    r"|phó trưởng|phó (?:ban|phòng|đoàn|thôn|xóm|bản|ấp|khóm|khu)|giám đốc|ủy viên"
    r"|chuyên viên|chủ nhiệm|hiệu trưởng|thủ trưởng|chánh|bộ trưởng|thứ trưởng|thủ tướng|tổng|kế toán trưởng"
    r"|(?:tổ|đội) (?:trưởng|phó))(?!\w)"
)
_ASKS_HOLDER = re.compile(
    rf"(?:ai|người nào|đồng chí nào|ông nào|bà nào) (?:hiện )?(?:đang )?(?:là|làm|giữ|đảm nhiệm|đảm nhận)\b"
    rf".*{OFFICE.pattern}"
    rf"|{OFFICE.pattern}.*(?:là (?:ai|người nào|đồng chí nào|ông nào|bà nào)|tên (?:là )?gì|do ai"
    rf"|ai (?:làm|giữ|đảm))"
)

_OFFICE_ENDS = re.compile(
    r"[,;:.?!(]|(?<!\w)(?:là (?:ai|người|đồng chí|ông|bà|vị)|tên|do ai|ai|nhiệm kỳ|giai đoạn|năm|hiện"
    r"|khoá|khóa)(?!\w)"
)

# Words that only repeat what kind of answer is wanted.
_SAID_BY_KIND = {Kind.PERCENTAGE: frozenset({"tỷ", "lệ"}), Kind.WHO: frozenset({"tên", "người"})}
_HOW_LONG = re.compile(
    r"bao lâu|(?:mấy|bao nhiêu) (?:ngày|tháng|năm|giờ|phút|tuần|quý)(?!\w)"
    r"|thời (?:hạn|hiệu|gian)[\w ]{0,60} bao nhiêu"
)
_ASKED = re.compile(
    r"bao nhiêu(?: phần trăm| %)?|bao lăm|bao lâu|bao giờ|khi nào|lúc nào|hồi nào|ở đâu|tại đâu|như thế nào"
    r"|thế nào|ra sao|là ai|\bai\b|\bmấy\b|\bgì\b|\bnào\b|\bđâu\b|phần trăm|\bsao\b|tại sao|vì sao"
)
_YEAR = re.compile(r"(?<![\d/.,-])((?:19|20)\d{2})(?![\d.,]*\d|-[A-ZĐ])")
_NUMBERED = re.compile(
    r"(?:đề án|nghị quyết|kế hoạch|chỉ thị|quyết định|quy định|thông tư|nghị định|hướng dẫn|kết luận"
    r"|nđ|nq|tt|qđ)"
    r"(?: số)? (\d{1,4}(?:/\d{4})?)(?![\d%.,/-])",
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood.

    Attributes:
        text: Standalone, mended text.
        kind: What would answer it.
        tokens: Content tokens, abbreviations written out, in order; grammar and asking words are gone.
        left: Content tokens before the (first) asking word.
        right: Content tokens after it, the unit asked for first.
        unit: The tokens right after the asking word up to a grammar word: what is counted.
        places: Places named.
        persons: Person names, as tokens.
        names: Other capitalised names, as tokens.
        years: Years named ("2018").
        figures: Figures named that tell something apart ("14.357", "97,5"), as matching tokens.
        numbers: Số/ký hiệu named, lower-cased ("07-đa/tu"), and "05" for "Nghị quyết số 05".
        dates: Full dates named, "d-m-yyyy".
        ordinal: For Kind.NTH the 1-based item; -1 the last.
        where: Unit of the place asked for: "tỉnh", "huyện", … "" when no place as such is asked for.
        grain: What a date must hold: "ngày", "tháng", "năm", "nhiệm kỳ", "giai đoạn", "khoảng thời gian"
            (a figure, not "những năm qua"); "" for any.
        duration: Asks how long: only a stretch of time answers.
        office: Tokens of the office whose holder is asked for ("Ai là Trưởng ban …?": only a person
            answers), without places and grammar; empty when none is.
        folded: Typed without accents: match by folded letters.
        changed: Mending changed a word.
    """

    text: str
    kind: Kind
    tokens: tuple[str, ...]
    left: tuple[str, ...]
    right: tuple[str, ...]
    unit: tuple[str, ...]
    places: tuple[Place, ...] = ()
    persons: tuple[tuple[str, ...], ...] = ()
    names: tuple[tuple[str, ...], ...] = ()
    years: frozenset[str] = frozenset()
    figures: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    dates: frozenset[str] = frozenset()
    ordinal: int = 0
    where: str = ""
    grain: str = ""
    duration: bool = False
    office: tuple[str, ...] = ()
    folded: bool = False
    changed: bool = False


def understand(text: str, lexicon: Lexicon) -> Question:
    """Analyse a standalone question.

    Args:
        text: As typed (or completed from the history).
        lexicon: Of the open index; gives names, abbreviations and the words for mending.
    """
    mended = mend(nfc(text).strip(), lexicon)
    whole = mended.text
    lowered = normal(whole)
    kind, ordinal = kind_of(lowered)
    if (
        kind is Kind.ROLE
        and re.search(r"là ai", lowered)
        and OFFICE.search(lowered)
        and not _is_of_person(lowered)
    ):
        kind = Kind.WHO
    found = tokens(whole)
    single = [token for token, _, _ in found]
    capital = [whole[start].isupper() for _, start, _ in found]
    places = _places(whole, found, single, capital, lexicon)
    persons, names = _names(whole, found, single, places, lexicon)
    asked = _asked_span(lowered)
    numbers = frozenset(
        [m.group().lower() for m in NUMBER_OF_DOCUMENT.finditer(whole)] + _NUMBERED.findall(lowered)
    )
    empty = FUNCTION_WORDS | _SAID_BY_KIND.get(kind, frozenset())
    content = [(t, s, e) for t, s, e in lexicon.expand(found) if t not in empty]
    left = tuple(t for t, _, e in content if e <= asked[0])
    right = tuple(t for t, s, _ in content if s >= asked[1])
    return Question(
        text=whole,
        kind=kind,
        tokens=tuple(t for t, s, e in content if e <= asked[0] or s >= asked[1]),
        left=left,
        right=right,
        unit=_unit(found, asked, lexicon),
        places=tuple(place for _, _, place in places),
        persons=persons,
        names=names,
        years=frozenset(_YEAR.findall(whole)),
        figures=frozenset(
            token
            for before, token in pairwise(["", *single])
            if _is_telling(token) and before not in _COUNTED_UP and not _named_by(token, numbers)
        ),
        numbers=numbers,
        dates=frozenset(single[i] for i, (_, s, e) in enumerate(found) if DATE.fullmatch(whole[s:e])),
        ordinal=ordinal,
        where=_where(lowered),
        grain=_grain(lowered) if kind is Kind.WHEN else "",
        duration=bool(_HOW_LONG.search(lowered)),
        office=_office(lowered, content, [(found[f][1], found[e - 1][2]) for f, e, _ in places])
        if kind is Kind.WHO
        else (),
        folded=mended.unaccented,
        changed=mended.changed,
    )


# "Điều 125", "Mẫu số 112": a place in a document, no figure of it.
_COUNTED_UP = frozenset(
    "số điều khoản điểm mục mẫu chương trang quyết định tư thị luật lệnh thứ khóa km".split()
)


def _named_by(token: str, numbers: Iterable[str]) -> bool:
    return any(token == number or number.startswith((f"{token}/", f"{token}-")) for number in numbers)


def _is_telling(token: str) -> bool:
    """Tell whether a token is a figure that a text would hardly have by chance: no year, no small number."""
    if not token.replace(",", "").isdecimal() or _YEAR.fullmatch(token):
        return False
    return "," in token or len(token) >= 3


def _office(
    lowered: str, content: list[tuple[str, int, int]], places: list[tuple[int, int]]
) -> tuple[str, ...]:
    """Return the office whose holder is asked for; ``places`` are stretches that are no part of it."""
    asks = _ASKS_HOLDER.search(lowered)
    if not asks:
        return ()
    said_before = max(lowered.rfind(mark, 0, asks.end()) for mark in ":;.")
    begin = OFFICE.search(lowered, max(said_before, 0))
    if not begin:
        return ()
    end = _OFFICE_ENDS.search(lowered, begin.end())
    last = end.start() if end else len(lowered)
    return with_full_rank(
        token
        for token, s, e in content
        if begin.start() <= s and e <= last and not any(first <= s and e <= until for first, until in places)
    )


_LED = frozenset("ban phòng đoàn thôn xóm bản ấp khóm khu".split())


def with_full_rank(office: Iterable[str]) -> tuple[str, ...]:
    """Write out the rank of a deputy: "phó ban" is a "phó trưởng ban"."""
    tokens_of_it = tuple(office)
    short = tokens_of_it[:1] == ("phó",) and tokens_of_it[1:2] and tokens_of_it[1] in _LED
    return ("phó", "trưởng", *tokens_of_it[1:]) if short else tokens_of_it


_DAY_OF_WEEK = re.compile(
    r"(?<!\w)(?:ngày|hôm|buổi) (?:nào|mấy)(?: \w+)? (?:trong|hằng|hàng|mỗi|của) tuần(?!\w)"
    r"|(?:ngày|hôm) thứ mấy"
)


def _grain(lowered: str) -> str:
    if HOW_OFTEN.search(lowered):
        return OFTEN
    if _DAY_OF_WEEK.search(lowered):  # "thứ bảy, chủ nhật" has no date
        return ""
    match = re.search(
        r"(ngày|tháng|năm|nhiệm kỳ|giai đoạn|khoảng thời gian) (?:nào|mấy|bao nhiêu|tháng năm)", lowered
    )
    return match.group(1) if match else ""


def _where(lowered: str) -> str:
    match = re.search(
        r"(tỉnh|huyện|xã|thành phố|địa phương|nơi|quận|thị xã) nào\b|(?:ở|tại) (đâu)\b", lowered
    )
    return (match.group(1) or match.group(2)) if match else ""


def _is_of_person(lowered: str) -> bool:
    """Tell "ông X, chuyên viên …, là ai" (a person is described) from "chuyên viên … là ai"."""
    return bool(re.match(r"(?:ông|bà|đồng chí|anh|chị) (?!nào)", lowered))


def _asked_span(lowered: str) -> tuple[int, int]:
    """Return where the asking words stand; (length, length) when the question has none."""
    match = _ASKED.search(lowered)
    return match.span() if match else (len(lowered), len(lowered))


def _unit(found: list[tuple[str, int, int]], asked: tuple[int, int], lexicon: Lexicon) -> tuple[str, ...]:
    """Return what is counted: the words after the asking word, or those before it ("chi bộ có mấy?")."""
    unit: list[str] = []
    for token, start, _ in found:
        if start < asked[1]:
            continue
        if token == "sự":  # "đơn vị sự nghiệp" is one thing
            continue
        if not unit and token in ("là", "người"):
            continue
        if token in FUNCTION_WORDS or len(unit) == 4:
            break
        unit.append(token)
    if not unit:
        before = [token for token, _, end in found if end <= asked[0] and token not in FUNCTION_WORDS]
        unit = before[-4:]
    return tuple(token for token, _, _ in lexicon.expand([(t, 0, 0) for t in unit]))


_UNITS = frozenset("tỉnh huyện xã phường quận thôn".split())


def _places(
    text: str, found: list[tuple[str, int, int]], single: list[str], capital: list[bool], lexicon: Lexicon
) -> list[tuple[int, int, Place]]:
    """Find the gazetteer's places, names behind a unit word, and the places that documents are of."""
    places = [*find_places(single, capital), *_unlisted_places(text, found, single, capital)]
    places = [(first, last, lexicon.places.get(place.name, place)) for first, last, place in places]
    taken = {at for first, last, _ in places for at in range(first, last)}
    for first, last, place in named_alone(single, capital, lexicon.places):
        person = first and capital[first] and capital[first - 1] and is_person(single, first - 1, last)
        if not person and not taken & set(range(first, last)):
            places.append((first, last, place))
            taken |= set(range(first, last))
    return sorted(places, key=lambda one: one[0])


def _unlisted_places(
    text: str, found: list[tuple[str, int, int]], single: list[str], capital: list[bool]
) -> list[tuple[int, int, Place]]:
    """Find names after a unit word ("xã Bến Đá") that no gazetteer has; texts must support them too."""
    listed = {i for first, last, _ in find_places(single, capital) for i in range(first, last)}
    unlisted: list[tuple[int, int, Place]] = []
    for first, last in capital_runs(text, found):
        begin = first + 1 if single[first] in _UNITS else first
        if begin == first and (first == 0 or single[first - 1] not in _UNITS):
            continue
        if last - begin >= 2 and not listed & set(range(begin, last)):
            unlisted.append((begin, last, Place(tuple(single[begin:last]), COMMUNE, frozenset())))
    return unlisted


def _names(
    text: str,
    found: list[tuple[str, int, int]],
    single: list[str],
    places: list[tuple[int, int, Place]],
    lexicon: Lexicon,
) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]:
    """Return (persons, other capitalised names); lower-case questions are read by the documents' names."""
    taken = {i for first, last, _ in places for i in range(first, last)}
    persons: list[tuple[str, ...]] = []
    names: list[tuple[str, ...]] = []
    for first, last in capital_runs(text, found):
        if taken & set(range(first, last)):
            continue
        run = tuple(single[first:last])
        (persons if is_person(single, first, last) else names).append(run)
    if not persons:
        for size in (4, 3, 2):
            for at in range(len(single) - size + 1):
                run = tuple(single[at : at + size])
                if run in lexicon.persons and run not in persons:
                    persons.append(run)
    return tuple(persons), tuple(names)


def same_letters(token: str, folded: bool) -> str:
    """Return the form in which question and text are compared."""
    return fold_accents(token) if folded else token
