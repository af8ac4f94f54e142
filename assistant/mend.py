"""Questions as typed, made readable: accents restored, slips mended, from the documents' own words."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from assistant.lexicon import FUNCTION_WORDS, Lexicon
from ingest.places import DISTRICT, gazetteer
from ingest.vietnamese import fold_accents, has_accents, normal, syllables, tokens

# How people ask; documents hold few of these words.
_ASKING = """bao nhiêu; có bao nhiêu; được bao nhiêu; là bao nhiêu; bao nhiêu người; bao nhiêu phần trăm; là gì;
những gì; gì; ai là; là ai; của ai; ai; người nào; khi nào; bao giờ; lúc nào; ngày nào; năm nào; tháng nào;
ở đâu; tại đâu; nơi nào; như thế nào; thế nào; ra sao; vì sao; tại sao; thì sao; gồm những; bao gồm những;
những nào; các nào; mấy; có mấy; được mấy; cho biết; cho hỏi; cho tôi hỏi; xin hỏi; hãy nêu; hãy kể; liệt kê;
kể tên; nêu; so sánh; trong đó; còn; bài viết; tác giả; tác giả bài; tác giả bài viết; bài báo; bài nói về; nói về; viết về; đăng ngày; đăng khi; xuất bản; phần trăm; văn bản gì; những văn bản; giữ chức vụ gì; làm gì;
chiếm bao nhiêu; tỷ lệ bao nhiêu; đạt bao nhiêu; tổng số; số lượng; hiện nay; hiện có; có phải; không;
giảm bao nhiêu; tăng bao nhiêu; giảm được; thứ nhất; thứ hai; thứ ba; thứ tư; thứ năm; thứ sáu; nghĩa là gì; viết tắt; mới; tỉnh nào; huyện nào"""


@lru_cache(maxsize=1)
def _dictionary() -> tuple[frozenset[str], dict[str, frozenset[str]], dict[tuple[str, str], int]]:
    """Return syllables, syllables by folded form and bigrams of underthesea's word list and places."""
    from underthesea.corpus import viet_dict_74K

    known: set[str] = set()
    pairs: dict[tuple[str, str], int] = {}
    phrases: Iterable[list[str]] = [
        *(syllables(word) for word in viet_dict_74K.words),
        *(list(place.name) for place in gazetteer().values() if place.level <= DISTRICT),
    ]
    for phrase in phrases:
        known.update(phrase)
        for pair in zip(phrase, phrase[1:], strict=False):
            pairs[pair] = 2
    for asked in _ASKING.split(";"):
        phrase = syllables(asked)
        known.update(phrase)
        for pair in zip(phrase, phrase[1:], strict=False):
            pairs[pair] = 6
    by_fold: dict[str, set[str]] = {}
    for syllable in known:
        by_fold.setdefault(fold_accents(syllable), set()).add(syllable)
    return frozenset(known), {key: frozenset(values) for key, values in by_fold.items()}, pairs


def warm_up() -> None:
    """Load the word list (about half a second) before the first question."""
    _dictionary()


@dataclass(frozen=True, slots=True)
class Mended:
    """A question after mending.

    Attributes:
        text: The question to answer.
        changed: Whether any word differs from what was typed.
        unaccented: Whether it was typed without any accent.
    """

    text: str
    changed: bool
    unaccented: bool


def mend(question: str, lexicon: Lexicon) -> Mended:
    """Restore accents or mend slips; a question that is fine comes back as it is."""
    letters = [token for token in syllables(question) if token.isalpha()]
    if len(letters) >= 2 and not has_accents(question):
        text = _restore(question, lexicon)
        return Mended(text, text != question, True)
    text = _mend_slips(question, lexicon)
    return Mended(text, text != question, False)


def _pair_count(lexicon: Lexicon, first: str, second: str) -> float:
    seen = lexicon.bigrams.get((first, second), 0) * 3 + _dictionary()[2].get((first, second), 0)
    # Grammar words stand beside anything; a pair never seen says little against them.
    return max(seen, 0.5) if first in FUNCTION_WORDS or second in FUNCTION_WORDS else seen


def _single_count(lexicon: Lexicon, token: str) -> float:
    known, _, _ = _dictionary()
    asking = 4 if token in FUNCTION_WORDS or token in _asking_words() else 0
    return lexicon.chunk_frequency.get(token, 0) + asking + (0.2 if token in known else 0.01)


