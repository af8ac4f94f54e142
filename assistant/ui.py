"""The chat page: Gradio components and what happens on a click. Gradio is imported here only."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any

from fastapi import FastAPI
from pydantic import ValidationError
from starlette.routing import Mount

from assistant.api_ask import Filters
from assistant.desk import Desk
from assistant.follow import documents_of
from assistant.frame import SITE_NAME
from assistant.gate import Gate
from assistant.messages import message_for, web_message
from assistant.records import Answer
from assistant.shell import dress
from assistant.talks import KeptTalk, revived
from assistant.turns import answer_html, notice_html, partial_html, question_html
from assistant.words import Lang, say
from ingest.errors import HoiDapError
from ingest.settings import Settings
from ingest.vietnamese import syllables

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported
import gradio as gr

EXAMPLES = 4  # buttons
TURNS_KEPT = 50  # per conversation; older ones leave the page
STATE_SECONDS = 12 * 3600  # a page left open overnight starts anew
AT_ONCE = 40  # how many questions are worked on, and how many wait, is the desk's to say
_PAINT_EVERY = 0.1  # seconds; a language model's words come faster than they can be read
_SAME = 0.85  # share of words from which on two questions are one
_VALUE_LIMIT = 60_000  # characters of a hidden field

PATHS: Mapping[Lang, str] = {"en": "/en", "vi": "/"}  # the root comes last: its mount takes every path left
_PRIVATE = {"api_visibility": "private", "show_progress": "hidden"}

# Gradio has no Vietnamese; "en" is what it falls back to for an unknown language.
_STRINGS = {
    "common.error": "Lỗi",
    "common.loading": "Đang tải",
    "common.clear": "Xóa",
    "common.submit": "Gửi",
    "common.empty": "Trống",
    "chatbot.retry": "Thử lại",
    "chatbot.undo": "Hoàn tác",
    "chatbot.submit": "Gửi",
    "chatbot.cancel": "Hủy",
    "chatbot.clear": "Xóa",
    "chatbot.copy_message": "Chép",
    "chatbot.copied_message": "Đã chép",
    "status.queue_position": "Đang chờ: {position}/{size}",
    "blocks.lost_connection": "Mất kết nối. Đang nối lại…",
    "blocks.connection_can_break": "Kết nối có thể đứt khi điện thoại tắt màn hình.",
    "blocks.long_requests_queue": "Có nhiều người đang hỏi. Bạn vui lòng đợi.",
}


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what was said to it.

    Attributes:
        question: As typed.
        reply: HTML.
        understood: Whether the assistant took the question, so that a follow-up may refer to it.
        open: The answer is still being given.
    """

    question: str
    reply: str
    understood: bool = False
    open: bool = False


def mount_chat(app: FastAPI, desk: Desk, settings: Settings) -> None:
    """Mount the chat page at ``/``, in English at ``/en/``; call it last, they take every path that is left.

    Raises:
        RuntimeError: Gradio did not mount as the last route (another Gradio than the pinned one).
    """
    ours = list(app.router.routes)
    for lang, path in PATHS.items():
        gr.mount_gradio_app(
            app,
            build_chat(desk, settings, lang),
            path=path,
            footer_links=[],
            run_history=False,
            ssr_mode=False,
            mcp_server=False,
            show_error=False,
            enable_monitoring=False,
            i18n=gr.I18n(en=_STRINGS) if lang == "vi" else None,
            theme=_theme(),
        )
        mounted = app.router.routes[-1]
        if not isinstance(mounted, Mount):
            raise RuntimeError("gradio is not mounted last")
        mounted.app = Gate(mounted.app, ours, partial(_dressed, desk, lang))


def _dressed(desk: Desk, lang: Lang, page: str, nonce: str) -> str:
    return dress(page, nonce, lang, desk.assistant.documents)


