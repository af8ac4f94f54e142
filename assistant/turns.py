"""One turn of a conversation as HTML for the chat window.

Each turn is a single block element on one line: inside such a block Markdown is not read, so HTML
escaping is all that text from documents and questions needs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape

from assistant.records import Answer, Citation, Context
from assistant.talks import kept, packed
from assistant.viewer import document_link, vietnamese_date
from assistant.words import Lang, say
from ingest.records import Document

# The only markup that an answer's text may carry: bold and citation marks.
_MARKUP = re.compile(r"\*\*(?P<bold>[^*]+)\*\*|\[(?P<label>\d{1,3})\]")
_BULLET = re.compile(r"\s*(?:[-*•]|\d{1,3}[.)])\s+")

Inline = Callable[[str], str]


def question_html(question: str) -> str:
    """The question as typed, line breaks kept."""
    return f'<div class="question">{_one_line("<br>".join(map(escape, question.strip().splitlines())))}</div>'


def notice_html(message: str) -> str:
    """A failure, in place of an answer."""
    return f'<div class="notice" role="alert">{_one_line(escape(message))}</div>'


def partial_html(text: str, lang: Lang = "vi") -> str:
    """What is told of an answer so far; "" while it is still being looked for."""
    body = _blocks(text, lambda line: _inline(line, {})) or f"<p>{escape(say(lang, 'js.searching'))}</p>"
    return f'<div class="partial">{_one_line(body)}</div>'


def answer_html(answer: Answer, documents: Mapping[str, Document], lang: Lang = "vi") -> str:
    """The answer with its marks as links, its sources, what a reader should check, and what to do with it.

    Args:
        answer: Its citations become links to ``/documents/{id}?start=&end=``.
        documents: For the titles of the nearest documents of a refusal.
        lang: Of everything around the answer.
    """
    cited = {citation.label: citation for citation in answer.citations}
    if answer.status == "answered":
        body = _blocks(answer.text, lambda text: _inline(text, cited, lang)) + _sources(answer.citations)
    else:
        body = _refusal(answer, documents, lang)
    parts = (_understood(answer, lang), body, _review(answer.review_reasons, lang), _acts(answer, lang))
    return f'<div class="answer {answer.status}">{_one_line("".join(parts))}</div>'


def plain_text(answer: Answer, lang: Lang = "vi") -> str:
    """The answer with its quotes and where they stand, for another program's window."""
    lines = [answer.text.replace("**", "")]
    if answer.citations:
        lines += ["", f"{say(lang, 'source')}:"]
    for citation in answer.citations:
        facts = (citation.title, citation.publisher, citation.number, vietnamese_date(citation.issued))
        about = ", ".join(fact for fact in facts if fact)
        lines.append(f"[{citation.label}] “{' '.join(citation.quote.split())}” ({about})")
    if answer.review_reasons:
        lines += ["", f"{say(lang, 'review')}: {' '.join(answer.review_reasons)}"]
    return "\n".join(lines)


def _acts(answer: Answer, lang: Lang) -> str:
    """Buttons for the page's script, and what it needs for them: letters and digits, out of sight."""
    names = (("copy", "copy"), ("up", "useful"), ("down", "wrong"))
    buttons = "".join(
        f'<button type="button" class="act {kind}">{escape(say(lang, word))}</button>' for kind, word in names
    )
    data = {"turn": kept(answer).model_dump(exclude_defaults=True), "plain": plain_text(answer, lang)}
    return f'<div class="acts">{buttons}</div><div class="kept">{packed(data)}</div>'


def _understood(answer: Answer, lang: Lang) -> str:
    if _plain(answer.standalone_question) == _plain(answer.question):
        return ""
    said = f"{say(lang, 'understood')} {answer.standalone_question}"
    return f'<p class="understood">{escape(said)}</p>'


