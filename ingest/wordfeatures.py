"""What the word segmenter looks at in a token and its neighbours: what ``underthesea_core`` makes, sooner.

Making the 43 features of each token anew takes four fifths of the time of segmenting. Here those of three
tokens in a row are remembered: a document's title comes with each of its chunks, and offices repeat phrases.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from operator import itemgetter

BEFORE, AFTER = " before", " after"  # stand where there is no token; none has white space
_WIDTH = 3  # tokens that one feature speaks of at most
_REMEMBERED = 1 << 13  # triples; 25 MB
_TEMPLATE = re.compile(r"T\[(-?\d+)(?:,(-?\d+))?\](?:\.(lower|isdigit|istitle|is_in_dict))?")
_WHOLE = re.compile(r"[+-]?0*[0-9]{1,10}")
_Parts = tuple[tuple[str, ...], ...]


class WordFeatures:
    """Features by the templates of a model.

    Args:
        templates: Such as ``T[-1]``, ``T[0,1].lower``: offsets of tokens, and a function of their text.
        words: What ``is_in_dict`` looks into, in lower case.

    Raises:
        ValueError: A template is none, or speaks of tokens that are too far apart.
    """

    def __init__(self, templates: Sequence[str], words: Collection[str]) -> None:
        self._words = words
        self._known: dict[tuple[str, ...], _Parts] = {}
        # By the token's place in a triple: what is written before the value, and where in ``_values`` it is.
        self._places: list[list[tuple[str, int]]] = [[] for _ in range(_WIDTH)]
        order: list[tuple[int, int]] = []
        for template in templates:
            match = _TEMPLATE.fullmatch(template)
            first, last = (int(match[1]), int(match[2] or match[1])) if match else (_WIDTH, _WIDTH)
            place = next((at for at in range(_WIDTH) if at + first >= 0 and at + last < _WIDTH), None)
            if match is None or place is None:
                raise ValueError(f"not a template: {template}")
            value = _RUNS.index((place + first, place + last)) * len(_FUNCTIONS) + _FUNCTIONS.index(match[3])
            order.append((place, len(self._places[place])))
            self._places[place].append((f"{template}=", value))
        starts = [sum(map(len, self._places[:place])) for place in range(_WIDTH)]
        self._in_order = itemgetter(*(starts[place] + at for place, at in order))

    def of(self, tokens: Sequence[str]) -> list[tuple[str, ...]]:
        """Return the features of each token, in the order of the templates."""
        around = [BEFORE, BEFORE, *tokens, AFTER, AFTER]
        triples = zip(around, around[1:], around[2:], strict=False)
        parts = [self._known.get(triple) or self._remember(triple) for triple in triples]
        # A token is the last of one triple, the middle of the next, the first of the one after.
        return [
            self._in_order(first[0] + middle[1] + last[2])
            for last, middle, first in zip(parts, parts[1:], parts[2:], strict=False)
        ]

    def _remember(self, triple: tuple[str, ...]) -> _Parts:
        if len(self._known) >= _REMEMBERED:
            self._known = {}  # threads may still read the old one
        values = self._values(triple)
        made = tuple(tuple([name + values[at] for name, at in place]) for place in self._places)
        self._known[triple] = made
        return made

    def _values(self, triple: tuple[str, ...]) -> list[str]:
        """What each function says of each run of tokens."""
        values: list[str] = []
        titles = [token[0] == token[0].upper() for token in triple]
        for first, last in _RUNS:
            if triple[first] == BEFORE:
                values += _ALL_BEFORE
            elif triple[last] == AFTER:
                values += _ALL_AFTER
            else:
                text = triple[first] if first == last else " ".join(triple[first : last + 1])
                lower = text.lower()
                values += (
                    text,
                    lower,
                    "True" if first == last and _is_whole(text) else "False",
                    "True" if all(titles[first : last + 1]) else "False",
                    "True" if lower in self._words else "False",
                )
        return values


_FUNCTIONS = (None, "lower", "isdigit", "istitle", "is_in_dict")
_RUNS = ((0, 0), (1, 1), (2, 2), (0, 1), (1, 2), (0, 2))
_ALL_BEFORE, _ALL_AFTER = (("BOS",) * len(_FUNCTIONS), ("EOS",) * len(_FUNCTIONS))


def _is_whole(text: str) -> bool:
    """A whole number of 32 bits."""
    return _WHOLE.fullmatch(text) is not None and -(2**31) <= int(text) < 2**31
