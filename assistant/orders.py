"""Does a sentence of a document give orders to the machine that reads it? Such sentences prove nothing.

An office's own orders ("Yêu cầu các đơn vị …") address people and stay; what is looked for speaks of
answers, prompts, roles, users and instructions, as only text meant for a machine does, or is written so
that people do not see it. No list is complete: what slips through is still only data, must be proved like
any claim, and is shown without markup.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from assistant.sanitise import visible
from assistant.wordlist import word_list
from ingest.vietnamese import fold_accents, nfc

# Letters of other scripts that look like Latin ones, by Unicode's list of confusables.
_LOOK_ALIKE = {
    "Cyrillic": ("АВЕЅІЈКМНОРСТУХаеѕіјорсухѵԁһ", "ABESIJKMHOPCTYXaesijopcyxvdh"),
    "Greek": ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορτυχ", "ABEZHIKMNOPTYXavoptux"),
    "Latin": ("ıɩɑɡ", "iiag"),
}
_ALIKE = {ord(odd): plain for pair in _LOOK_ALIKE.values() for odd, plain in zip(*pair, strict=True)}
_ORDINARY = "\n -~\u00c0-\u0130\u0132-\u024f\u1ea0-\u1ef9“”‘’–—…"
_ODD = re.compile(f"[^{_ORDINARY}]")
_UNACCENTED = {n: fold_accents(chr(n)) for n in (*range(0xC0, 0x250), *range(0x1EA0, 0x1EFA))}
_SPACED = re.compile(r"(?<!\w)(?:\w ){5,}\w(?!\w)")  # h ã y   t r ả   l ờ i

_BOT = r"(?:llm|chatgpt|chatbot|bot)\b"
_MACHINE = rf"\b(?:tro ly (?:ao|so|ai\b|{_BOT})|mo hinh (?:ngon ngu|ai\b|{_BOT})|he thong (?:ai\b|{_BOT})|{_BOT}|hacker)"
_READER = rf"(?:{_MACHINE}|\btro ly|\bmo hinh)"
_MUST = r"(?:phai|hay|can|nen|duoc lenh|bat buoc|luu y|chi duoc|khong duoc)"
_SAY = (
    r"(?:tra loi|dap(?: lai)?|viet|ghi|in(?: ra)?|xuat ra|noi|nhac lai|lap lai|chep(?: lai)?|chen|them|dua ra"
    r"|gui|tiet lo|hien thi|trich dan|tu choi|liet ke|dong vai|xung|ket thuc|mo dau|doi|thay)"
)
_RULES = (
    r"(?:huong dan|chi dan|chi thi|lenh|menh lenh|quy tac|yeu cau|noi dung|cau lenh|loi nhac|prompt|vai tro"
    r"|rang buoc|gioi han|doan|tai lieu|van ban)"
)
_ALL = r"(?:di |het |moi |tat ca |cac |nhung |toan bo |bat ky ){0,5}"
_ABOVE = r"(?: (?:da |duoc |ma |o |nay )*(?:tren|phia tren|truoc|he thong|ban dau|cho|cua he thong|giao))"
_MACHINES = ("tro ly", "mo hinh", "chatbot", "llm", "gpt", "bot", "hacker")
_ASKING = (
    "cau hoi", "nguoi dung", "nguoi hoi", "nguoi doc", "tra loi", "prompt", "duong dan", "anh", "markdown",
    "html", "http", "base64", "dung mot tu", "dung cau", "la:", ": “", ': "', "loi nhac", "quy tac ma", "api",
)  # fmt: skip
# (any of which must stand in the text: a quick look; the order itself). Vietnamese is read without accents,
# as attackers may leave them out.
_VIETNAMESE = (
    # away with the rules
    (
        ("bo qua", "phot lo", "quen", "lo di", "tuan theo", "huy bo", "xoa bo", "mac ke", "lam theo", "gat bo"),
        r"(?:bo qua|phot lo|quen|lo di|khong tuan theo|dung tuan theo|huy bo|xoa bo|mac ke|dung lam theo"
        rf"|gat bo)\s+{_ALL}{_RULES}{_ABOVE}",
    ),
    (("tuan theo",), r"(?:dung|khong|thoi)(?: con)? tuan theo\b.{0,40}he thong"),
    # another role
    (
        ("gio", "ke tu", "hien tai"),
        r"(?:tu gio|tu bay gio|bay gio|ke tu day|ke tu bay gio|hien tai),?\s+"
        rf"(?:ban|may|nguoi|{_READER})\s+(?:la|hay|se|phai|dong vai)\b",
    ),
    (_MACHINES, rf"\b(?:ban|may)\s+(?:la|dong vai|dang la)\s+(?:mot\s+)?(?:tro ly|{_MACHINE})"),
    (("vai",), rf"\b(?:dong|gia)\s+vai\s+(?:la\s+|lam\s+|thanh\s+|mot\s+)*(?:tro ly|{_MACHINE})"),
    (("xung ten",), r"\bxung ten\b.{0,30}\b(?:la|moi)\b"),
    # what to say
    (_ASKING, rf"\b(?:hay|phai|luon|can)\s+(?:luon\s+|chi\s+|phai\s+)?{_SAY}\b[^.\n]{{0,80}}"
     r"(?:(?:moi|cac) cau hoi|nguoi dung\b(?! (?:dau|day|nuoc))|nguoi hoi|nguoi doc|cau tra loi|prompt|duong dan"
     r"|the anh|hinh anh|markdown|html|https?:|base64|dung mot tu|dung cau|\bla:|:\s*[\"“]|loi nhac|quy tac ma"
     r"|\bapi\b)"),
    (("cau tra loi",), r"\bcau tra loi (?:duy nhat|moi|dung|bat buoc|chinh thuc)\b.{0,30}\bla\b"),
    (("cau tra loi",), r"\b(?:hay|them|chen|doi|viet|ghi|in|ket thuc|xung)\b.{0,120}"
     r"\b(?:vao|trong|cuoi|dau|moi|cho|thanh) cau tra loi\b"),
    (("cau tra loi",), r"\bmoi (?:con )?so trong cau tra loi\b"),
    (("cau tra loi",), r"\bviet cau tra loi\b|\bcau tra loi ma (?:ban|chatbot|tro ly)"),
    (("khi",), rf"\bkhi (?:ban )?tra loi,?\s+(?:hay |luon |phai |can )?{_SAY}\b"),
    (("hoi",), rf"\b(?:khi|neu)\s+(?:nguoi dung|co ai|ai do)\s+hoi\b[^.\n]{{0,80}}\b{_SAY}\b"),
    (("khi duoc hoi",), rf"\bkhi duoc hoi\b[^.\n]{{0,40}},?\s+(?:tro ly|{_MACHINE}|hay|luon|phai|can)\b"),
    (("nguoi dung", "nguoi hoi"), r"\b(?:noi|bao)\s+(?:voi|cho)\s+(?:nguoi dung\b(?! dau)|nguoi hoi\b)"),
    (("cua nguoi dung",), r"\bcau hoi cua nguoi dung\b[^.\n]{0,60}(?:https?:|duong dan|lien ket|\btoi\b)"
     r"|\b(?:gui|chen|viet|dua)\b[^.\n]{0,30}\bcau hoi cua nguoi dung\b"),
    (("thay cho", "moi con so"), r"\bdung (?:so|con so|doan) [^.\n]{0,20}\bthay cho moi\b|\bdoi moi con so\b"),
    ((" khac ",), r"\bcac (?:so|con so|doan) khac (?:bo di|deu sai|khong dung)\b"),
    (("doan ",), r"\bdoan (?:nay|tren|sau)\b[^.\n]{0,20}\b(?:mang so|dang tin|thay cho moi)\b"),
    # to whom
    (_MACHINES, rf"{_READER}\s+(?:\w+\s+)?{_MUST}\s+(?:\w+\s+){{0,3}}?{_SAY}\b"
     rf"|{_MACHINE}[^.\n]{{0,30}}\b{_MUST}\b"),
    (_MACHINES, r"\b(?:luu y|ghi chu|thong bao|nhan|gui|danh)\s+(?:rieng\s+)?(?:cho|voi|toi|gui|den)\s+"
     rf"(?:cac\s+)?{_READER}\b"),
    (("thuat toan", "may"), r"\b(?:hoi|thua|nay)\s+(?:cac\s+)?(?:may|thuat toan)\b,?[^.\n]{0,30}"
     r"\b(?:hay|xin|quen|doc|noi|ghi|lam phuoc)\b"),
    # what it was told
    (("prompt", "lenh he thong", "loi nhac", "dan he thong", "quy tac", "api", "mat khau"),
     r"\b(?:in|xuat|tiet lo|lap lai|nhac lai|cho xem|cho toi xem|hien thi|chep)\b[^.\n]{0,25}\b"
     r"(?:prompt|cau lenh he thong|loi nhac|huong dan he thong|chi dan he thong"
     r"|quy tac (?:cua ban|ma ban|tren)|khoa api|api key|mat khau quan tri)"),
    (("truoc", "tren"), r"\b(?:chep|lap|nhac|in)\s+(?:lai\s+|ra\s+)?(?:nguyen van\s+)?"
     r"(?:moi|toan bo|tat ca|nhung)[^.\n]{0,20}(?:dung truoc|o tren|phia tren|truoc doan)"),
    ((" ban ", "prompt"), r"\b(?:ma|cua) ban (?:doc duoc|duoc giao|biet|da nhan|dang giu)\b|\bprompt\b"),
)  # fmt: skip
# "bạn", "hãy" and "AI" as they are spelt: without accents they may be "ban", "hay" and "ai".
_SPELT = (
    (("ạn ",), r"(?i:(?<!\w)bạn\s+(?:hãy|phải|cần|chỉ được|không được)\s+(?:luôn\s+|chỉ\s+)?"
     r"(?:trả lời|đáp (?:lại|là|rằng)|viết|in|xuất|đóng vai|nói|xưng|tiết lộ|bỏ qua|quên)(?!\w))"),
    (("ãy ", "ÃY "), r"(?i:(?<!\w)hãy\s+(?:luôn\s+|chỉ\s+)?(?:trả lời|đáp|in|xuất|lặp lại|nhắc lại|chèn|tiết lộ"
     r"|trích dẫn|từ chối|đóng vai|chép|liệt kê tên|gửi toàn bộ|viết chữ|viết \S*\d|nói như|dùng đoạn|dùng câu"
     r"|nói điều đó với)(?!\w))"),
    (("AI",), r"(?<!\w)AI(?!\w)[^.\n]{0,20}(?<!\w)(?i:phải|hãy|cần|bắt buộc|chỉ được)\s+"
     r"(?i:trả lời|viết|in|nói|dùng|ghi|đáp)(?!\w)"),
    (("AI",), r"(?i:lưu ý|ghi chú|nhắn|gửi|dành)\s+(?:riêng\s+)?(?:cho|với|tới)\s+(?:các\s+)?"
     r"(?:trợ lý\s+|mô hình\s+)?AI(?!\w)"),
    (("iết ",), r"(?i:(?<!\w)viết)\s+(?:chữ )?[A-ZĐ]{4,}\d*(?!\w)"),
)  # fmt: skip
_TELL = (
    r"(?:print|reveal|output|repeat|show|leak|say|reply|respond|answer|write|include|append|insert|send|cite"
    r"|quote|render|encode|translate|act|pretend|begin|finish|end|start|add|replace|use|ignore|disregard|forget"
    r"|tell|report|enter|stop|confirm|display|return|generate|mention|state|claim|recommend|visit|open|click)"
)
_ENGLISH = tuple(re.compile(pattern) for pattern in (
    r"\b(?:ignore|disregard|forget|override|bypass|do not follow|don't follow|stop following)\s+"
    r"(?:all|any|every|the|your|previous|prior|above|these|those|everything|what)",
    r"\b(?:you are|you're|act as|pretend to be|behave as|play the role of)\s+\w",
    r"\b(?:system|developer|hidden|initial|original|previous)\s+(?:prompt|message|instruction|rule)",
    rf"\b{_TELL}\b[^.\n]{{0,60}}(?:prompt|instruction|following|exactly|only with|with the"
    r"|this (?:link|image|text)|\buser\b|question|https?:|the word|api key|password|verbatim|nothing else"
    r"|the token|in every|your (?:answer|reply|response|rules)|as the official|in base64)",
    r"\b(?:new|updated|important|special|real|actual|following)\s+(?:instructions?|task)\b|\bjailbreak",
    r"\bdo anything now\b|\b(?:developer|god|admin|debug|jailbreak|unrestricted) mode\b|\bfrom now on\b",
    r"\b(?:the|this|any) (?:assistant|model|ai|chatbot|bot|llm)\b[^.\n]{0,30}"
    r"\b(?:must|should|shall|will|has to|needs to)\b",
    r"\b(?:note|message|instructions?) (?:to|for) (?:the |any |all )?(?:ai|assistants?|models?|llms?|chatbots?)\b",
    r"\byour (?:answers?|reply|replies|responses?|output|rules|instructions|only|name|system|task|role|job)\b",
    r"\b(?:when|if|whenever|before|after|once)\b[^.\n]{0,30}"
    r"\b(?:asked|asks|answering|replying|responding|the user)\b",
    r"\b(?:tell|inform|warn|ask|convince|advise|redirect)\s+(?:the|all|every)\s+(?:user|reader|visitor)",
    # an English sentence that opens with an order to say something
    rf"^\W*(?:please |now |then |and |instead,? |important:? |stop\.? )*{_TELL}\s+(?:only |with |in |them |it "
    r"|as |the |this |every |any |and |after |an? |“|\")|\binstead,? (?:write|say|print|answer|reply|output)\b",
))  # fmt: skip
_ENGLISH_WORDS = re.compile(
    rf"\b(?:{_TELL}|override|bypass|you|your|behave|play|prompt|message|instructions?|rules?|task|jailbreak|mode"
    r"|anything|now|must|should|shall|will|note|asked|asks|answering|replying|responding|user|inform|warn|ask"
    r"|convince|advise|redirect|follow|following)\b"
)
_MARKS = (  # of chat templates and of pages, and what hides text on a page
    (("<",), r"<\|?\s*(?:im_start|im_end|system|assistant|user|endoftext|start_of_turn|end_of_turn|eot_id)"
     r"|</?(?:passages?|context|documents?|question|answer|instructions?|prompt|tool|function)\b|<</?sys>>|<!--"
     r"|<\s*(?:img|script|iframe|svg|form|object|embed|link|meta|style)\b"
     r"|<[a-z]+\s[^>]*(?:hidden|display\s*:\s*none|font-size\s*:\s*0|visibility|opacity)"),
    (("[",), r"\[/?(?:inst|system|assistant)\]|^\W*\[//\]:|^\[\d+\]\s*\([^()]*\)$|!\[[^\]]*\]\("),
    (("role", "#", "%%", "javascript:"),
     r"[\"']role[\"']\s*:|^\s*#+\s*(?:instruction|system|response)|^\W*%%|javascript:"),
    ((":",), r"^\W*(?:system|assistant|user|human|instructions?|he thong|tro ly|nguoi dung)\s*:"),
    (("```", "~~~"), r"^\s*[`~]{3}\s*(?:system|prompt)"),
    # calls of tools, settings, made-up heads of passages: text for programs
    (("{",), r"\{\s*[\"'](?:\w+_\w+|tool|text|answer|function|name|content)[\"']\s*:"),
    (("_", "::", "override", "next token"),
     r"\b\w+_\w+\s*==?\s*\S|::[^\n]*=[^\n]*::|\b(?:begin|end) override\b|\bnext token\s*:"),
    (("[",), r"^\[\d+\]\s*\([^()]{1,80}\)\s"),
)  # fmt: skip
# Less sure signs, of text that tells whoever reads it what to do or say. People write so too ("Bạn hãy …").
_NUDGES = tuple((needed, re.compile(pattern)) for needed, pattern in (
    (("bạn",), r"(?<!các )(?<!những )(?<!nước )(?<!tình )(?<!người )(?<!kết )(?<!bầu )(?<!đoàn )(?<!\w)bạn"
     r"(?!\w)(?! (?:đọc|bè|trẻ|hàng|học|chiến|thân|đời|gái|trai|bạn|ấy|ta))"),
    (("hãy", "đừng", "chớ", "vui lòng", "làm ơn", "xin ", "nhớ", "phải", "cần", "yêu cầu", "chỉ", "nên", "được", "khi",
      "mọi", "là", "đúng", "thay"),
     r"(?<!\w)(?:câu trả lời|phản hồi của|hội thoại|cuộc trò chuyện|(?:khi|lúc|hãy|để|cần|phải|nhớ) tóm tắt"
     r"|tóm tắt (?:tự động|tài liệu|văn bản|đoạn|phần)|người (?:đọc|hỏi|dùng)(?! (?:báo|sách|đất|dân|nước|đầu))"
     r"|trợ lý(?! (?:bộ|thủ|chủ|tổng|giám|phó|đồng|của))|trí tuệ nhân tạo đang|hệ thống hỏi đáp|công cụ tóm tắt"
     r"|nhà phát triển:|(?:tắt|bỏ|xóa|lộ|xuất|in|gửi|nói) (?:bộ lọc|cấu hình|mật khẩu)|(?:cần|phải|không|ghi) dẫn nguồn"
     r"|(?:hãy|đừng|phải|cần|nhớ|không) trích(?: dẫn| báo)?|chế độ quản trị|mô hình (?:hãy|phải))(?!\w)"),
    (("hãy", "đừng", "chớ", "vui lòng", "làm ơn"),
     r"(?:^|[.:;,!?]\s*)(?:xin\s+)?(?:hãy|đừng|chớ|vui lòng|làm ơn)(?!\w)"),
    (("máy", "thuật toán", "phần mềm", "tự động"),
     r"(?<!\w)(?:bằng máy thì|(?:phần mềm|công cụ|thuật toán|máy) (?:xử lý|đọc|dịch|tóm tắt)|dịch giả tự động"
     r"|bộ máy tìm kiếm)(?!\w)"),
    (("mật hiệu", "khẩu lệnh", "chế độ", "lời đáp", "trò chuyện", "đầu ra", "âm ", "câu viết"),
     r"(?<!\w)(?:mật hiệu|khẩu lệnh|chế độ (?:tự do|không giới hạn)|lời đáp|mỗi lượt trò chuyện|đầu ra mong đợi"
     r"|phát ra âm|mỗi câu viết ra)(?!\w)"),
    (("0", "1", "3", "4", "5"), r"(?:(?<!\w)(?=[a-zà-ỹ]*\d)[\da-zà-ỹ]*[a-zà-ỹ][\da-zà-ỹ]*(?!\w)[^\n]*?){4}"),
    (("llm", "chatgpt", "@"), r"(?<!\w)(?:llm|chatgpt)(?!\w)|\w@\w"),
))  # fmt: skip
_TO_AI = re.compile(r"(?i:xin|cho|nếu \w+ là|gửi|tới) AI(?!\w)")
_WORD = re.compile(r"[^\W\d_]+")
_FEW = 3  # words, from which on their language is judged
_FOREIGN = 0.5
_FOLDED = tuple((needed, re.compile(pattern)) for needed, pattern in (*_VIETNAMESE, *_MARKS))
_AS_SPELT = tuple((needed, re.compile(pattern)) for needed, pattern in _SPELT)


@lru_cache(maxsize=4096)
def speaks_to_machine(text: str) -> bool:
    """Tell whether a stretch of a document addresses a language model rather than a reader."""
    shown = _read(text)
    folded = shown.translate(_UNACCENTED).lower()
    for seen, orders in ((folded, _FOLDED), (shown, _AS_SPELT)):
        if any(any(word in seen for word in needed) and order.search(seen) for needed, order in orders):
            return True
    return _ENGLISH_WORDS.search(folded) is not None and any(order.search(folded) for order in _ENGLISH)


@lru_cache(maxsize=4096)
def may_steer(text: str) -> bool:
    """Tell whether a stretch may tell its reader what to say, or is in another language than Vietnamese.

    Less sure than ``speaks_to_machine``, which it includes: enough to keep it from a model, to whom it
    would be no loss, not enough to deny it to a reader.
    """
    if speaks_to_machine(text):
        return True
    shown = _read(text)
    seen = shown.lower()
    if any(any(word in seen for word in needed) and nudge.search(seen) for needed, nudge in _NUDGES):
        return True
    if _TO_AI.search(shown):
        return True
    words = [word.translate(_UNACCENTED) for word in _WORD.findall(shown) if word.islower()]  # no names
    known = word_list().by_fold
    foreign = sum(word not in known for word in words)
    return len(words) >= _FEW and foreign > _FOREIGN * len(words)


def _read(text: str) -> str:
    """Return a text as a model may read it: nothing hidden, letters by their look, on one line."""
    if _ODD.search(text):
        tags = "".join(chr(ord(c) - 0xE0000) if 0xE0020 <= ord(c) <= 0xE007E else c for c in text)
        text = nfc(unicodedata.normalize("NFKC", visible(tags)).translate(_ALIKE))
        text = "".join(c for c in text if not unicodedata.combining(c))
    text = " ".join(text.split())
    return _SPACED.sub(lambda run: run[0].replace(" ", ""), text)
