"""What holds for every encoder. Subclass ``EncoderContract`` and give it an ``encoder`` fixture."""

from __future__ import annotations

import numpy as np

from ingest.embed import Encoder

TEXTS = (
    "Huyện đã sáp nhập mười hai trường tiểu học.",
    "Cầu mới bắc qua sông được thông xe trong tháng này.",
    "Lương",
    "Thư viện mở cửa từ thứ hai đến thứ sáu, nghỉ các ngày lễ, phục vụ bạn đọc không thu phí. " * 4,
    "",
)


class EncoderContract:
    def test_query_has_the_stated_shape_and_unit_length(self, encoder: Encoder) -> None:
        for text in TEXTS:
            vector = encoder.encode_query(text)
            assert vector.shape == (encoder.dimension,)
            assert vector.dtype == np.float32
            assert abs(float(np.linalg.norm(vector)) - 1) < 1e-5

    def test_passages_have_the_stated_shape_and_unit_length(self, encoder: Encoder) -> None:
        rows = encoder.encode_passages(TEXTS)
        assert rows.shape == (len(TEXTS), encoder.dimension)
        assert rows.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)

    def test_no_passages_give_no_rows(self, encoder: Encoder) -> None:
        rows = encoder.encode_passages([])
        assert rows.shape == (0, encoder.dimension)
        assert rows.dtype == np.float32

    def test_rows_keep_the_order_of_the_texts(self, encoder: Encoder) -> None:
        forward, backward = encoder.encode_passages(TEXTS), encoder.encode_passages(TEXTS[::-1])
        np.testing.assert_allclose(forward, backward[::-1], atol=1e-5)

    def test_a_batch_gives_what_single_calls_give(self, encoder: Encoder) -> None:
        single = np.vstack([encoder.encode_passages([text]) for text in TEXTS])
        np.testing.assert_allclose(encoder.encode_passages(TEXTS), single, atol=1e-5)

    def test_the_same_text_gives_the_same_vector(self, encoder: Encoder) -> None:
        first, again = encoder.encode_passages([TEXTS[0], TEXTS[0]])
        assert float(first @ again) > 1 - 1e-6
        np.testing.assert_array_equal(encoder.encode_query(TEXTS[0]), encoder.encode_query(TEXTS[0]))

    def test_different_texts_give_different_vectors(self, encoder: Encoder) -> None:
        rows = encoder.encode_passages(TEXTS)
        cosines = rows @ rows.T - np.eye(len(TEXTS))
        assert float(cosines.max()) < 0.99

    def test_a_question_is_nearest_to_the_passage_that_speaks_of_it(self, encoder: Encoder) -> None:
        rows = encoder.encode_passages(TEXTS)
        question = encoder.encode_query("Có bao nhiêu trường tiểu học đã sáp nhập?")
        assert int(np.argmax(rows @ question)) == 0

    def test_half_a_character_is_no_reason_to_fail(self, encoder: Encoder) -> None:
        assert np.isfinite(encoder.encode_query("nửa chữ \ud83d")).all()

    def test_progress_ends_at_the_number_of_texts(self, encoder: Encoder) -> None:
        seen: list[int] = []
        encoder.encode_passages(TEXTS * 9, seen.append)
        assert seen == sorted(set(seen))
        assert seen[-1] == 45

    def test_no_passages_make_no_progress(self, encoder: Encoder) -> None:
        seen: list[int] = []
        encoder.encode_passages([], seen.append)
        assert seen == []

    def test_the_name_is_not_empty(self, encoder: Encoder) -> None:
        assert encoder.name.strip()
