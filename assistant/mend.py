"""Questions as typed, made readable: accents restored, slips mended, from the documents' own words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from assistant.lexicon import FUNCTION_WORDS, Lexicon
from assistant.shorthand import written_out
from assistant.wordlist import OPENING, word_list
from ingest.places import compounds
from ingest.vietnamese import fold_accents, has_accents, syllables, tokens

_OPENINGS = frozenset(OPENING.split())
_USUAL = 0.3  # what the logarithm of a pair's count elsewhere is worth beside the documents' own counts
_OPENING_GAIN = 2.5  # how much likelier (log) such a word is at the start


def warm_up() -> None:
    """Load the word list (about half a second) before the first question."""
    word_list()


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
    typed, question = question, written_out(question)
    letters = [token for token in syllables(question) if token.isalpha()]
    if len(letters) >= 2 and not has_accents(question):
        text = _restore(question, lexicon)
        return Mended(_with_capitals(text, lexicon), text != typed, True)
    text = _mend_slips(question, lexicon)
    return Mended(_with_capitals(text, lexicon), text != typed, False)


def _with_capitals(question: str, lexicon: Lexicon) -> str:
    """Give the name behind a unit word the capitals that the documents write it with: "xã bản luông"."""
    found = tokens(question)
    words = [token for token, _, _ in found]
    at = 0
    while at < len(words):
        sizes = (4, 3, 2)
        size = next(
            (n for n in sizes if _is_name(words[at : at + n], words[at - 1] if at else "", lexicon)), 0
        )
        for _, start, _ in found[at : at + size]:
            question = question[:start] + question[start].upper() + question[start + 1 :]
        at += max(size, 1)
    return question


def _is_name(run: list[str], before: str, lexicon: Lexicon) -> bool:
    """Tell whether words behind a unit word ("huyện ủy", too) are a name in the documents."""
    name = tuple(run)
    named = name in lexicon.capitalised and name not in compounds()
    return named and before in _UNITS and name[0] not in _UNITS


def _pair_count(lexicon: Lexicon, first: str, second: str) -> float:
    usual = word_list()
    seen: float = lexicon.bigrams.get((first, second), 0) * 3 + usual.pairs.get((first, second), 0)
    seen += _USUAL * math.log1p(usual.usual.get((first, second), 0))
    # Grammar words stand beside anything; a pair never seen says little against them.
    return max(seen, 0.2) if first in FUNCTION_WORDS or second in FUNCTION_WORDS else seen


def _single_count(lexicon: Lexicon, token: str) -> float:
    usual = word_list()
    asking = 4 if token in FUNCTION_WORDS or token in usual.asking else 0
    return lexicon.chunk_frequency.get(token, 0) + asking + (0.2 if token in usual.known else 0.01)


def _restore(question: str, lexicon: Lexicon) -> str:
    """Choose the likeliest accents by Viterbi over bigrams (documents, word list, asking phrases)."""
    found = tokens(question)
    short_forms = {fold_accents(short): short for short in lexicon.abbreviations}
    choices: list[list[str]] = []
    for token, _, stop in found:
        if token == "may" and question[stop:].lstrip().startswith("%"):  # "may %" asks for a share
            choices.append(["mấy"])
            continue
        known = _same_letters(token, lexicon) if token.isalpha() else lexicon.by_fold.get(fold_accents(token))
        options = sorted(known or ())  # "07-DA/TU" is written "07-ĐA/TU"
        choices.append(options or [short_forms.get(token, token)])
    capital = [question[start].isupper() for _, start, _ in found]
    _fix_places([token for token, _, _ in found], capital, choices, lexicon)
    best: list[dict[str, tuple[float, str]]] = []
    for at, options in enumerate(choices):
        row: dict[str, tuple[float, str]] = {}
        for option in options:
            single = math.log(_single_count(lexicon, option)) * 0.5
            if at == 0:
                row[option] = (single + (_OPENING_GAIN if option in _OPENINGS else 0.0), "")
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


_UNITS = frozenset("tỉnh huyện quận phố xã phường trấn ủy".split())
_FOLDED_UNITS = frozenset({"tinh", "huyen", "quan", "pho", "tp"})
# Words of their own, too ("xa hoi"): a name behind one has capitals.
_FOLDED_SMALL_UNITS = frozenset({"xa", "phuong", "tran", "thon", "xom", "ban", "ap", "khom", "buon", "khu"})


def _fix_places(typed: list[str], capital: list[bool], choices: list[list[str]], lexicon: Lexicon) -> None:
    """Leave only names of places after "tinh", "huyen", "thanh pho": "huyen phu binh" is Phú Bình.

    Those that the documents are of go before the gazetteer's, and these before all else that the documents
    write with capitals.
    """
    for at in range(1, len(typed)):
        if typed[at - 1] not in _FOLDED_UNITS | _FOLDED_SMALL_UNITS:
            continue
        for size in (4, 3, 2):
            run = tuple(typed[at : at + size])
            spelt = all(capital[at : at + size])
            if at + size > len(typed) or (typed[at - 1] in _FOLDED_SMALL_UNITS and not spelt):
                continue
            names = lexicon.places_by_fold.get(run) or word_list().places.get(run)
            names = names or lexicon.capitalised_by_fold.get(run, [])
            if names:
                choices[at : at + size] = [sorted({name[i] for name in names}) for i in range(size)]
                break


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


def _same_letters(token: str, lexicon: Lexicon) -> frozenset[str]:
    plain = fold_accents(token)
    return lexicon.by_fold.get(plain, frozenset()) | word_list().by_fold.get(plain, frozenset())


def _mend_slips(question: str, lexicon: Lexicon) -> str:
    found = tokens(question)
    chosen = [token for token, _, _ in found]
    for at, (token, start, stop) in enumerate(found):
        followed = at + 1 < len(found) and question[found[at + 1][1]].isupper()
        name = question[start].isupper() and (at > 0 or followed or question[start:stop].isupper())
        behind = at > 0 and question[found[at - 1][1]].isupper()
        # "Trưỏng Ban" is no name: no such syllable, and no name before it.
        name = name and (behind or token in word_list().known or not has_accents(token))
        if token.isalpha() and len(token) > 1 and not name and not lexicon.knows(token):
            chosen[at] = _mended_word(chosen, at, lexicon, is_capital=question[start].isupper())
        elif token.isalpha() and len(token) > 1 and not question[start].isupper():
            chosen[at] = _fitting_word(chosen, at, lexicon)
    typed = [token for token, _, _ in found]
    return _rewrite(question, found, chosen) if chosen != typed else question


def _fitting_word(typed: list[str], at: int, lexicon: Lexicon) -> str:
    """Return the word that was meant where a right one stands beside neither neighbour: "đảng viêm".

    Its like must make a word of the language with a neighbour that the documents have often.
    """
    usual, token = word_list(), typed[at]
    before, after = (typed[at - 1] if at else ""), (typed[at + 1] if at + 1 < len(typed) else "")
    if token in FUNCTION_WORDS or any(
        lexicon.bigrams.get(pair, 0) or pair in usual.pairs or usual.usual.get(pair, 0)
        for pair in ((before, token), (token, after))
    ):
        return token
    fits = {
        word: max(
            lexicon.bigrams.get(pair, 0) for pair in ((before, word), (word, after)) if pair in usual.pairs
        )
        for word in lexicon.chunk_frequency
        if word != token
        and ((before, word) in usual.pairs or (word, after) in usual.pairs)
        and (
            _sound(word) == _sound(token)
            or (token not in usual.alone and word[0] == token[0] and _is_one_slip(token, word))
        )
    }
    best = max(fits, key=lambda word: fits[word], default=token)
    return best if fits.get(best, 0) >= _SEEN_OFTEN else token


def _mended_word(typed: list[str], at: int, lexicon: Lexicon, is_capital: bool) -> str:
    """Return the word that was meant, or the word as typed when none fits its neighbours.

    A word with the same letters is better than one that sounds alike, and that than one slip of a finger;
    a name at the start of a question is only given other accents. What is a word of its own ("xung") is
    mended only into a pair that the documents have.
    """
    usual = word_list()
    token = typed[at]
    if token in lexicon.abbreviations or token in FUNCTION_WORDS or not _VOWEL.search(fold_accents(token)):
        return token
    beside = (typed[at - 1] if at else "", typed[at + 1] if at + 1 < len(typed) else "")
    if (beside[0], token) in usual.pairs or (token, beside[1]) in usual.pairs:
        return token
    needed = (0.5, 1.0, 1.0) if token not in usual.known else (1.0, 2.0, 2.0)
    nearer_first = _nearer_first(token, lexicon, is_capital)
    for tier, (options, least) in enumerate(zip(nearer_first, needed, strict=False)):
        strict = tier > 0 or token in usual.alone
        fits = {
            option: _fit(option, beside, lexicon, strict, token in usual.alone) for option in sorted(options)
        }
        best = max(fits, key=lambda option: fits[option], default=token)
        if fits.get(best, 0.0) >= least:
            return best
    only = _same_letters(token, lexicon) & lexicon.chunk_frequency.keys()
    only |= {word for word in lexicon.chunk_frequency if word != token and _heard(word) == _heard(token)}
    return next(iter(only)) if len(only) == 1 and token not in usual.known else token


def _fit(option: str, beside: tuple[str, str], lexicon: Lexicon, strict: bool, alone: bool) -> float:
    """Return how well a word fits its neighbours, by the documents' pairs and the word list's.

    Args:
        option: The word that may have been meant.
        beside: The words before and after it, "" at an end.
        strict: A pair with a grammar word counts only when the word list has it.
        alone: What was typed is a word of its own: only pairs that the documents have several times count.
    """
    total = 0.0
    for neighbour, pair in zip(beside, ((beside[0], option), (option, beside[1])), strict=True):
        seen, listed = lexicon.bigrams.get(pair, 0), word_list().pairs.get(pair, 0)
        if strict and neighbour in FUNCTION_WORDS and not listed:
            continue
        if not alone or seen >= (_SEEN if listed else _SEEN_OFTEN):
            total += seen + 0.5 * listed
    return total


_SEEN, _SEEN_OFTEN = 2, 6
_VOWEL = re.compile("[aeiouy]")


def _nearer_first(token: str, lexicon: Lexicon, is_capital: bool) -> Iterator[Iterable[str]]:
    """Yield words with the same letters, then those that sound alike, then those one slip away."""
    usual = word_list()
    yield _same_letters(token, lexicon) - {token}
    if is_capital or len(token) < 3:
        return
    vocabulary = [word for word in {*lexicon.chunk_frequency, *usual.asking} if word.isalpha()]
    heard = _sound(token)
    yield [word for word in vocabulary if _sound(word) == heard]
    if token not in usual.alone:
        yield [word for word in vocabulary if _is_one_slip(token, word)]


def _is_one_slip(token: str, word: str) -> bool:
    if abs(len(word) - len(token)) > 1:
        return False
    if OSA.distance(token, word, score_cutoff=1) <= 1:
        return True
    return len(token) > 3 and OSA.distance(fold_accents(token), fold_accents(word), score_cutoff=1) <= 1


_ALIKE = (
    ("ngh", "ng"),
    ("gh", "g"),
    ("tr", "ch"),
    ("s", "x"),
    ("gi", "d"),
    ("r", "d"),
    ("k", "c"),
    ("q", "c"),
    ("ng", "ng"),
    ("nh", "nh"),
    ("n", "l"),
)


@lru_cache(maxsize=1 << 16)  # of every word of the documents, for every word that may be a slip
def _sound(token: str) -> str:
    """Return a token as many people hear it: tr = ch, s = x, d = gi = r, n = l, ngh = ng, no tones."""
    return _heard(fold_accents(token))


@lru_cache(maxsize=1 << 16)  # likewise
def _heard(token: str) -> str:
    for written, heard in _ALIKE:
        if token.startswith(written):
            return heard + token[len(written) :]
    return token
