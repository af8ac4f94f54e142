"""From paths to raw text: which files there are, what they are called, what their bytes say."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest import manifest
from ingest.errors import (
    BinaryFile,
    EmptyFile,
    ManifestError,
    NotVietnamese,
    UnreadableFile,
    UnsupportedFormat,
)
from ingest.manifest import ManifestEntry

SUFFIXES = frozenset({".txt", ".md"})

# Letters that of all languages in wide use only Vietnamese writes: horned o and u, crossed d, and the
# block of vowels that carry a tone together with a second mark or a dot below. About half of the
# syllables of any Vietnamese page have one; English, French, Chinese or Romanian have none.
_VIETNAMESE_LETTER = re.compile("[đĐơƠưƯ\u1ea0-\u1ef9]")
_WORD = re.compile(r"[^\W\d_]+")
_VIETNAMESE_SHARE = 0.15  # of the words; bilingual pages stay above
_FEW, _ACCENTED_SHARE = 0.05, 0.4  # a few words of a menu may have few such letters, but many accents
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_CONTROL_SHARE = 0.01
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"


@dataclass(frozen=True, slots=True)
class RawSource:
    """A file's text, decoded and otherwise untouched, and the hex SHA-256 of its bytes."""

    text: str
    sha256: str


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to ingest.

    Attributes:
        path: As found under the path given.
        root: The folder given (of a file given by itself: its folder).
        document_id: Slug, unique among the files found together.
        manifest: Its entry in the nearest ``manifest.toml``, None when there is none.
    """

    path: Path
    root: Path
    document_id: str
    manifest: ManifestEntry | None = None


def read_source(path: Path) -> RawSource:
    """Decode one file: UTF-8, or UTF-16 with a byte order mark.

    Raises:
        UnsupportedFormat: The ending is not in ``SUFFIXES``; ``details``: ``path``, ``suffix``.
        UnreadableFile: It is missing, a folder, or forbidden; ``details``: ``path``.
        BinaryFile: The bytes are no text; ``details``: ``path``.
        EmptyFile: Nothing but white space; ``details``: ``path``.
        NotVietnamese: See ``is_vietnamese``; ``details``: ``path``, ``share``.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise UnsupportedFormat(f"{path}: {path.suffix!r} is not read", path=str(path), suffix=path.suffix)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"cannot read {path}: {error}", path=str(path)) from error
    text = _decode(raw, path)
    if not text.strip().strip(_INVISIBLE):
        raise EmptyFile(f"{path} is empty", path=str(path))
    if not is_vietnamese(text):
        share = vietnamese_share(text)
        raise NotVietnamese(f"{path}: Vietnamese share {share:.2f}", path=str(path), share=share)
    return RawSource(text, hashlib.sha256(raw).hexdigest())


def vietnamese_share(text: str) -> float:
    """Share of the words (runs of letters) that have a letter which only Vietnamese uses, 0 to 1.

    Figures and signs do not count, so a table does not make a report foreign.
    """
    words = _WORD.findall(unicodedata.normalize("NFC", text))
    return _share([bool(_VIETNAMESE_LETTER.search(word)) for word in words])


def is_vietnamese(text: str) -> bool:
    """Tell whether 15 % of the words have a letter of Vietnamese alone, or 5 % have and 40 % an accent."""
    share = vietnamese_share(text)
    words = _WORD.findall(unicodedata.normalize("NFC", text))
    accented = _share([len(unicodedata.normalize("NFD", word)) > len(word) or "đ" in word for word in words])
    return share >= _VIETNAMESE_SHARE or (share >= _FEW and accented >= _ACCENTED_SHARE)


def find_files(paths: Iterable[Path]) -> list[SourceFile]:
    """List the files under the given files and folders, each once, in order of path within each root.

    Files whose name begins with a dot (or ``~$``, an editor's lock) and folders that begin with a dot
    are skipped, and so are manifests. A path that does not exist, or that a manifest names without its
    file being there, is listed too: ``read_source`` then says what is wrong with it, so that one lost
    file does not hide the others.

    Raises:
        ManifestError: A ``manifest.toml`` on the way is malformed, or two give the same id.
        UnreadableFile: A folder cannot be listed; ``details``: ``path``.
    """
    found: list[tuple[Path, Path, ManifestEntry | None]] = []
    seen: set[Path] = set()
    for given in paths:
        root = given if given.is_dir() else given.parent
        candidates = (
            sorted(_walk(given), key=lambda pair: pair[0]) if given.is_dir() else [(given, _own_entry(given))]
        )
        for path, entry in candidates:
            if path.resolve() not in seen:
                seen.add(path.resolve())
                found.append((path, root, entry))
    ids = _document_ids(found)
    return [SourceFile(path, root, ids[path], entry) for path, root, entry in found]


def slug(name: str) -> str:
    """ASCII slug of a name: ``Nghị quyết số 12`` → ``nghi-quyet-so-12``; never empty."""
    plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    letters = plain.encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or "tai-lieu"


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0


def _decode(raw: bytes, path: Path) -> str:
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise BinaryFile(f"{path} is neither UTF-8 nor UTF-16: {error}", path=str(path)) from error
    if "\x00" in text or len(_CONTROL.findall(text)) > _CONTROL_SHARE * len(text):
        raise BinaryFile(f"{path} holds control bytes", path=str(path))
    return text


def _walk(folder: Path) -> Iterator[tuple[Path, ManifestEntry | None]]:
    def refuse(error: OSError) -> None:
        raise UnreadableFile(f"cannot list {error.filename}: {error}", path=str(error.filename)) from error

    for here, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        entries = manifest.read_manifest(Path(here))
        listed = {
            Path(here) / name for name in names if name != manifest.NAME and not name.startswith((".", "~$"))
        }
        for path in listed | set(entries):
            yield path, entries.get(path)


def _own_entry(path: Path) -> ManifestEntry | None:
    return manifest.read_manifest(path.parent).get(path)


def _document_ids(found: Sequence[tuple[Path, Path, ManifestEntry | None]]) -> dict[Path, str]:
    """Manifest id, else slug of the stem; all who share a slug get a hash, so that order never matters."""
    taken = Counter(entry.id for _, _, entry in found if entry)
    for _, root, entry in found:
        if entry and taken[entry.id] > 1:
            reason = f"id {entry.id} is given to {taken[entry.id]} files"
            raise ManifestError(f"{root}: {reason}", path=str(root), reason=reason)
    wanted = {path: entry.id if entry else slug(path.stem) for path, _, entry in found}
    for stage in (_relative, _whole):
        counts = Counter(wanted.values())
        for path, root, entry in found:
            if entry is None and (counts[wanted[path]] > 1 or taken[wanted[path]]):
                digest = hashlib.sha256(stage(path, root).encode()).hexdigest()[:6]
                wanted[path] = f"{slug(path.stem)}-{digest}"
    return wanted


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _whole(path: Path, _root: Path) -> str:
    return path.as_posix()
