"""True sentences of the five articles, changed a little: what no longer stands there is not proved."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from assistant.draft import Draft, Part
from assistant.evidence import Evidence
from assistant.facts import find_facts
from assistant.found import Found, Quote
from assistant.labels import Claim
from assistant.lexicon import Lexicon, build_lexicon
from assistant.proof import Proof, Prover
from assistant.question import understand
from assistant.records import Answer
from assistant.views import DocumentView, Views
from ingest.records import Document
from ingest.split import split
from ingest.vietnamese import nfc
from tests.mutations import CHANGES, mutants

ARTICLES = Path(__file__).parents[1] / "corpus"
AROUND = 4  # sentences shown on either side


def _documents() -> dict[str, Document]:
    texts = {file.stem: nfc(file.read_text(encoding="utf-8")) for file in sorted(ARTICLES.glob("*.txt"))}
    return {
        name: Document(id=name, title=text.split("\n")[0], text=text, source=name, sha256="0" * 64)
        for name, text in texts.items()
    }


def _prover(view: DocumentView, index: int, views: Views, lexicon: Lexicon) -> Prover:
    near = range(max(0, index - AROUND), min(len(view.bounds), index + AROUND + 1))
    question = understand("Bài viết nói về những gì?", lexicon)
    quotes = tuple(Quote(view.document.id, *view.bounds[at]) for at in near)
    part = Part(question, Found("", (), 1.0), ())
    draft = Draft(question, Answer("", "", "answered", "", "", 1.0), (("", quotes),), (part,))
    return Prover(draft, [Evidence(1, view.document.id, tuple(near), "")], views, lexicon)


def test_a_sentence_changed_in_one_thing_is_not_proved() -> None:
    documents = _documents()
    lexicon = build_lexicon(documents, [chunk for d in documents.values() for chunk in split(d)])
    views = Views(documents.values(), lexicon)
    tried, passed, proved = Counter[str](), [], []
    for name, document in documents.items():
        view = views[name]
        telling = [
            i for i, (a, b) in enumerate(view.bounds) if 40 <= b - a <= 400 and find_facts(document.text[a:b])
        ]
        for index in telling:
            sentence = " ".join(document.text[slice(*view.bounds[index])].split())
            prover = _prover(view, index, views, lexicon)
            proved.append(isinstance(prover.prove(Claim(sentence, (1,))), Proof))
            for change, changed in mutants(sentence):
                tried[change] += 1
                if isinstance(prover.prove(Claim(changed, (1,))), Proof):
                    passed.append((change, changed))
    assert sum(proved) >= 0.97 * len(proved) >= 30  # as they stand, they are
    assert sum(tried.values()) >= 200 and len(tried) >= 0.6 * len(CHANGES)
    assert passed == []


def test_each_change_fits_something() -> None:
    sentence = (
        "Tỉnh Bắc Giang có trên 12 xã, sau 5 năm giảm gần 3 tỷ đồng, đạt 65% năm nay; ngày 05-3-2019, "
        "khoản 2, từ tháng 5, từ 6/2020, quý I, năm 2021, 10-12 lần, ngày 5 tháng 3 năm 2019, được 7 thôn, "
        "chưa có 07-ĐA/TU; Bí thư cấp xã đã giám sát và tất cả cán bộ phải báo cáo Ban Tổ chức hoặc sẽ "
        "hoàn thành hằng năm, nếu từ 2 lần trở lên, 5 triệu đồng, theo điểm a khoản 1."
    )
    made = dict(mutants(sentence))
    assert made.keys() == CHANGES.keys()
    assert all(len(re.findall(r"\w+", text)) > 30 and text != sentence for text in made.values())