def _restore(question: str, lexicon: Lexicon) -> str:
    """Choose the likeliest accents by Viterbi over bigrams (documents, word list, asking phrases)."""
    found = tokens(question)
    _, by_fold, _ = _dictionary()
    choices: list[list[str]] = []
    for token, _, _ in found:
        options = lexicon.by_fold.get(token, frozenset()) | by_fold.get(token, frozenset())
        choices.append(sorted(options) if options and token.isalpha() else [token])
    best: list[dict[str, tuple[float, str]]] = []
    for at, options in enumerate(choices):
        row: dict[str, tuple[float, str]] = {}
        for option in options:
            single = math.log(_single_count(lexicon, option)) * 0.5
            if at == 0:
                row[option] = (single, "")
                continue
            row[option] = max(
                (score + single + math.log(0.05 + _pair_count(lexicon, before, option)), before)
                for before, (score, _) in best[-1].items()
            )
        best.append(row)
    chosen: list[str] = []
    last = max(best[-1], key=lambda option: best[-1][option][0]) if best else ""
    for row in reversed(best):
        chosen.append(last)
        last = row[last][1]
    return _rewrite(question, found, list(reversed(chosen)))


def _rewrite(question: str, found: list[tuple[str, int, int]], chosen: list[str]) -> str:
    """Put chosen words in the places of the typed ones, keeping capitals and everything between."""
    pieces: list[str] = []
    end = 0
    for (token, start, stop), word in zip(found, chosen, strict=True):
        typed = question[start:stop]
        pieces.append(question[end:start])
        if word == token:
            pieces.append(typed)
        elif typed.isupper() and len(typed) > 1:
            pieces.append(word.upper())
        else:
            pieces.append(word[:1].upper() + word[1:] if typed[:1].isupper() else word)
        end = stop
    return "".join([*pieces, question[end:]])


def _mend_slips(question: str, lexicon: Lexicon) -> str:
    found = tokens(question)
    typed = [token for token, _, _ in found]
    chosen = list(typed)
    for at, (token, start, _) in enumerate(found):
        inside_name = question[start].isupper() and at > 0
        if token.isalpha() and len(token) > 1 and not inside_name and not lexicon.knows(token):
            chosen[at] = _mended_word(chosen, at, lexicon)
    return _rewrite(question, found, chosen) if chosen != typed else question


def _mended_word(typed: list[str], at: int, lexicon: Lexicon) -> str:
    """Return the documents' word that was meant, or the word as typed when none fits its neighbours."""
    known, _, pairs = _dictionary()
    token = typed[at]
    before = typed[at - 1] if at else ""
    after = typed[at + 1] if at + 1 < len(typed) else ""
    if token in lexicon.abbreviations or token in FUNCTION_WORDS:
        return token
    if (before, token) in pairs or (token, after) in pairs or token in _words_alone():
        return token
    options = _near_words(token, [*lexicon.chunk_frequency, *_asking_words()])

    def support(option: str) -> float:
        fit = lexicon.bigrams.get((before, option), 0) + lexicon.bigrams.get((option, after), 0)
        fit += 0.5 * (pairs.get((before, option), 0) + pairs.get((option, after), 0))
        same_letters = fold_accents(option) == fold_accents(token)
        return fit * (3.0 if same_letters else 1.0)

    best = max(options, key=support, default=token)
    needed = 1.0 if token not in known else 2.0
    return best if best != token and support(best) >= needed else token


@lru_cache(maxsize=1)
def _words_alone() -> frozenset[str]:
    """Return the words of one syllable; a slip seldom gives one of them."""
    from underthesea.corpus import viet_dict_74K

    return frozenset(normal(word) for word in viet_dict_74K.words if " " not in word)


@lru_cache(maxsize=1)
def _asking_words() -> frozenset[str]:
    return frozenset(syllables(_ASKING))


def _near_words(token: str, vocabulary: Iterable[str]) -> list[str]:
    """Return vocabulary words with the same letters, or one slip of the fingers away."""
    plain = fold_accents(normal(token))
    return [
        word
        for word in vocabulary
        if word.isalpha()
        and abs(len(word) - len(token)) <= 1
        and (
            fold_accents(word) == plain
            or OSA.distance(token, word, score_cutoff=1) <= 1
            or (len(token) > 3 and OSA.distance(plain, fold_accents(word), score_cutoff=1) <= 1)
        )
    ]
