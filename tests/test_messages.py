"""Every expected failure has a Vietnamese text that says what happened and what to do."""

from __future__ import annotations

import re

import pytest

from assistant.messages import message_for, web_message
from ingest import errors
from ingest.errors import HoiDapError, IndexMissing, PortInUse, QuestionTooLong, UnreadableFile

CLASSES = sorted(
    (value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, HoiDapError)),
    key=lambda value: value.__name__,
)
VIETNAMESE = re.compile(r"[ăâđêôơưạảãàáằắẵặấầẩậẹẻẽềếểễệịỉọỏốồộớờởợụủứừữựỳýỵ]", re.IGNORECASE)


@pytest.mark.parametrize("error", CLASSES, ids=lambda value: value.__name__)
def test_every_error_has_its_own_text_with_and_without_details(error: type[HoiDapError]) -> None:
    bare = message_for(error("english for the log"))
    names = ("path", "name", "reason", "command", "length", "limit", "id", "port", "host", "line")
    full = message_for(error("english for the log", **dict.fromkeys(names, "GIÁ-TRỊ")))

    for text in (bare, full):
        assert VIETNAMESE.search(text)
        assert "english" not in text and "{" not in text and "|" not in text
        assert len(re.findall(r"[.;:](?:\s|$)", text)) >= 2, "what happened, then what to do"
    if error is not HoiDapError:
        assert bare != message_for(HoiDapError("x")), "the general text is not good enough"


def test_details_stand_in_the_text() -> None:
    assert "3000 ký tự" in message_for(QuestionTooLong("", length=3000, limit=2000))
    assert "2000 ký tự" in message_for(QuestionTooLong("", length=3000, limit=2000))
    assert "/tmp/a.txt" in message_for(UnreadableFile("", path="/tmp/a.txt"))
    assert message_for(IndexMissing("", command="hoidap ingest --all")).endswith("hoidap ingest --all")
    assert "7860" in message_for(PortInUse("", host="127.0.0.1", port=7860))


def test_details_that_look_like_placeholders_are_only_text() -> None:
    assert "{0.__class__} {path}" in message_for(UnreadableFile("", path="{0.__class__} {path}"))


def test_code_without_a_text_gets_the_general_one() -> None:
    class Strange(HoiDapError):
        code = "strange"

    assert message_for(Strange("secret path /root")) == message_for(HoiDapError(""))


def test_web_codes_are_closed() -> None:
    assert "64 kB" in web_message("body_too_large")
    with pytest.raises(KeyError):
        web_message("strange")
