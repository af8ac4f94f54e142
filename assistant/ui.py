"""The chat page: Gradio components and what happens on a click. Gradio is imported here only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.routing import Mount

from assistant.frame import SITE_NAME
from assistant.gate import Gate
from assistant.messages import message_for
from assistant.turns import answer_html, notice_html, question_html
from ingest.errors import HoiDapError
from ingest.settings import Settings

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported
import gradio as gr

if TYPE_CHECKING:
    from assistant.assistant import Assistant

EXAMPLES = 4  # buttons
TURNS_KEPT = 50  # per conversation; older ones leave the page
STATE_SECONDS = 12 * 3600  # a page left open overnight starts anew
AT_ONCE = 4  # answers worked on at the same time

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


_WELCOME = (
    "<h2>Bạn cần tra cứu điều gì?</h2><p>Hãy nhập câu hỏi, hoặc chọn một câu gợi ý ở dưới. "
    "Bấm dấu [1] trong câu trả lời để mở đúng đoạn văn bản làm chứng.</p>"
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what was said to it.

    Attributes:
        question: As typed.
        reply: HTML; "" while the answer is being sought.
        understood: Whether the assistant took the question, so that a follow-up may refer to it.
    """

    question: str
    reply: str = ""
    understood: bool = False


def mount_chat(app: FastAPI, assistant: Assistant, settings: Settings) -> None:
    """Mount the chat page at ``/``; call it last, the mount takes every path that is left.

    Raises:
        RuntimeError: Gradio did not mount as the last route (another Gradio than the pinned one).
    """
    gr.mount_gradio_app(
        app,
        build_chat(assistant, settings),
        path="/",
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        mcp_server=False,
        show_error=False,
        enable_monitoring=False,
        i18n=gr.I18n(en=_STRINGS),
        theme=_theme(),
    )
    mounted = app.router.routes[-1]
    if not isinstance(mounted, Mount):
        raise RuntimeError("gradio is not mounted last")
    mounted.app = Gate(mounted.app, app.router.routes[:-1])


def build_chat(assistant: Assistant, settings: Settings) -> Any:
    """The page's components, wired to the assistant; a ``gradio.Blocks``."""
    with gr.Blocks(analytics_enabled=False, title=SITE_NAME, fill_height=True) as blocks:
        turns = gr.State([], time_to_live=STATE_SECONDS)
        window = _window()
        with gr.Row(elem_id="entry"):
            box = _question_box(settings.question_limit)
            send = gr.Button("Gửi", variant="primary", elem_id="send", scale=0)
        with gr.Row(elem_id="examples"):
            restart = gr.Button("Cuộc trò chuyện mới", elem_id="restart")
            examples = [gr.Button("", visible=False) for _ in range(EXAMPLES)]

        def ask(question: str, before: list[Turn]) -> Iterator[Any]:
            yield from _ask(assistant, question, before)

        def suggest() -> list[Any]:
            return _buttons(assistant.examples(EXAMPLES))

        shown = [window, box, turns, *examples]
        wired = {"outputs": shown, "concurrency_limit": AT_ONCE, "concurrency_id": "ask", **_PRIVATE}
        events = [gr.on([send.click, box.submit], ask, [box, turns], **wired)]
        events += [button.click(ask, [button, turns], **wired) for button in examples]
        for event in events:
            event.failure(_apologise, turns, [window, turns], **_PRIVATE)
        restart.click(lambda: ([], "", [], *suggest()), None, shown, **_PRIVATE)
        blocks.load(suggest, None, examples, **_PRIVATE)
    return blocks


_PRIVATE = {"api_visibility": "private", "show_progress": "hidden"}


def _ask(assistant: Assistant, question: str, before: list[Turn]) -> Iterator[Any]:
    """First the question alone, so that it stands on the page at once, then the answer."""
    keep = [gr.skip()] * EXAMPLES
    question = question.encode("utf-8", "replace").decode("utf-8")  # half a character cannot be sent back
    if not question.strip():
        yield (gr.skip(), "", gr.skip(), *keep)
        return
    asked = [*before, Turn(question)]
    yield (_messages(asked), "", asked, *keep)
    history = [turn.question for turn in before if turn.understood]
    try:
        answer = assistant.ask(question, history)
    except HoiDapError as error:
        turn, buttons = Turn(question, notice_html(message_for(error))), keep
    else:
        turn = Turn(question, answer_html(answer, assistant.documents), understood=True)
        buttons = _buttons(answer.suggestions) if answer.suggestions else keep
    after = [*before, turn][-TURNS_KEPT:]
    yield (_messages(after), gr.skip(), after, *buttons)


def _apologise(turns: list[Turn]) -> tuple[Any, Any]:
    """Close the turn that an unexpected failure left open; Gradio has logged the traceback."""
    if not turns or turns[-1].reply:
        return gr.skip(), gr.skip()
    sorry = Turn(turns[-1].question, notice_html(message_for(HoiDapError("unexpected"))))
    after = [*turns[:-1], sorry]
    return _messages(after), after


def _messages(turns: list[Turn]) -> list[dict[str, str]]:
    messages = []
    for turn in turns:
        messages.append({"role": "user", "content": question_html(turn.question)})
        if turn.reply:
            messages.append({"role": "assistant", "content": turn.reply})
    return messages


def _buttons(questions: tuple[str, ...]) -> list[Any]:
    shown = [gr.update(value=question, visible=True) for question in questions[:EXAMPLES]]
    return shown + [gr.update(value="", visible=False)] * (EXAMPLES - len(shown))


def _window() -> Any:
    return gr.Chatbot(
        elem_id="window",
        show_label=False,
        label="Cuộc trò chuyện",
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
        placeholder=_WELCOME,
    )


def _question_box(limit: int) -> Any:
    return gr.Textbox(
        elem_id="question",
        show_label=False,
        label="Câu hỏi",
        placeholder="Nhập câu hỏi",
        lines=1,
        max_lines=6,
        max_length=2 * limit,  # over the limit still reaches us and is refused in words, not cut silently
        container=False,
        autofocus=True,
    )


def _theme() -> Any:
    fonts = ["system-ui", "Segoe UI", "Roboto", "Noto Sans", "Helvetica Neue", "Arial", "sans-serif"]
    return gr.themes.Base(font=fonts, font_mono=["ui-monospace", "Consolas", "monospace"])
