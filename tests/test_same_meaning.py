"""A question in the synonyms of the texts."""

from __future__ import annotations

from assistant.lexicon import synonym_groups, synonyms
from assistant.same_meaning import in_the_synonyms_of


def test_a_word_that_no_text_has_becomes_the_one_that_a_text_has() -> None:
    texts = ["Huyện còn 3 xóm chưa có chi bộ.", "Toàn huyện có 40 xóm."]
    assert in_the_synonyms_of("Còn mấy xóm trắng chi bộ?", texts) == "Còn mấy xóm chưa có chi bộ?"


def test_a_word_that_a_text_has_stays() -> None:
    texts = ["Huyện còn 3 xóm chưa có chi bộ.", "Năm ngoái có 5 xóm trắng chi bộ."]
    assert in_the_synonyms_of("Còn mấy xóm trắng chi bộ?", texts) == "Còn mấy xóm trắng chi bộ?"


def test_a_word_stays_where_no_text_has_another() -> None:
    assert in_the_synonyms_of("Nút thắt là gì?", ["Kết quả năm 2020."]) == "Nút thắt là gì?"


def test_several_words_are_replaced_each_in_its_place() -> None:
    texts = ["Điểm nghẽn là cơ chế; cần giải pháp."]
    asked = "Nút thắt ở đâu, biện pháp nào?"
    assert in_the_synonyms_of(asked, texts) == "điểm nghẽn ở đâu, giải pháp nào?"


def test_part_of_another_word_is_no_synonym() -> None:
    # "thừa ra" stands in "dư thừa rau", which is not it; nor does a text's "dôi dưới" say "dôi dư".
    assert in_the_synonyms_of("Có thừa rau không?", ["Cán bộ dôi dư."]) == "Có thừa rau không?"


def test_a_word_of_one_syllable_means_too_much_to_be_replaced() -> None:
    assert ("bớt",) in synonyms()
    assert in_the_synonyms_of("Bớt mấy người?", ["Giảm 3 người."]) == "Bớt mấy người?"


def test_no_word_is_in_two_groups() -> None:
    words = [word for group in synonym_groups() for word in group]
    assert len(words) == len(set(words))
