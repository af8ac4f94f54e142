"""Texts to vectors, always offline: the built-in encoder, or any sentence-transformers model.

Torch takes seconds to import, so it is imported where such a model is loaded, not here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError

from ingest import e5small
from ingest.errors import EmbeddingUnavailable
from ingest.settings import Settings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Floats = NDArray[np.float32]
BUILTIN = "builtin"
BATCH = 8  # passages that go through the model together; 16 are no faster, 32 slower
PASSAGE_PROMPTS = ("document", "passage", "corpus")  # names in use for one thing
E5_PROMPTS = ("query: ", "passage: ")
E5_NAME = re.compile(r"(?<![a-z0-9])e5(?![a-z0-9])(?!.*instruct)", re.IGNORECASE)
# What the libraries raise on a folder that is absent, incomplete or malformed.
LOAD_ERRORS: tuple[type[Exception], ...] = (
    ImportError,
    OSError,
    ValueError,
    KeyError,
    RuntimeError,
    TypeError,
    AttributeError,
    SafetensorError,
)


class Encoder(Protocol):
    """Turns questions and passages into vectors whose dot product is their cosine.

    Attributes:
        name: Tells models apart; an index is of use only with the encoder it was built with.
        dimension: Length of a vector.
    """

    name: str
    dimension: int

    def encode_query(self, text: str) -> Floats:
        """Encode a question: (dimension,) float32, unit length."""
        ...

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Floats:
        """Encode passages: (n, dimension) float32, unit length, in the order of ``texts``.

        ``progress`` is called with the number of passages done so far, up to n.
        """
        ...


class SentenceEncoder:
    """An ``Encoder`` around a loaded sentence-transformers model. Safe to call from several threads.

    What is longer than the model reads (``model.max_seq_length`` tokens, 512 for the built-in one) is
    cut by it: only the beginning of such a text counts.

    Args:
        model: Loaded on the CPU.
        name: Becomes ``name``.
        prompts: Put before a question and before a passage.
        threads: CPU threads for passages.
    """

    def __init__(self, model: SentenceTransformer, name: str, prompts: tuple[str, str], threads: int) -> None:
        self.name = name
        self._model = model
        self._query_prompt, self._passage_prompt = prompts
        self._threads = threads
        self.dimension = len(self.encode_query(""))

    def encode_query(self, text: str) -> Floats:
        """Encode a question: (dimension,) float32, unit length.

        On one thread: a second saves 5 of 25 ms, and costs up to a second when the cores are busy.

        Raises:
            EmbeddingUnavailable: The model gave something that is not a direction.
        """
        row: Floats = self._encode(self._model.encode_query, [text], self._query_prompt, 1)[0]
        return row

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Floats:
        """Encode passages: (n, dimension) float32, unit length, in the order of ``texts``.

        Args:
            texts: May be empty.
            progress: Called after each batch with the number of passages done so far.

        Raises:
            EmbeddingUnavailable: The model gave something that is not a direction.
        """
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        # Longest first: a batch is padded to its longest text, and memory runs out at once or never.
        order = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
        encode = self._model.encode_document
        for start in range(0, len(order), BATCH):
            places = order[start : start + BATCH]
            batch = [texts[place] for place in places]
            rows[places] = self._encode(encode, batch, self._passage_prompt, self._threads)
            if progress is not None:
                progress(start + len(places))
        return rows

    def _encode(self, encode: Callable[..., Any], texts: list[str], prompt: str, threads: int) -> Floats:
        import torch

        torch.set_num_threads(threads)  # counts for the calling thread, so it is set at each call
        batch = [whole(text) for text in texts]
        rows = encode(batch, prompt=prompt, batch_size=len(batch), show_progress_bar=False)
        return unit_rows(np.asarray(rows, dtype=np.float32), self.name)


def whole(text: str) -> str:
    """Replace half characters, which JSON can hold and a tokenizer cannot."""
    return text.encode("utf-8", "replace").decode()


def unit_rows(rows: Floats, name: str) -> Floats:
    """Scale each row of (n, dimension) to length 1.

    Raises:
        EmbeddingUnavailable: A row has no direction; ``name`` is the encoder that gave it.
    """
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    if not (np.isfinite(lengths) & (lengths > 0)).all():
        raise EmbeddingUnavailable(
            f"{name} gave a vector of length 0 or not a number", name=name, reason="bad vector"
        )
    return np.asarray(rows / lengths, dtype=np.float32)


def load_encoder(settings: Settings) -> Encoder:
    """Load the encoder that ``settings.embedding`` names, from this machine only.

    ``builtin`` is unpacked into ``settings.cache`` the first time (a few seconds).

    Raises:
        EmbeddingUnavailable: No such folder, no such model in the local cache, or it is damaged;
            ``details``: ``name``, ``reason``.
    """
    if settings.embedding == BUILTIN:
        from ingest.onnxencoder import OnnxEncoder

        folder = e5small.network_folder(settings.cache.expanduser())
        return OnnxEncoder(folder, f"{BUILTIN}:{folder.name}", settings.threads)
    os.environ["HF_HUB_OFFLINE"] = "1"  # a look-up that cannot succeed waits for more than a minute
    # Threads that wait must not spin: on two busy cores a step of 25 ms took a second. Read when torch loads.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    model = _load(settings.embedding, settings.embedding)
    prompts = prompts_of(model.prompts, settings.embedding)
    return SentenceEncoder(model, settings.embedding, prompts, settings.threads)


def prompts_of(saved: Mapping[str, str | None], name: str) -> tuple[str, str]:
    """Choose what goes before a question and before a passage.

    sentence-transformers itself takes an empty "document" before a filled "passage", and nothing at
    all for an e5 folder without its own file of prompts, silently at the cost of good answers.

    Args:
        saved: Prompts that came with the model.
        name: Name or folder of the model.
    """
    query = saved.get("query") or ""
    passage = next((saved[key] for key in PASSAGE_PROMPTS if saved.get(key)), None) or ""
    if not query and not passage and E5_NAME.search(name):
        return E5_PROMPTS
    return query, passage


def _load(name: str, place: str) -> SentenceTransformer:
    if not name.strip():
        raise EmbeddingUnavailable("HOIDAP_EMBEDDING is empty", name=name, reason="no name given")
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()
        return SentenceTransformer(place, device="cpu", local_files_only=True)
    except LOAD_ERRORS as error:
        raise EmbeddingUnavailable(f"cannot load {place}: {error}", name=name, reason=str(error)) from error
