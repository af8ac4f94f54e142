"""Prompts: no place left open, nothing filled in twice, what is filled in stays data."""

from __future__ import annotations

import pytest

from assistant import prompts
from assistant.prompts import PASSAGE, Prompt, to_rewrite, to_write


def test_a_prompt_declares_its_places() -> None:
    with pytest.raises(ValueError, match="question"):
        Prompt("Câu hỏi: {question}")
    with pytest.raises(ValueError, match="passages"):
        Prompt("Câu hỏi: {question}", frozenset({"question", "passages"}))


def test_every_place_is_filled_and_nothing_else_is() -> None:
    prompt = Prompt("{one} và {two}", frozenset({"one", "two"}))
    assert prompt.fill(one="a", two="b") == "a và b"
    with pytest.raises(ValueError, match="two"):
        prompt.fill(one="a")
    with pytest.raises(ValueError, match="three"):
        prompt.fill(one="a", two="b", three="c")


def test_braces_of_a_document_are_no_places() -> None:
    assert "{question} {0} {{x}}" in PASSAGE.fill(label="1", source="x", text="{question} {0} {{x}}")
    assert "{passages}" in to_write("{passages}", "[1] (x)\ny", 3)[1][1]


def test_rules_and_question_reach_the_model() -> None:
    (role, rules), (asker, asked) = to_write("Xã có bao nhiêu thôn?", "[1] (Bản tin)\nXã có 12 thôn.", 4)
    assert (role, asker) == ("system", "user")
    assert "tối đa 4 câu" in rules and prompts.NOTHING_FOUND in rules
    assert "Câu hỏi: Xã có bao nhiêu thôn?" in asked and "Xã có 12 thôn." in asked
    assert "- Câu một" in to_rewrite("Còn xã kia?", "- Câu một")[1][1]