def build_chat(desk: Desk, settings: Settings, lang: Lang = "vi") -> Any:
    """The page's components, wired to the desk; a ``gradio.Blocks``."""
    chat = _Chat(desk, lang)
    with gr.Blocks(analytics_enabled=False, title=SITE_NAME, fill_height=True) as blocks:
        turns = gr.State([], time_to_live=STATE_SECONDS)
        window = _window(lang)
        with gr.Row(elem_id="entry"):
            box = _question_box(settings.question_limit, lang)
            send = gr.Button(say(lang, "send"), variant="primary", elem_id="send", scale=0)
        with gr.Row(elem_id="examples"):
            examples = [gr.Button("", visible=False) for _ in range(EXAMPLES)]
        # Worked by the page's own scripts, never seen.
        with gr.Row(elem_id="backstage"):
            scope = gr.Textbox(elem_id="scope-value", show_label=False, container=False)
            saved = gr.Textbox(elem_id="saved-value", show_label=False, container=False)
            restore = gr.Button("", elem_id="restore")
            restart = gr.Button("", elem_id="restart")

        shown = [window, box, turns, *examples]
        wired = {"outputs": shown, "concurrency_limit": AT_ONCE, "concurrency_id": "ask", **_PRIVATE}
        events = [gr.on([send.click, box.submit], chat.ask, [box, scope, turns], **wired)]
        events += [button.click(chat.ask, [button, scope, turns], **wired) for button in examples]
        for event in events:
            event.failure(chat.apologise, turns, [window, turns], **_PRIVATE)
        restore.click(chat.restore, saved, shown, **_PRIVATE)
        restart.click(chat.restart, scope, shown, **_PRIVATE)
        scope.change(chat.suggest, [scope, turns], examples, **_PRIVATE)
        blocks.load(chat.suggest, [scope, turns], examples, **_PRIVATE)
    return blocks


class _Chat:
    """What the components do."""

    def __init__(self, desk: Desk, lang: Lang) -> None:
        self._desk = desk
        self._lang = lang

    def ask(self, question: str, scope: str, before: list[Turn], request: gr.Request) -> Iterator[Any]:
        """First the question alone, so that it stands on the page at once, then the answer as it comes."""
        keep = [gr.skip()] * EXAMPLES
        question = question.encode("utf-8", "replace").decode("utf-8")  # half a character cannot be sent back
        if not question.strip():
            yield (gr.skip(), "", gr.skip(), *keep)
            return
        last = Turn(question, partial_html("", self._lang), open=True)
        yield (_messages([*before, last]), "", [*before, last], *keep)
        history = [turn.question for turn in before if turn.understood]
        host = request.client.host if request.client else ""
        for turn, answer in self._told(question, history, scope, host):
            after = [*before, turn][-TURNS_KEPT:]
            yield (_messages(after), gr.skip(), after, *keep)
            if answer is not None:
                offered = self._next_questions(answer, scope, [*history, question])
                yield (gr.skip(), gr.skip(), gr.skip(), *offered)

    def _told(
        self, question: str, history: Sequence[str], scope: str, host: str
    ) -> Iterator[tuple[Turn, Answer | None]]:
        """Yield the turn as it grows; the last one closed, with its answer unless it failed."""
        try:
            self._desk.admit(host)
            filters = _filters(scope)
            text, painted = "", time.monotonic()
            for event in self._desk.ask_stream(question, history, filters):
                if isinstance(event, Answer):
                    reply = answer_html(event, documents_of(self._desk.assistant, event), self._lang)
                    told = Turn(question, reply, understood=True), event
                    continue
                text += event
                if time.monotonic() - painted >= _PAINT_EVERY:
                    painted = time.monotonic()
                    yield Turn(question, partial_html(text, self._lang), open=True), None
            yield told  # now that the turn at the desk is given back
        except HoiDapError as error:
            yield Turn(question, notice_html(message_for(error))), None
        except ValidationError:
            yield Turn(question, notice_html(web_message("bad_request"))), None

    def _next_questions(self, answer: Answer, scope: str, asked: Sequence[str]) -> list[Any]:
        """What can be asked next: near what was just cited, then whatever else the documents answer."""
        filters = _filters(scope)
        near = self._desk.assistant.follow_ups(answer, filters)
        others = self._desk.assistant.examples(2 * EXAMPLES, filters)
        offered = (*near, *answer.suggestions, *others)
        fresh = [question for question in offered if not any(_same(question, past) for past in asked)]
        return _buttons(tuple(dict.fromkeys(fresh))[:EXAMPLES])

    def apologise(self, turns: list[Turn]) -> tuple[Any, Any]:
        """Close the turn that an unexpected failure left open; Gradio has logged the traceback."""
        if not turns or not turns[-1].open:
            return gr.skip(), gr.skip()
        sorry = Turn(turns[-1].question, notice_html(message_for(HoiDapError("unexpected"))))
        after = [*turns[:-1], sorry]
        return _messages(after), after

    def restore(self, saved: str) -> tuple[Any, ...]:
        """Show a conversation that the browser kept; its quotes are read from the documents anew."""
        documents = self._desk.assistant.documents
        try:
            talk = KeptTalk.model_validate_json(saved[:_VALUE_LIMIT])
        except ValidationError:
            turns = [Turn("…", notice_html(say(self._lang, "talk.damaged")))]
        else:
            turns = [
                Turn(
                    kept.question,
                    answer_html(revived(kept, documents, self._lang), documents, self._lang),
                    understood=True,
                )
                for kept in talk.turns[-TURNS_KEPT:]
            ]
        return (_messages(turns), gr.skip(), turns, *[gr.skip()] * EXAMPLES)  # what is being typed stays

    def restart(self, scope: str) -> tuple[Any, ...]:
        """Begin a new conversation."""
        return ([], "", [], *self.suggest(scope, []))

    def suggest(self, scope: str, turns: list[Turn]) -> list[Any]:
        """Offer questions that the chosen documents answer, as long as nothing was asked."""
        if turns:
            return [gr.skip()] * EXAMPLES
        try:
            return _buttons(self._desk.assistant.examples(EXAMPLES, _filters(scope)))
        except ValidationError:  # told when the question is asked
            return _buttons(())


