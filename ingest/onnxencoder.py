"""The built-in encoder through onnxruntime: a question takes milliseconds, and torch is not imported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ingest.e5small import NETWORK, PIECES
from ingest.embed import E5_PROMPTS, Floats, unit_rows, whole
from ingest.errors import EmbeddingUnavailable
from ingest.vietnamese import nfc

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from sentencepiece import SentencePieceProcessor

RUN = 32  # passages between two reports of progress


class OnnxEncoder:
    """An ``ingest.embed.Encoder`` around one ONNX file. Safe to call from several threads.

    Texts go through the network one by one, never padded: what a text's vector is depends on no other
    text, and threads that work on whole texts need not wait for each other. What is longer than the
    network reads (512 tokens) is cut.

    Args:
        folder: As ``ingest.e5small.network_folder`` returns it.
        name: Becomes ``name``.
        threads: CPU threads for passages; a question takes one.

    Raises:
        EmbeddingUnavailable: The installed onnxruntime cannot run the network.
    """

    def __init__(self, folder: Path, name: str, threads: int) -> None:
        self.name = name
        self._query_prompt, self._passage_prompt = E5_PROMPTS
        self._threads = threads
        self._session = _session(folder / NETWORK, name)
        self._pieces = _pieces(folder / PIECES)
        self._input = self._session.get_inputs()[0].name
        self._most = int(self._session.get_modelmeta().custom_metadata_map["most_tokens"])
        self.dimension = len(self.encode_query(""))

    def encode_query(self, text: str) -> Floats:
        """Encode a question: (dimension,) float32, unit length.

        Raises:
            EmbeddingUnavailable: The network gave something that is not a direction.
        """
        row: Floats = self._encode(self._query_prompt + text)
        return row

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Floats:
        """Encode passages: (n, dimension) float32, unit length, in the order of ``texts``.

        Args:
            texts: May be empty.
            progress: Called now and then with the number of passages done so far.

        Raises:
            EmbeddingUnavailable: The network gave something that is not a direction.
        """
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        # Longest first: threads end a run together, and memory runs out at once or never.
        order = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
        with ThreadPoolExecutor(self._threads) as pool:
            for start in range(0, len(order), RUN):
                places = order[start : start + RUN]
                found = pool.map(self._encode, [self._passage_prompt + texts[place] for place in places])
                rows[places] = list(found)
                if progress is not None:
                    progress(start + len(places))
        return rows

    def _encode(self, text: str) -> Floats:
        # sentencepiece composes a letter and its accents only where no other accent is composed already.
        inner = self._pieces.encode(nfc(whole(text)))[: self._most - 2]
        ids = np.array([[self._pieces.bos_id(), *inner, self._pieces.eos_id()]], dtype=np.int64)
        row: Floats = unit_rows(self._session.run(None, {self._input: ids})[0], self.name)[0]
        return row


def _session(path: Path, name: str) -> InferenceSession:
    import onnxruntime
    from onnxruntime.capi import onnxruntime_pybind11_state as faults

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # Both would keep memory for every length of text that ever came.
    options.enable_mem_pattern = options.enable_cpu_mem_arena = False
    try:
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except (
        faults.Fail,
        faults.InvalidGraph,
        faults.InvalidProtobuf,
        faults.NotImplemented,
        faults.RuntimeException,
    ) as error:
        raise EmbeddingUnavailable(
            f"onnxruntime {onnxruntime.__version__} cannot run {path}: {error}", name=name, reason=str(error)
        ) from error


def _pieces(path: Path) -> SentencePieceProcessor:
    from sentencepiece import SentencePieceProcessor

    return SentencePieceProcessor(model_file=str(path))
