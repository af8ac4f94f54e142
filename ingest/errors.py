"""Errors of the whole product. Libraries raise them; ``assistant.messages`` words them for people.

Each error has a ``code`` (stable, for programs) and ``details`` (what a message needs). ``str(error)``
is English and for logs only.
"""

from __future__ import annotations


class HoiDapError(Exception):
    """Base of every expected failure.

    Args:
        message: English sentence for logs.
        details: Values that the user's message names, for example ``path`` or ``command``.
    """

    code = "internal"

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.details = details


class EmptyFile(HoiDapError):
    """The file has no text at all."""

    code = "empty_file"


class BinaryFile(HoiDapError):
    """The bytes are not text (or not in a format that is read)."""

    code = "binary_file"


class UnreadableFile(HoiDapError):
    """The operating system refused to give the file, or it is not there."""

    code = "unreadable_file"


class NotVietnamese(HoiDapError):
    """The text is text, but not Vietnamese."""

    code = "not_vietnamese"


class UnsupportedFormat(HoiDapError):
    """The file's ending is none that is read."""

    code = "unsupported_format"


class EncryptedFile(HoiDapError):
    """The file, or a file inside it, needs a password; ``details``: ``path``."""

    code = "encrypted_file"


class ScannedFile(HoiDapError):
    """Every page is a picture, and recognition is off; ``details``: ``path``, ``pages``."""

    code = "scanned_file"


class DamagedFile(HoiDapError):
    """The file is broken: the reader of its format cannot make sense of it; ``details``: ``path``."""

    code = "damaged_file"


class UnsafeFile(HoiDapError):
    """The file could do harm and was not opened.

    ``details``: ``path``, ``reason``: "macros", "bomb", "entities" or "traversal".
    """

    code = "unsafe_file"


class ReadLimit(HoiDapError):
    """Reading the file took too much, and was stopped.

    ``details``: ``path``, ``reason``: "time", "memory", "crash", "size", "pages" or "entries".
    """

    code = "read_limit"


class ToolMissing(HoiDapError):
    """A program that reads this format is not installed; ``details``: ``path``, ``name`` (Debian package)."""

    code = "tool_missing"


class ManifestError(HoiDapError):
    """``manifest.toml`` of a folder is malformed, or disagrees with the files beside it."""

    code = "manifest"


class EmbeddingUnavailable(HoiDapError):
    """The encoder named by HOIDAP_EMBEDDING cannot be loaded."""

    code = "embedding_unavailable"


class IndexMissing(HoiDapError):
    """There is no index yet in the given folder."""

    code = "index_missing"


class IndexMismatch(HoiDapError):
    """The index was built with other settings, or is damaged; ``details["command"]`` mends it."""

    code = "index_mismatch"


class IndexBusy(HoiDapError):
    """Another process owns the index for writing."""

    code = "index_busy"


class BackupDamaged(HoiDapError):
    """The file is no backup, or not as it was written; nothing of it was used. ``details``: ``path``."""

    code = "backup_damaged"


class ServiceLost(HoiDapError):
    """The running server went away while it was writing the index on behalf of a command."""

    code = "service_lost"


class StorageFull(HoiDapError):
    """The disk has no room for the new index; the old one still stands."""

    code = "storage_full"


class QuestionEmpty(HoiDapError):
    """Nothing was asked."""

    code = "question_empty"


class QuestionTooLong(HoiDapError):
    """The question is over the limit; ``details``: ``length``, ``limit``."""

    code = "question_too_long"


class DocumentUnknown(HoiDapError):
    """No document has this id; ``details``: ``id``."""

    code = "document_unknown"


class PortInUse(HoiDapError):
    """Another program listens there; ``details``: ``host``, ``port``."""

    code = "port_in_use"


class BadInput(HoiDapError):
    """A file given to a command is malformed; ``details``: ``path``, ``line``, ``reason``."""

    code = "bad_input"


class ModelFailed(HoiDapError):
    """The language model gave no usable reply; ``details["fault"]``: see ``messages.model_notice``."""

    code = "model_failed"


class BadSettings(HoiDapError):
    """A setting is unknown or has a bad value; ``details``: ``name``, ``reason``."""

    code = "bad_settings"


class ReaderUnavailable(HoiDapError):
    """The trained reader cannot be loaded; answers are then chosen without it. ``details``: ``reason``."""

    code = "reader_unavailable"


class Busy(HoiDapError):
    """Too many questions are waiting for their turn; ``details``: ``retry_after`` (seconds)."""

    code = "busy"


class TooManyRequests(HoiDapError):
    """One caller is over its quota; ``details``: ``retry_after`` (seconds)."""

    code = "too_many_requests"


class AnswerUnknown(HoiDapError):
    """No answer given lately has this id."""

    code = "answer_unknown"


class ModelUnknown(HoiDapError):
    """No model of this name answers here; ``details``: ``name``, ``known``."""

    code = "model_unknown"


class TicketRefused(HoiDapError):
    """A widget's ticket is forged, late, used before, or was issued for another site or page."""

    code = "ticket_refused"


class SessionRefused(HoiDapError):
    """A widget's session is forged or over; a new ticket opens another one."""

    code = "session_refused"


class SignInNeeded(HoiDapError):
    """Only the office's own people may do this, and nobody has signed in."""

    code = "sign_in_needed"


class AdminNeeded(HoiDapError):
    """Only the administrator may do this."""

    code = "admin_needed"


class WrongPassword(HoiDapError):
    """No user has this name and password, or the administrator has another password."""

    code = "wrong_password"


class ForeignRequest(HoiDapError):
    """Something would be changed, and nothing shows that a page of ours asked for it."""

    code = "foreign_origin"


class UsersDamaged(HoiDapError):
    """The users file cannot be used; ``details``: ``path``, ``reason``."""

    code = "users_damaged"


class UserRefused(HoiDapError):
    """A user cannot be added or removed like that; ``details``: ``name``, ``reason``."""

    code = "user_refused"


class BadFileName(HoiDapError):
    """A file may not be called that; ``details``: ``name``, ``reason`` (a Vietnamese clause)."""

    code = "bad_file_name"


class FileTaken(HoiDapError):
    """Another file has this name; ``details``: ``name``."""

    code = "file_taken"


class FileTooLarge(HoiDapError):
    """An uploaded file is over the limit; ``details``: ``name``, ``limit`` (MB)."""

    code = "file_too_large"


class WrongType(HoiDapError):
    """A file's ending does not belong to what it is; ``details``: ``name``, ``found`` (such as "pdf")."""

    code = "wrong_type"


class UploadCut(HoiDapError):
    """An upload broke off, or came too slowly; nothing of it was kept. ``details``: ``name``."""

    code = "upload_cut"


class FolderClosed(HoiDapError):
    """The folder of documents cannot be written; ``details``: ``path``."""

    code = "folder_closed"


class OutsideFolder(HoiDapError):
    """A document's file is not among those that are administered; ``details``: ``name``."""

    code = "outside_folder"


class LastDocument(HoiDapError):
    """The only document that is left cannot be removed."""

    code = "last_document"


class ChangedMeanwhile(HoiDapError):
    """Somebody else has changed it since it was shown; ``details``: ``name``."""

    code = "changed_meanwhile"


class ThrownUnknown(HoiDapError):
    """The trash holds nothing of this id; ``details``: ``id``."""

    code = "thrown_unknown"
