"""What an index depends on. Two indexes with equal fingerprints and documents are the same index."""

from __future__ import annotations

from importlib.metadata import version

from ingest.settings import Settings
from ingest.split import SPLITTER_VERSION
from ingest.vietnamese import TOKENISER_VERSION

FORMAT_VERSION = "1"  # raise when the files of a generation change their meaning
CLEANER_VERSION = "7"  # raise when cleaning gives another text or other fields for the same file

# Whose files are stored, or whose words are counted: another release may not read or match them.
_LIBRARIES = ("chromadb", "bm25s", "underthesea")

FORMAT = "format"
CLEANER = "cleaner"
ENCODER = "encoder"
DIMENSION = "dimension"
TOKENISER = "tokeniser"
_WORDS = "underthesea"


def fingerprint(settings: Settings, encoder_name: str, dimension: int) -> dict[str, str]:
    """Return everything besides the documents that decides what an index holds."""
    return {**_of_program(settings, encoder_name), DIMENSION: str(dimension)}


def difference(stored: dict[str, str], settings: Settings, encoder_name: str) -> tuple[str, ...]:
    """Name what has changed since an index was built; empty when it still fits.

    The dimension goes unasked: an encoder's name decides it.
    """
    wanted = _of_program(settings, encoder_name)
    have = {name: value for name, value in stored.items() if name != DIMENSION}
    return tuple(sorted(name for name in wanted.keys() | have.keys() if wanted.get(name) != have.get(name)))


def same_words(one: dict[str, str], other: dict[str, str]) -> bool:
    """Tell whether two indexes cut text into the same tokens."""
    return all(one.get(name) == other.get(name) for name in (TOKENISER, _WORDS))


def same_vectors(one: dict[str, str], other: dict[str, str]) -> bool:
    """Tell whether two indexes hold the same vector for the same text."""
    return all(one.get(name) == other.get(name) for name in (ENCODER, DIMENSION))


def _of_program(settings: Settings, encoder_name: str) -> dict[str, str]:
    libraries = {name: ".".join(version(name).split(".")[:2]) for name in _LIBRARIES}
    return {
        FORMAT: FORMAT_VERSION,
        CLEANER: CLEANER_VERSION,
        "splitter": SPLITTER_VERSION,
        TOKENISER: TOKENISER_VERSION,
        ENCODER: encoder_name,
        "vectors": settings.chroma_url or "embedded",
        **libraries,
    }