def _blocks(text: str, inline: Inline) -> str:
    """Lines as paragraphs, runs of bulleted lines as lists."""
    blocks: list[str] = []
    for line in filter(str.strip, text.splitlines()):
        bullet = _BULLET.match(line)
        if bullet is None:
            blocks.append(f"<p>{inline(line.strip())}</p>")
            continue
        item = f"<li>{inline(line[bullet.end() :].strip())}</li>"
        if blocks and blocks[-1].endswith("</ul>"):
            blocks[-1] = blocks[-1].removesuffix("</ul>") + f"{item}</ul>"
        else:
            blocks.append(f"<ul>{item}</ul>")
    return "".join(blocks)


def _inline(text: str, cited: Mapping[int, Citation], lang: Lang = "vi") -> str:
    parts, done = [], 0
    for match in _MARKUP.finditer(text):
        parts += [escape(text[done : match.start()]), _markup(match, cited, lang)]
        done = match.end()
    return "".join([*parts, escape(text[done:])])


def _markup(match: re.Match[str], cited: Mapping[int, Citation], lang: Lang) -> str:
    if match["bold"]:
        return f"<strong>{escape(match['bold'])}</strong>"
    citation = cited.get(int(match["label"]))
    return escape(match.group()) if citation is None else _mark_link(citation, lang)


def _mark_link(citation: Citation, lang: Lang) -> str:
    link = escape(document_link(citation.document_id, citation.start, citation.end, citation.quote))
    name = escape(f"{say(lang, 'source')} {citation.label}: {citation.title}")
    return f'<a class="cite" href="{link}" title="{name}" aria-label="{name}">[{citation.label}]</a>'


def _sources(citations: tuple[Citation, ...]) -> str:
    """One line per document, with every mark that leads into it."""
    by_document: dict[str, list[Citation]] = {}
    for citation in citations:
        by_document.setdefault(citation.document_id, []).append(citation)
    lines = []
    for group in by_document.values():
        first, marks = group[0], ", ".join(f"[{citation.label}]" for citation in group)
        link = escape(document_link(first.document_id, first.start, first.end, first.quote))
        facts = (first.publisher, first.number, vietnamese_date(first.issued))
        about = " · ".join(escape(fact) for fact in facts if fact)
        title = f'<span class="marks">{marks}</span> <a href="{link}">{escape(first.title)}</a>'
        lines.append(f'<li>{title} <span class="about">{about}</span></li>')
    return f'<ul class="sources">{"".join(lines)}</ul>' if lines else ""


def _refusal(answer: Answer, documents: Mapping[str, Document], lang: Lang) -> str:
    """The refusal, the nearest documents linked at their best passage: where the text quotes their
    titles, else in a list below."""
    best: dict[str, Context] = {}
    for context in answer.contexts:
        if context.document_id in documents:
            best.setdefault(context.document_id, context)
    html = _blocks(answer.text, escape)
    unnamed = []
    for name, context in best.items():
        link = escape(document_link(name, context.start, context.end))
        title = escape(documents[name].title)
        anchor = f'<a href="{link}">{title}</a>'
        if f"“{title}”" in html:
            html = html.replace(f"“{title}”", f"“{anchor}”", 1)
        else:
            unnamed.append(f"<li>{anchor}</li>")
    if len(unnamed) < len(best) or not best:
        return html
    nearest = escape(say(lang, "nearest"))
    return f'{html}<p class="nearest">{nearest}</p><ul class="sources">{"".join(unnamed)}</ul>'


def _review(reasons: tuple[str, ...], lang: Lang) -> str:
    if not reasons:
        return ""
    items = "".join(f"<li>{escape(reason)}</li>" for reason in reasons)
    title = escape(say(lang, "review"))
    return f'<div class="review" role="note"><strong>{title}</strong><ul>{items}</ul></div>'


def _plain(question: str) -> str:
    return " ".join(question.split()).rstrip(" ?.!").casefold()


def _one_line(html: str) -> str:
    """A blank line would end the block element and let Markdown be read again."""
    return " ".join(html.split())
