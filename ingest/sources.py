"""From paths to raw text: which files there are, what they are called, what their bytes say."""

from __future__ import annotations

import codecs
import hashlib
import logging
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest import manifest, sandbox
from ingest.errors import (
    BinaryFile,
    EmptyFile,
    HoiDapError,
    ManifestError,
    NotVietnamese,
    ReadLimit,
    UnreadableFile,
)
from ingest.extracted import Extracted, with_page
from ingest.formats.kinds import is_mail, is_plain, may_hold_files
from ingest.language import is_vietnamese, vietnamese_share
from ingest.manifest import ManifestEntry

logger = logging.getLogger(__name__)

_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_CONTROL_SHARE = 0.01
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"
_BEGINNING = 8192  # bytes that tell what a file is
_MOST_SCANS = 300  # pages that are recognised of one file


@dataclass(frozen=True, slots=True)
class RawSource:
    """A file's text, decoded and otherwise untouched.

    Attributes:
        sha256: Hex digest of the file's bytes.
        pages: Offset into ``text`` at which each page begins; empty for formats without pages.
    """

    text: str
    sha256: str
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to ingest.

    Attributes:
        path: As found under the path given. A file inside an archive or attached to a message has the
            path that it would have if the archive were a folder.
        root: The folder given (of a file given by itself: its folder).
        document_id: Slug, unique among the files found together.
        manifest: Its entry in the nearest ``manifest.toml``, None when there is none.
        sha256: Hex digest of its bytes where finding it told them: of a file inside another.
        edited: What an administrator has corrected, see ``ingest.edits``, in order of name.
    """

    path: Path
    root: Path
    document_id: str
    manifest: ManifestEntry | None = None
    sha256: str | None = None
    edited: tuple[tuple[str, str], ...] = ()


def read_source(path: Path, ocr: bool = False) -> RawSource:
    """Read one file: plain UTF-8 (or UTF-16 with a byte order mark) here, all else in the sandbox.

    Args:
        path: See ``SourceFile.path``.
        ocr: Recognise the text of scanned pages.

    Raises:
        UnreadableFile: It is missing, a folder, or forbidden.
        UnsupportedFormat: It is of a kind that is not read; ``details``: ``suffix``.
        BinaryFile: The bytes are no text.
        EmptyFile: Nothing but white space.
        NotVietnamese: See ``is_vietnamese``; ``details``: ``share``.
        EncryptedFile, ScannedFile, DamagedFile, UnsafeFile, ReadLimit, ToolMissing: See there.
        All have ``path`` in their ``details``.
    """
    outer, inside = container(path)
    plain = None if inside else _plain(outer)
    source = plain or _from_sandbox(outer, inside, ocr)
    if not source.text.strip().strip(_INVISIBLE):
        raise EmptyFile(f"{path} is empty", path=str(path))
    if plain is None and not is_vietnamese(source.text):
        share = vietnamese_share(source.text)
        raise NotVietnamese(f"{path}: Vietnamese share {share:.2f}", path=str(path), share=share)
    return source


def container(path: Path) -> tuple[Path, str]:
    """Split a path (see ``SourceFile.path``) into a file on disk and the name inside it, "" for itself."""
    for outer in path.parents:
        if outer.is_file():
            return outer, path.relative_to(outer).as_posix()
        if outer.is_dir():
            break
    return path, ""


def find_files(paths: Iterable[Path]) -> list[SourceFile]:
    """List the files under the given files and folders, each once, in order of path within each root.

    Files whose name begins with a dot (or ``~$``, an editor's lock) and folders that begin with a dot
    are skipped, and so are manifests. An archive gives the files in it, a message itself and its
    attachments; one that cannot be opened is listed itself. A path that does not exist, or that a
    manifest names without its file being there, is listed too: ``read_source`` then says what is wrong
    with it, so that one lost file does not hide the others.

    Raises:
        ManifestError: A ``manifest.toml`` on the way is malformed, or two give the same id.
        UnreadableFile: A folder cannot be listed; ``details``: ``path``.
    """
    found: list[SourceFile] = []
    seen: set[Path] = set()
    for given in paths:
        root = given if given.is_dir() else given.parent
        candidates = (
            sorted(_walk(given), key=lambda pair: pair[0]) if given.is_dir() else [(given, _own_entry(given))]
        )
        for path, entry in candidates:
            if path.resolve() not in seen:
                seen.add(path.resolve())
                found += _opened(SourceFile(path, root, "", entry))
    ids = _document_ids(found)
    return [replace(file, document_id=ids[file.path]) for file in found]


def slug(name: str) -> str:
    """ASCII slug of a name: ``Nghị quyết số 12`` → ``nghi-quyet-so-12``; never empty."""
    plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    letters = plain.encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or "tai-lieu"


def _plain(path: Path) -> RawSource | None:
    """Text of a file that is plain text in Unicode; None when it needs a reader."""
    try:
        with path.open("rb") as file:
            beginning = file.read(_BEGINNING)
        if not is_plain(beginning, path.name):
            return None
        raw = path.read_bytes()
        if raw.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
            return None
        text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        return None
    except OSError as error:
        raise UnreadableFile(f"cannot read {path}: {error}", path=str(path)) from error
    if "\x00" in text or len(_CONTROL.findall(text)) > _CONTROL_SHARE * len(text):
        raise BinaryFile(f"{path} holds control bytes", path=str(path))
    readable = not text.strip() or is_vietnamese(text)  # else perhaps of an old encoding
    return RawSource(text, hashlib.sha256(raw).hexdigest()) if readable else None


def _from_sandbox(path: Path, inside: str, ocr: bool) -> RawSource:
    request = {"path": str(path.resolve()), "member": inside, "ocr": ocr}
    answer = sandbox.shared().ask({**request, "do": "read"})
    found = Extracted(answer["text"], tuple(answer["pages"]), tuple(answer["scans"]))
    scans = found.scans
    if len(scans) > _MOST_SCANS:
        raise ReadLimit(f"{path}: {len(scans)} scanned pages", path=str(path), reason="pages")
    if scans and not ocr:
        logger.warning("%s: %d pages are pictures and were not read", path, len(scans))
    for page in scans if ocr else ():
        recognised = sandbox.shared().ask({**request, "do": "recognise", "page": page})
        found = with_page(found, page, recognised["text"])
    return RawSource(found.text, answer["sha256"], found.pages)


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


def _opened(file: SourceFile) -> list[SourceFile]:
    """A file, or the files in it when it is an archive; a message is followed by its attachments."""
    try:
        with file.path.open("rb") as stream:
            beginning = stream.read(_BEGINNING)
        if not may_hold_files(beginning, file.path.name):
            return [file]
        answer = sandbox.shared().ask({"do": "list", "path": str(file.path.resolve())})
    except (OSError, HoiDapError) as error:
        logger.info("%s is not opened: %s", file.path, error)  # reading it says why
        return [file]
    inside = [
        SourceFile(file.path / member["name"], file.root, "", None, member["sha256"])
        for member in answer["members"]
    ]
    return inside if inside and not is_mail(beginning, file.path.name) else [file, *inside]


def _document_ids(found: Sequence[SourceFile]) -> dict[Path, str]:
    """Manifest id, else slug of the stem; all who share a slug get a hash, so that order never matters."""
    taken = Counter(file.manifest.id for file in found if file.manifest)
    for file in found:
        if file.manifest and taken[file.manifest.id] > 1:
            reason = f"id {file.manifest.id} is given to {taken[file.manifest.id]} files"
            raise ManifestError(f"{file.root}: {reason}", path=str(file.root), reason=reason)
    wanted = {file.path: file.manifest.id if file.manifest else slug(file.path.stem) for file in found}
    for stage in (_relative, _whole):
        counts = Counter(wanted.values())
        for file in found:
            name = wanted[file.path]
            if file.manifest is None and (counts[name] > 1 or taken[name]):
                digest = hashlib.sha256(stage(file.path, file.root).encode()).hexdigest()[:6]
                wanted[file.path] = f"{slug(file.path.stem)}-{digest}"
    return wanted


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _whole(path: Path, _root: Path) -> str:
    return path.as_posix()
