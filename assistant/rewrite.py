"""Follow-up questions made standalone by the language model, where code can tell that it added nothing."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.lexicon import Lexicon
from assistant.prompts import Messages, to_rewrite
from assistant.question import understand
from assistant.sanitise import is_plain, plain
from assistant.told import Told, take_apart
from ingest.vietnamese import normal

LONGEST = 400  # characters of a standalone question
_KNOWN = 0.8  # share of its words that must stand in the conversation


def needs_rewriting(question: str, by_rules: str, lexicon: Lexicon) -> bool:
    """Tell whether a question may lean on those before it: the rules completed it, or it names nothing."""
    if normal(by_rules) != normal(question):
        return True
    asked = understand(question, lexicon)
    return not (asked.places or asked.persons or asked.names or asked.numbers)


def rewriting(question: str, history: Sequence[str]) -> Messages:
    """Return what the model is asked."""
    earlier = "\n".join(f"- {' '.join(past.split())}" for past in history)
    return to_rewrite(" ".join(question.split()), earlier)


def accepted(
    reply: str, question: str, by_rules: str, history: Sequence[str], lexicon: Lexicon
) -> str | None:
    """Return the standalone question that a model proposes, None when it adds nothing or cannot be trusted.

    Every name, figure and year of it, and most of its words, must stand in the conversation; and those of
    the question itself must still stand in it.
    """
    lines = [line for line in reply.splitlines() if line.strip()]
    text = plain(lines[0]).strip("\"“”'‘’ ") if len(lines) == 1 else ""
    if not text or len(text) > LONGEST or not is_plain(text):
        return None
    proposed, asked = take_apart(text, lexicon), take_apart(question, lexicon)
    pool = take_apart(". ".join([*history, question, by_rules]), lexicon)
    if not _holds(pool, proposed) or not _holds(proposed, asked):
        return None
    words = proposed.content_set
    if words <= asked.content_set:
        return None  # it says the question again; the rules may know what it leans on
    if len(words & pool.word_set) < _KNOWN * len(words):
        return None
    return text if text.endswith("?") else f"{text.rstrip('.')}?"


def _holds(whole: Told, part: Told) -> bool:
    """Tell whether every figure and name of one text stands in the other."""
    facts = all(fact.key in whole.proves for fact in part.facts)
    return facts and all(
        whole.has(name.run) or (name.start == 0 and whole.has(name.run[1:])) for name in part.names
    )
