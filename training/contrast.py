"""Negatives by rule: a question that asks for its passage's opposite, another year, or another person.

What decides such a question is one word. A reader that takes the nearest figure or name of the asked kind
answers it all the same; these examples teach it not to.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from training.examples import Example

# Of each group one word is as likely in a question as another, and none follows from another.
_GROUPS = (
    ("tăng", "giảm"),
    ("tối đa", "tối thiểu"),
    ("cao nhất", "thấp nhất"),
    ("nhiều nhất", "ít nhất"),
    ("lớn nhất", "nhỏ nhất"),
    ("đầu tiên", "cuối cùng"),
    ("sinh năm", "mất năm", "kết hôn năm"),
    ("sinh ra", "qua đời", "kết hôn"),
    ("bắt đầu", "kết thúc"),
    ("thành lập", "giải thể"),
    ("bổ nhiệm", "miễn nhiệm", "cách chức"),
    ("cấp tỉnh", "cấp huyện", "cấp xã"),
    ("giám đốc", "kế toán trưởng", "trưởng phòng nhân sự"),
    ("chủ tịch", "tổng thư ký", "chánh văn phòng"),
    ("bộ trưởng", "thứ trưởng", "vụ trưởng"),
    ("bí thư", "chủ nhiệm ủy ban kiểm tra"),
    ("tổng thống", "phó tổng thống", "thủ tướng"),
    ("người tiền nhiệm", "người kế nhiệm"),
    ("chiều dài", "chiều rộng", "chiều cao"),
    ("diện tích", "dân số", "thu nhập bình quân"),
    ("doanh thu", "lợi nhuận", "số nhân viên"),
    ("nông thôn", "thành thị"),
    ("trong nước", "nước ngoài"),
    ("công lập", "tư thục"),
    ("đạo diễn", "nhà sản xuất", "biên kịch"),
    ("tác giả", "dịch giả", "nhà xuất bản"),
    ("soạn thảo", "thẩm định", "phê duyệt"),
)
# Relations of a person; only where a name or title follows, for these syllables are parts of other words.
_KIN = ("vợ", "chồng", "cha", "mẹ", "con trai", "con gái", "anh trai", "em gái", "ông nội", "bà ngoại")
_OTHERS: dict[str, list[str]] = {}
for _group in _GROUPS:
    for _word in _group:
        _OTHERS.setdefault(_word, []).extend(w for w in _group if w != _word)
_WORD = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(_OTHERS, key=len, reverse=True))})(?!\w)", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\w)(?:1[5-9]|20)\d\d(?!\w)")
_CAPITALS = "A-ZĐÂÊÔƠƯĂÀ-Ý"
_RELATION = re.compile(rf"(?<!\w)(?i:{'|'.join(_KIN)})(?= (?:của |ông |bà |vua )?[{_CAPITALS}])")
# Two capitalised words or more: a person, a place or a body with a name of its own.
NAME = re.compile(rf"(?<!\w)[{_CAPITALS}]\w+(?: [{_CAPITALS}]\w+)+(?!\w)")


def asked_otherwise(example: Example, names: Sequence[str], rng: random.Random) -> Example | None:
    """Change what decides the question to something that the passage does not speak of.

    Args:
        example: Answerable.
        names: Names to put in the place of one that the question has.

    Returns:
        The example without an answer; None where the question has nothing that can be changed, or what
        takes its place stands in the passage.
    """
    passage = example.passage.lower()
    changes: list[tuple[int, int, str]] = []
    for match in _WORD.finditer(example.question):
        changes += [(*match.span(), other) for other in _OTHERS[match[0].lower()]]
    for match in _RELATION.finditer(example.question):
        changes += [(*match.span(), other) for other in _KIN if other != match[0].lower()]
    for match in _YEAR.finditer(example.question):
        near = [int(match[0]) + step for step in (-7, -3, -2, -1, 1, 2, 3)]
        changes += [(*match.span(), str(year)) for year in near]
    for match in NAME.finditer(example.question):
        if match.start() and match[0].lower() in passage:
            changes += [(*match.span(), name) for name in rng.sample(names, min(4, len(names)))]
    possible = [(a, b, other) for a, b, other in changes if other.lower() not in passage]
    if not possible:
        return None
    start, end, other = rng.choice(possible)
    question = example.question[:start] + other + example.question[end:]
    return replace(example, question=question, start=-1, end=-1)
