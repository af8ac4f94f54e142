"""Lines of a page that are bars: links, buttons, sections, what a page says to share or to go on reading.

Such a line may be as long as a paragraph, so it is told by its parts, not by its length. Outside the
paragraphs of an article it is no part of the text.
"""

from __future__ import annotations

import re

from ingest import menus

_LINK = re.compile(r"!?\[(?P<text>[^\[\]]*)\](?:\([^()\s]*\))")
_BOX = re.compile(r"\[(?P<text>[^\[\]]{1,40})\](?!\()")
_CRUMB = re.compile(r"\s*(?:»|›|→|>+)\s*")
_PARTS = re.compile(r"\s*[|•·]\s*|\s+[–—-]\s+")
_SHARE = re.compile(
    r"\W*(?:chia sẻ|gửi)(?: bài viết| bài| tin| trang)?(?: này)?(?: cho bạn bè| qua| lên| với)?\s*:"
    r"\s*(?P<items>.+)",
    re.I,
)
# What stands below an article: its keywords, other articles, readers' comments.
_BELOW = re.compile(
    r"\W*(?:từ kh[oó][aá]|chủ đề|tags?|đọc thêm|xem thêm|tin liên quan|ý kiến bạn đọc|bình luận)\s*:\s*\S.*",
    re.I,
)
_SLOGAN = re.compile(
    r"\W*(?:cơ quan (?:ngôn luận |chủ quản )?của|tiếng nói của|diễn đàn của|cơ quan chủ quản)(?!\w).*", re.I
)
_SENTENCE_END = re.compile(r"[.!?;]\W*$")
_LETTER_SIZE = re.compile(
    r"\W*(?:cỡ|khổ) chữ\s*:?(?:\s*A\b\W*){2,}.{0,60}", re.I
)  # "Cỡ chữ: A- A A+ Gửi email"
_SIDE_BY_SIDE = re.compile(r"\s+[|•·]\s+")
_CRUMB_WORDS = 6  # of a section's name
_MENU = 3  # sections


def is_bar(line: str) -> bool:
    """Tell whether a line is nothing but links, buttons or a way of sections."""
    if line.startswith("|") or _SENTENCE_END.search(line):  # a row of a table; a sentence
        return False
    if _LETTER_SIZE.fullmatch(line):
        return True
    return _is_links(line) or _is_boxes(line) or is_share(line) or _is_way(line) or _is_menu(line)


def is_slogan(line: str) -> bool:
    """Tell whether a line says whose paper it is: "Cơ quan của Đảng bộ tỉnh … - Tiếng nói của …"."""
    return _SLOGAN.fullmatch(line) is not None and not _SENTENCE_END.search(line)


def is_below(line: str) -> bool:
    """Tell whether a line is one of those below an article: "Từ khóa: …", "Đọc thêm: …"."""
    return _BELOW.fullmatch(line) is not None and not _SENTENCE_END.search(line)


def _is_links(line: str) -> bool:
    """Two Markdown links or more, and no words beside them."""
    beside, count = _LINK.subn(" ", line)
    return count >= 2 and not re.search(r"\w", beside)


def _is_boxes(line: str) -> bool:
    """Buttons written in brackets, "[Facebook] [Bản in]", half of them known."""
    texts = [match["text"] for match in _BOX.finditer(line)]
    known = [text for text in texts if _known(text)]
    return len(known) >= 1 and 2 * len(known) >= len(texts) and not re.search(r"\w", _BOX.sub(" ", line))


def is_share(line: str) -> bool:
    """Tell whether a line offers to share the page, "Chia sẻ: Facebook | Zalo": it does so anywhere."""
    match = _SHARE.fullmatch(line)
    return match is not None and any(_known(part) for part in _PARTS.split(match["items"]))


def _is_way(line: str) -> bool:
    """Where in the site the page lies: "Xây dựng Đảng » Tổ chức, cán bộ"."""
    parts = _CRUMB.split(line.strip(" *_»›>→"))
    short = all(1 <= len(part.split()) <= _CRUMB_WORDS for part in parts)
    return len(parts) >= 2 and short and not any(map(str.isdigit, line))


def _is_menu(line: str) -> bool:
    """Sections side by side, "Trang chủ | Thời sự | Kinh tế": three or more, one of them known."""
    parts = _SIDE_BY_SIDE.split(line.strip())
    short = all(1 <= len(part.split()) <= _CRUMB_WORDS for part in parts)
    return len(parts) >= _MENU and short and any(_known(part) for part in parts)


def _known(text: str) -> bool:
    return menus.key(text) in menus.BUTTON_KEYS | menus.AMBIGUOUS_KEYS