def _filters(scope: str) -> dict[str, str]:
    """What the page's script wrote into the hidden field.

    Raises:
        ValidationError: It is no such thing.
    """
    return Filters.model_validate_json(scope[:_VALUE_LIMIT]).chosen() if scope else {}


def _same(question: str, other: str) -> bool:
    """Whether nearly all words of the shorter question stand in the other one."""
    first, second = set(syllables(question)), set(syllables(other))
    shorter = min(len(first), len(second))
    return shorter == 0 or len(first & second) >= _SAME * shorter


def _messages(turns: Sequence[Turn]) -> list[dict[str, str]]:
    messages = []
    for turn in turns:
        messages.append({"role": "user", "content": question_html(turn.question)})
        messages.append({"role": "assistant", "content": turn.reply})
    return messages


def _buttons(questions: Sequence[str]) -> list[Any]:
    shown = [gr.update(value=question, visible=True) for question in questions[:EXAMPLES]]
    return shown + [gr.update(value="", visible=False)] * (EXAMPLES - len(shown))


def _window(lang: Lang) -> Any:
    welcome = f"<h2>{escape(say(lang, 'welcome'))}</h2><p>{escape(say(lang, 'welcome.more'))}</p>"
    return gr.Chatbot(
        elem_id="window",
        show_label=False,
        label=say(lang, "conversation"),
        container=False,
        autoscroll=False,
        height=None,
        buttons=[],
        feedback_options=None,
        latex_delimiters=[],
        line_breaks=False,
        allow_tags=False,
        group_consecutive_messages=False,
        layout="panel",
        placeholder=welcome,
    )


def _question_box(limit: int, lang: Lang) -> Any:
    return gr.Textbox(
        elem_id="question",
        show_label=False,
        label=say(lang, "question"),
        placeholder=say(lang, "question.hint"),
        lines=1,
        max_lines=6,
        max_length=2 * limit,  # over the limit still reaches us and is refused in words, not cut silently
        container=False,
        autofocus=True,
    )


def _theme() -> Any:
    fonts = ["system-ui", "Segoe UI", "Roboto", "Noto Sans", "Helvetica Neue", "Arial", "sans-serif"]
    return gr.themes.Base(font=fonts, font_mono=["ui-monospace", "Consolas", "monospace"])
