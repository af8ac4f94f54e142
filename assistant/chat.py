"""Follow-up questions made standalone by rules: the last question lends its place, subject or kind."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.deputies import deputy_of
from assistant.instead import put_instead
from assistant.kinds import Kind, kind_of
from assistant.lexicon import FUNCTION_WORDS, Lexicon
from assistant.mend import mend
from assistant.ordinals import numbered_as_in
from assistant.question import Question, understand
from ingest.places import compounds
from ingest.vietnamese import normal, tokens

_AND_WHAT_OF = re.compile(
    r"^(?:thế |vậy |thế còn |vậy còn |à |ừ |rồi |nhưng )*(?:còn|với|riêng|về)?\s*(?P<what>.+?)\s*"
    r"(?:thì sao|thì thế nào|thì (?:có )?(?:bao nhiêu|mấy)(?: người| đồng chí)?|thì|ra sao"
    r"|(?<!lý )(?<!làm )(?<!giải quyết )sao)\s*(?:vậy|ạ|nhỉ|hả)?\s*\?*$"
)
_AND_WHAT = re.compile(r"^(?:thế |vậy )?(?:còn|thế còn|vậy còn|với)\s+(?P<what>.+?)\s*\?*$")
_THEN_WHAT = re.compile(r"^(?:thế|vậy|rồi) (?P<what>.+?)\s*\?*$")
_REFERS_BACK = re.compile(
    r"trong đó|trong số (?:đó|này|ấy)|ở đó|tại đó|nơi đó|năm đó|khi đó|lúc đó|đến đó|việc đó|việc này"
    r"|ông ấy|bà ấy|ông này|bà này"
    r"|người (?:đó|này|ấy)|đồng chí (?:đó|này|ấy)|(?:bài|văn bản|đề án|kế hoạch|nghị quyết|ứng dụng|tỉnh"
    r"|huyện|nơi|ban|số|con số|đơn vị|tổ chức|lớp|cái)"
    r" (?:đó|này|ấy|trên)|\b(?:nó|họ|đấy|kèm theo|cùng thời gian|lúc ấy)\b"
)
_THAT_YEAR = re.compile(r"(?<!\w)(?P<year>năm) (?:đó|ấy|này)(?!\w)", re.IGNORECASE)
_THERE = re.compile(
    r"(?<!\w)(?:(?P<before>ở|tại) (?:đó|đấy|nơi đó|nơi này)"
    r"|(?P<unit>tỉnh|huyện|xã|thành phố|quận|phường|thị xã) (?:đó|ấy|này))(?!\w)",
    re.IGNORECASE,
)
_OPENS_ANEW = re.compile(r"^(?:(?:thế|vậy|còn|và|à|ừ|rồi|nhưng|mà)(?: |$))+", re.IGNORECASE)
_LEVEL = re.compile(r"(?<!\w)cấp (?:xã|huyện|tỉnh)(?!\w)")
_UNITS = re.compile(
    r"(?<!\w)(?:(?:huyện|thành phố|thị xã|xã|phường|thị trấn|tỉnh)(?:, | và )?)+"
    r"(?= (?:để|có|đã|mà|thực hiện)\s)"
)
_BECAUSE = re.compile(r"(?:vì|tại) sao(?!\w)")
_ENOUGH = 3  # words of content that a follow-up needs to be looked for by itself
# "Sao năm đó lại ít vậy?"; a capital goes on with a name, unless what follows asks for a cause.
_WHY = re.compile(
    r"(?:(?i:thế|vậy|nhưng|mà) )?(?i:sao) (?=[^\W\d_A-ZĐÀ-Ỹ]|\w.*\s(?:lại|chưa|không|phải|vẫn|còn)\s)"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YEARS = re.compile(rf"{_YEAR.pattern}(?: ?[-–] ?{_YEAR.pattern})?")  # "2020", "2015-2020"
_YEAR_BEFORE = re.compile(
    r"(?<!\d )(?<!kỳ )(?<!với )(?<!hơn )năm (?:liền |kế |ngay )?(?:trước(?: đó| ấy| nữa)?|ngoái)"
    r"(?! khi| đây)(?!\w)",
    re.IGNORECASE,
)
_YEAR_AFTER = re.compile(r"(?<!\d )năm (?:liền |kế |tiếp )?sau(?: đó| ấy| nữa)?(?! khi)(?!\w)", re.IGNORECASE)
_ASKING = re.compile(
    r"\s*(?:là |được |có |chiếm |đạt )?(?:(?:bao nhiêu|mấy)(?: phần trăm| ?%)?"
    r"|như thế nào|thế nào|khi nào|bao giờ"
    r"|lúc nào"
    r"|ở đâu|là gì|là ai|ra sao|thì sao|gì|nào|\bai\b)\s*",
    re.IGNORECASE,
)
_WHO_IS = re.compile(r"^ai (?:đang |hiện )?(?:là|làm) (?:người )?", re.IGNORECASE)


def standalone(question: str, history: Sequence[str], lexicon: Lexicon) -> str:
    """Complete a follow-up from the questions before it.

    Args:
        question: As typed.
        history: Earlier questions of the conversation, oldest first.
        lexicon: Of the open index.

    Returns:
        A question that stands alone; the same text when it does so already.
    """
    earlier = ""
    for past in history:
        earlier = _complete(past, earlier, lexicon)
    return _complete(question, earlier, lexicon)


def _complete(question: str, earlier: str, lexicon: Lexicon) -> str:
    question = numbered_as_in(_why(mend(question.strip(), lexicon).text), lexicon)
    if not earlier or not question:
        return question
    question = _named_year(question, earlier)
    lowered = normal(question)
    swap = _AND_WHAT_OF.match(lowered) or (_AND_WHAT.match(lowered) if not _asks(lowered) else None)
    if swap:
        return _swap(question[swap.start("what") : swap.end("what")], earlier, lexicon)
    then = _THEN_WHAT.match(lowered)
    instead = put_instead(then["what"], earlier) if then else ""
    if instead:
        return instead
    question, alone = _names_instead(question, earlier, lexicon)
    if alone:
        return question
    now = understand(question, lexicon)
    if _REFERS_BACK.search(lowered) or _lacks_subject(now, lexicon):
        return _with_background(question, now, earlier)
    return question


def _why(question: str) -> str:
    """ "Sao chợ lại chậm?" asks why; "Sao Đỏ" is a name."""
    return _WHY.sub("Vì sao ", question, count=1) if _WHY.match(question) else question


def _named_year(question: str, earlier: str) -> str:
    """Put the year where a follow-up says "năm trước đó", of the one year that was asked about before."""
    years = set(_YEAR.findall(earlier))
    if len(years) != 1 or _YEAR.search(question):
        return question
    (year,) = map(int, years)
    later = _YEAR_AFTER.sub(f"năm {year + 1}", question)
    return _YEAR_BEFORE.sub(f"năm {year - 1}", later)


def by_itself(question: str, earlier: str, lexicon: Lexicon) -> str:
    """Return a follow-up with nothing of the question before it but its place and year.

    Args:
        question: As typed.
        earlier: The question before it, standalone.

    Returns:
        "" where its own words say too little to be looked for.
    """
    alone = mend(question.strip(), lexicon).text
    alone, _ = _names_instead(re.sub(_OPENS_ANEW, "", alone), earlier, lexicon)
    now = understand(alone, lexicon)
    if len(now.tokens) < _ENOUGH or _REFERS_BACK.search(normal(alone)):
        return ""
    places = "" if now.places else _mentions(understand(earlier, lexicon), earlier)
    return f"{alone[:1].upper()}{alone[1:].rstrip(' ?')}{places}?"


def _names_instead(question: str, earlier: str, lexicon: Lexicon) -> tuple[str, bool]:
    """Put the earlier question's place and year where a follow-up says "ở đó", "năm đó".

    Returns:
        The question, and whether it stands alone now: a place and two words of content tell what is meant,
        a year does not ("Năm đó có bao nhiêu nữ?" of those admitted).
    """
    if not (_THAT_YEAR.search(question) or _THERE.search(question)):
        return question, False
    before = understand(earlier, lexicon)
    if len(before.years) == 1:
        question = _THAT_YEAR.sub(lambda match: f"{match['year']} {next(iter(before.years))}", question)
    if len(before.places) != 1 or not _THERE.search(question):
        return question, False
    name = _bare_name(earlier, before)
    placed = _THERE.sub(lambda match: f"{match['before'] or match['unit']} {name}", question, count=1)
    now = understand(placed, lexicon)
    own = [token for token in now.tokens if token not in before.places[0].name]
    alone = len(own) > 1 and not _REFERS_BACK.search(normal(placed))
    return (placed, True) if alone else (question, False)


def _asks(lowered: str) -> bool:
    return bool(_ASKING.search(lowered))


def _lacks_subject(now: Question, lexicon: Lexicon) -> bool:
    """Tell whether a question names nothing that could be looked for on its own."""
    if now.places or now.persons or now.numbers or now.names:
        return False
    if re.match(r"(?:thế|vậy|còn|rồi|và|thì)\b", normal(now.text)):
        return True
    content = [token for token in now.tokens if lexicon.weight(token) > 1.0]
    # A word that no document has opens a new topic ("giá vàng"): nothing may be lent to it.
    return len(content) <= 3 and all(lexicon.knows(token) for token in content)


def _swap(what: str, earlier: str, lexicon: Lexicon) -> str:
    """Put a new place, person, number or thing where the earlier question had its own."""
    what = _spelt(what, lexicon)
    before, now = understand(earlier, lexicon), understand(what, lexicon)
    if now.places and before.places:
        return _replace_tokens(earlier, before.places[0].name, what, lexicon)
    deputy = deputy_of(what, earlier)
    if deputy:
        return deputy
    instead = put_instead(what, earlier)
    if instead:
        return instead
    if _is_name(what, now) and len(before.names) == 1 and not before.places:
        return _replace_tokens(earlier, before.names[0], what, lexicon)
    if now.persons and before.persons:
        return _replace_tokens(earlier, before.persons[0], what, lexicon)
    if now.numbers and before.numbers:
        number = next(iter(before.numbers))
        return re.sub(re.escape(number), lambda _: what, earlier, count=1, flags=re.IGNORECASE)
    if now.years and before.years:
        told, asked = _YEARS.search(earlier), _YEARS.search(now.text)
        if told and asked:
            return f"{earlier[: told.start()]}{asked.group()}{earlier[told.end() :]}"
    if now.places:
        return f"{earlier.rstrip(' ?')} ở {what}?"
    return _swap_thing(what, earlier, before)


def _spelt(what: str, lexicon: Lexicon) -> str:
    """Give what is a name in the documents, and nothing else, its capitals: "đá dựng"."""
    own = tuple(token for token, _, _ in tokens(what))
    return what.title() if own in lexicon.capitalised and own not in compounds() else what


def _is_name(what: str, now: Question) -> bool:
    """Tell whether nothing but one name is said, one that no list has ("Bến Đá")."""
    own = [token for token, _, _ in tokens(what)]
    return len(now.names) == 1 and tuple(own) == now.names[0] and not (now.places or now.persons)


def _swap_thing(what: str, earlier: str, before: Question) -> str:
    """Replace the thing asked for: "kết nạp bao nhiêu đảng viên?" + "đảng viên nữ" → "… đảng viên nữ?"."""
    match = _ASKING.search(normal(earlier))
    if not match:
        return f"{what}, {earlier}"
    head, asked, tail = earlier[: match.start()], earlier[match.start() : match.end()], earlier[match.end() :]
    if before.right and tail.strip(" ?"):
        places = _mentions(before, tail)
        return f"{head.rstrip()} {asked.strip()} {what}{places}?".strip()
    place = _same_place(what, head)
    if place is None:
        return f"{head.rstrip()} {what}{_mentions(before, earlier)} {asked.strip()}?".strip()
    return f"{head[: place[0]]}{what}{head[place[1] :].rstrip()} {asked.strip()}?".strip()


def _same_place(what: str, head: str) -> tuple[int, int] | None:
    """Return the stretch of the earlier question that a new thing takes the place of, by a shared word.

    "phó thôn" shares its second word with "tỷ lệ trưởng thôn là đảng viên" and so replaces "trưởng thôn".
    """
    new = [token for token, _, _ in tokens(what)]
    found = tokens(head)
    for place, token in enumerate(new):
        for at, (old, _, _) in enumerate(found):
            if old == token and token not in FUNCTION_WORDS and at >= place:
                last = at
                while last + 1 < len(found) and found[last + 1][0] in new[place + 1 :]:
                    last += 1
                return found[at - place][1], found[last][2]
    return None


def _mentions(question: Question, text: str) -> str:
    """Return " ở <place>" for the places that stand in a text."""
    lowered = normal(text)
    names = [" ".join(place.name) for place in question.places if " ".join(place.name) in lowered]
    return "".join(f" ở {name.title()}" for name in names)


def _replace_tokens(text: str, run: Sequence[str], what: str, lexicon: Lexicon) -> str:
    found = tokens(text)
    size = len(run)
    for at in range(len(found) - size + 1):
        if tuple(token for token, _, _ in found[at : at + size]) == tuple(run):
            start, end = found[at][1], found[at + size - 1][2]
            bare = understand(what, lexicon)
            name = _bare_name(what, bare)
            return text[:start] + name + text[end:]
    return text


def _bare_name(what: str, understood: Question) -> str:
    """Return the name alone: "tỉnh Hậu Giang" → "Hậu Giang"."""
    run = (
        (understood.places[0].name if understood.places else understood.persons[0])
        if (understood.places or understood.persons)
        else ()
    )
    found = tokens(what)
    for at in range(len(found) - len(run) + 1):
        if run and tuple(token for token, _, _ in found[at : at + len(run)]) == tuple(run):
            return what[found[at][1] : found[at + len(run) - 1][2]]
    return what


def _with_background(question: str, now: Question, earlier: str) -> str:
    """Put the statement part of the earlier question before a question that refers back to it."""
    kind, _ = kind_of(normal(question))
    first = _first_asked(earlier)
    # "Còn giữ chức gì nữa?" asks of somebody who is still to be found.
    background = first.strip(" ?") if kind is Kind.ROLE and _WHO_IS.match(first) else without_asking(first)
    if _LEVEL.search(normal(question)):  # "Còn ở cấp xã …" after "Có mấy huyện …"
        background = " ".join(_UNITS.sub("", background).split())
    because = _BECAUSE.match(normal(question))  # needs all that is asked about before it
    for year in () if because else now.years:  # said again by the question
        background = re.sub(
            rf"^(?:trong |vào )?năm {year},? | (?:trong |vào )?năm {year}$", "", background, flags=re.I
        )
    if kind is Kind.NTH:  # the earlier question may name another item
        background = re.sub(r"\bthứ \w+", "", background)
    if kind in (Kind.AUTHOR, Kind.DATE, Kind.SUBJECT):
        return f"{question.rstrip(' ?')} ({background})?"
    known = {token for token, _, _ in tokens(background)} | FUNCTION_WORDS
    if all(token in known for token in now.tokens):
        return question if not background else f"{background}: {question}"
    return f"{background}, {question[:1].lower() + question[1:]}" if background else question


def _first_asked(question: str) -> str:
    """Leave out what a question asks besides: "Có mấy nơi làm, đó là những nơi nào?" → "Có mấy nơi làm"."""
    clauses = re.split(r"(?<=[,;])\s+", question)
    asking = [at for at, clause in enumerate(clauses) if _ASKING.search(normal(clause))]
    return " ".join(clauses[: asking[1]]).strip(" ,;") if len(asking) > 1 else question


def without_asking(question: str) -> str:
    """Return what a question states: "Xã kết nạp được bao nhiêu đảng viên?" → "Xã kết nạp đảng viên"."""
    spaced = normal_spacing(question)
    named = _WHO_IS.sub("", spaced)
    stated = named if named != spaced else _ASKING.sub(" ", f" {spaced} ", count=1)
    return " ".join(stated.replace("?", " ").split()).strip(" ,.")


def normal_spacing(text: str) -> str:
    """Return the text with single spaces."""
    return " ".join(text.split())
