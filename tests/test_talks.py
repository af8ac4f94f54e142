"""Conversations kept by the browser come back whole, and never with a quote that is in no document."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest
from pydantic import ValidationError

from assistant.records import Answer
from assistant.talks import KeptTalk, KeptTurn, kept, packed, revived
from tests.fakes import PAYLOADS, FakeAssistant, invented_documents

DOCUMENTS = invented_documents()
QUESTION = "Xã Hoa Mai giảm được bao nhiêu thôn?"


def answered() -> Answer:
    return FakeAssistant().ask(QUESTION)


def test_an_answer_comes_back_as_it_was() -> None:
    answer = answered()

    back = revived(kept(answer), DOCUMENTS)

    assert back.citations == answer.citations and back.citations[0].quote.startswith("Sau sắp xếp")
    assert (back.question, back.text, back.short, back.status) == (QUESTION, answer.text, "12", "answered")
    assert back.id == answer.id


def test_a_refusal_keeps_its_nearest_passages() -> None:
    answer = FakeAssistant().ask("Giá vàng hôm nay bao nhiêu?")
    assert answer.status == "not_found" and answer.contexts

    back = revived(kept(answer), DOCUMENTS)

    assert [(c.document_id, c.start, c.end, c.text) for c in back.contexts] == [
        (c.document_id, c.start, c.end, c.text) for c in answer.contexts
    ]


def test_a_quote_that_is_gone_is_left_out_and_said() -> None:
    turn = kept(answered())
    document = DOCUMENTS["xa-hoa-mai"]
    changed = {document.id: replace(document, text="Đã sửa. " + document.text)}

    for documents in ({}, changed):
        back = revived(turn, documents)
        assert back.citations == ()
        assert back.review_reasons == ("Đoạn trích [1] không còn trong tài liệu hiện có.",)


def test_what_is_kept_holds_no_text_of_the_documents_but_the_answer_itself() -> None:
    answer = replace(answered(), text="Giảm **12** [1].")
    assert "Sau sắp xếp" not in kept(answer).model_dump_json()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_packed_is_letters_and_digits(payload: str) -> None:
    text = packed({"turn": payload})
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    padded = text + "=" * (-len(text) % 4)
    assert json.loads(base64.urlsafe_b64decode(padded)) == {"turn": payload}


@pytest.mark.parametrize(
    "bad",
    [
        {"turns": [{"question": "x"}]},
        {"turns": [{**kept(answered()).model_dump(), "status": "maybe"}]},
        {"turns": [{**kept(answered()).model_dump(), "html": "<b>"}]},
        {"turns": [{**kept(answered()).model_dump(), "question": "\ud800"}]},
        {"turns": [kept(answered()).model_dump()] * 61},
        {
            "turns": [
                {**kept(answered()).model_dump(), "citations": [{"document_id": "a", "start": -1, "end": 2}]}
            ]
        },
    ],
)
def test_what_the_page_never_keeps_is_refused(bad: object) -> None:
    with pytest.raises(ValidationError):
        KeptTalk.model_validate(bad)


def test_offsets_beyond_the_text_are_a_lost_quote() -> None:
    turn = kept(answered())
    far = KeptTurn.model_validate(
        {**turn.model_dump(), "citations": [{**turn.citations[0].model_dump(), "start": 10**8, "end": 10**9}]}
    )
    assert revived(far, DOCUMENTS).citations == ()
