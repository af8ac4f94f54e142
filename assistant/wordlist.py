"""What is known of the language before any document: syllables, pairs of them, how people ask."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from ingest.places import DISTRICT, PROVINCE, gazetteer
from ingest.segmenter import dictionary
from ingest.vietnamese import fold_accents, normal, syllables

# How people ask; documents hold few of these words.
ASKING = """
bao nhiêu; có bao nhiêu; được bao nhiêu; là bao nhiêu; bao nhiêu người; bao nhiêu phần trăm; là gì; những
gì; gì; ai là; là ai; của ai; ai; người nào; khi nào; bao giờ; lúc nào; ngày nào; năm nào; tháng nào; ở
đâu; tại đâu; nơi nào; như thế nào; thế nào; ra sao; vì sao; tại sao; thì sao; gồm những; bao gồm những;
những nào; các nào; mấy; có mấy; được mấy; cho biết; cho hỏi; cho tôi hỏi; xin hỏi; hãy nêu; hãy kể; liệt
kê; kể tên; nêu; so sánh; trong đó; còn; bài viết; tác giả; tác giả bài; tác giả bài viết; bài báo; bài
nói về; nói về; viết về; đăng ngày; đăng khi; xuất bản; phần trăm; văn bản gì; những văn bản; giữ chức vụ
gì; làm gì; chiếm bao nhiêu; tỷ lệ bao nhiêu; đạt bao nhiêu; tổng số; số lượng; hiện nay; hiện có; có
phải; không; giảm bao nhiêu; tăng bao nhiêu; giảm được; thứ nhất; thứ hai; thứ ba; thứ tư; thứ năm; thứ
sáu; nghĩa là gì; viết tắt; mới; tỉnh nào; huyện nào; nhiều hơn; ít hơn; nhiều nhất; ít nhất; nhiều
không; hơn; kém; đầu tiên; cuối cùng; trong số; con số; từ hồi nào; tới hồi nào; tới lúc nào; chỗ nào;
bên nào; nơi nào; kiểu gì; do ai; còn; thế còn; thì có; thì việc; mỗi năm; cả năm; này qua; này sang;
khác; dùng chung; mở được; mở mấy; mở bao nhiêu; thêm; thêm được; bớt; bớt được; chưa có; được chia; cho
ai; cấp nào; về đâu; đang là; thuộc loại; loại mấy; mấy tỉnh; mấy huyện; mấy quận; mấy xã; rồi nhỉ; nhỉ; luôn;
chênh nhau; chênh lệch; hơn kém
"""
# Words that open a question; a word is not as likely there as inside a sentence.
OPENING = """
số tỉnh huyện xã còn thế ai ở tại đến từ năm ngày có bao những các ngoài theo trong cho hãy vì hồi bài
tổng tỷ mấy khi việc sau trước nhờ người cả mỗi kể nêu
"""
_UNITS = ("tỉnh", "huyện", "phố", "xã", "quận", "ở", "của")


@dataclass(frozen=True)
class WordList:
    """Syllables of underthesea's word list, of places and of the phrases people ask with.

    Attributes:
        known: Every syllable.
        by_fold: Folded syllable → syllables with those letters.
        pairs: Adjacent syllables → weight: 1 in names, 2 in words, 3 in districts, 6 in provinces and in
            asking phrases.
        alone: Words of one syllable.
        asking: Syllables of the asking phrases.
        places: Folded names of provinces and districts → the names.
        usual: Adjacent syllables → how often they stand beside each other in official texts and questions.
    """

    known: frozenset[str]
    by_fold: dict[str, frozenset[str]]
    pairs: dict[tuple[str, str], int]
    alone: frozenset[str]
    asking: frozenset[str]
    places: dict[tuple[str, ...], list[tuple[str, ...]]]
    usual: dict[tuple[str, str], int]


@lru_cache(maxsize=1)
def word_list() -> WordList:
    """Load the word list, once (about half a second)."""
    pairs: dict[tuple[str, str], int] = {}
    words = [syllables(word) for word in dictionary()]
    names = [syllables(word) for word in dictionary() if not word.islower()]
    places = [place.name for place in gazetteer().values() if place.level <= DISTRICT]
    provinces = [place.name for place in gazetteer().values() if place.level == PROVINCE]
    asking = [syllables(phrase) for phrase in ASKING.split(";")]
    ordinary = [syllables(word) for word in dictionary() if word.islower()]
    for phrases, weight in ((names, 1), (ordinary, 2), (places, 3), (provinces, 6), (asking, 6)):
        pairs.update({pair: weight for phrase in phrases for pair in pairwise(phrase)})
    for place in places:
        for unit in _UNITS:
            pairs.setdefault((unit, place[0]), 1)
    known = frozenset(syllable for phrase in (*words, *places, *asking) for syllable in phrase)
    by_fold: dict[str, set[str]] = {}
    for syllable in known:
        by_fold.setdefault(fold_accents(syllable), set()).add(syllable)
    by_letters: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for place in places:
        by_letters.setdefault(tuple(map(fold_accents, place)), []).append(place)
    return WordList(
        known,
        {key: frozenset(values) for key, values in by_fold.items()},
        pairs,
        frozenset(normal(word) for word in dictionary() if " " not in word),
        frozenset(syllable for phrase in asking for syllable in phrase),
        by_letters,
        _usual_pairs(),
    )


def _usual_pairs() -> dict[tuple[str, str], int]:
    """Read ``usual_pairs.txt``, made by ``training.usual_pairs``."""
    lines = files("assistant").joinpath("usual_pairs.txt").read_text(encoding="utf-8").splitlines()
    counted = (line.split(" ") for line in lines)
    return {(first, second): int(count) for first, second, count in counted}
