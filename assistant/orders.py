"""Does a sentence of a document give orders to the machine that reads it? Such sentences prove nothing.

An office's own orders ("Yêu cầu các đơn vị …") address people and stay; what is looked for speaks of
instructions, prompts, roles and answers, as only text meant for a machine does.
"""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.sanitise import visible
from ingest.vietnamese import fold_accents, nfc

_WHOSE = r"(?:(?:moi|tat ca|cac|nhung|toan bo|het|bat ky)\s+){0,3}"
_RULES = (
    r"(?:huong dan|chi dan|chi thi|lenh|menh lenh|quy tac|yeu cau|noi dung|cau lenh|prompt|vai tro|rang buoc)"
)
_SAY = r"(?:tra loi|dap lai|viet|in ra|xuat ra|noi|lap lai|chen|them|dua ra|gui|tiet lo|hien thi)"
_MACHINE = r"(?:tro ly (?:ao|ai|so)|chatbot|mo hinh (?:ngon ngu|ai)|\bllm\b|\bhe thong ai|hacker)"
# Vietnamese is read without accents, as attackers may leave them out.
_VIETNAMESE = (
    rf"(?:bo qua|phot lo|quen|lo di|khong tuan theo|huy bo|xoa bo|mac ke|dung lam theo)\s+(?:di\s+)?{_WHOSE}"
    rf"{_RULES}\s+(?:o tren|phia tren|tren|truoc|he thong|ban dau|da cho|cua he thong)",
    r"(?:tu gio|tu bay gio|bay gio|ke tu day|hien tai),?\s+(?:ban|may|nguoi)\s+(?:la|hay|se|phai|dong vai)",
    rf"\b(?:ban|may)\s+(?:la|dong vai|dang la)\s+(?:mot\s+)?(?:tro ly|ai\b|{_MACHINE})",
    rf"\b(?:dong|gia)\s+vai\s+(?:la\s+|lam\s+|thanh\s+)?(?:mot\s+)?(?:tro ly|{_MACHINE})",
    rf"\b(?:hay|phai|luon)\s+(?:luon\s+)?{_SAY}\b[^.\n]{{0,60}}(?:cau hoi|nguoi dung\b(?! dau)|nguoi hoi"
    r"|nguoi doc|cau tra loi|prompt|duong dan|lien ket|hinh anh|markdown|html|https?:|dung mot tu|dung cau"
    r"|\brang\b|\bla:|:\s*[\"“])",
    rf"{_MACHINE}[^.\n]{{0,30}}\b(?:phai|hay|can|duoc lenh|bat buoc|luu y)\b",
    r"\b(?:in|xuat|tiet lo|lap lai|cho xem|hien thi|chep)\s+(?:ra\s+)?(?:toan bo\s+)?"
    r"(?:prompt|cau lenh he thong|loi nhac|huong dan he thong|chi dan he thong|quy tac cua ban)",
    rf"\b(?:khi|neu)\s+(?:nguoi dung|co ai|ai do|duoc)\s+hoi[^.\n]{{0,80}}{_SAY}",
)
_ENGLISH = (
    r"\b(?:ignore|disregard|forget|override|bypass)\s+"
    r"(?:all|any|every|the|your|previous|prior|above|these|those|everything)",
    r"\b(?:you are|you're|act as|pretend to be|behave as)\s+(?:now|a|an|the|no longer)\b",
    r"\b(?:system|developer|hidden|initial)\s+(?:prompt|message|instruction)",
    r"\b(?:print|reveal|output|repeat|show|leak|say|reply|respond|answer|write|include|append|insert|send)\b"
    r"[^.\n]{0,60}(?:prompt|instruction|following|exactly|only with|with the|this (?:link|image|text)"
    r"|\buser\b|question|https?:|the word|api key|password)",
    r"\b(?:new|updated|important|special)\s+instructions?\b|\bjailbreak|\bdo anything now\b",
)
_MARKS = (  # of chat templates and of pages
    r"<\|?\s*(?:im_start|im_end|system|assistant|user|endoftext|start_of_turn|end_of_turn|eot_id)",
    r"\[/?(?:inst|system|assistant)\]|<</?sys>>",
    r"^\s*(?:system|assistant|user|human|instruction|he thong|tro ly)\s*:",
    r"!\[[^\]]*\]\(|<\s*(?:img|script|iframe|svg|form|object|embed|link|meta|style)\b|javascript:",
)
_ORDERS = re.compile("|".join((*_VIETNAMESE, *_ENGLISH, *_MARKS)))


@lru_cache(maxsize=2048)
def speaks_to_machine(text: str) -> bool:
    """Tell whether a stretch of a document addresses a language model rather than a reader."""
    seen = fold_accents(nfc(visible(text))).lower()
    return _ORDERS.search(" ".join(seen.split())) is not None
