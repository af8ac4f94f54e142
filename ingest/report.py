"""What a sync did: one line per file or document, in groups."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.errors import HoiDapError


@dataclass(frozen=True, slots=True)
class SyncEntry:
    """What became of one document.

    Attributes:
        path: Its file as given; of a removed document where it was.
        document_id: Its id; of a failed file the id that it would have or has had.
        reason: Of a failed file the code of its error; of a renamed one its old path; of a duplicate the id
            of the document that stands for it; of a quarantined one its stamp; else "".
        error: The error of a failed file.
    """

    path: str
    document_id: str
    reason: str = ""
    error: HoiDapError | None = field(default=None, compare=False)


Group = tuple[SyncEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """What a sync did, each group in order of path.

    Attributes:
        renamed: The same bytes under another path; nothing was embedded.
        duplicates: Files that say what an indexed document says, which stands for them; they are not
            searched. Told at every sync.
        quarantined: Files stamped secret, which are not searched until they are allowed. Told at every sync.
        failed: Files that could not be read; those that were indexed before still are, as they were.
        version: The generation that counts now; "" when every file failed and there was none before.
    """

    added: Group = ()
    changed: Group = ()
    renamed: Group = ()
    removed: Group = ()
    unchanged: Group = ()
    duplicates: Group = ()
    quarantined: Group = ()
    failed: Group = ()
    version: str = ""


GROUPS = ("added", "changed", "renamed", "removed", "unchanged", "duplicates", "quarantined", "failed")
