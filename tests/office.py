"""A made-up office: small Vietnamese files, its settings, and what its index holds."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ingest.generation import generations
from ingest.index import current_version
from ingest.settings import Settings
from ingest.sync import sync
from tests.fakes import HashEncoder

_TOPICS = (
    "tinh gọn bộ máy",
    "kết nạp đảng viên",
    "sắp xếp thôn, bản",
    "cải cách hành chính",
    "chuyển đổi số",
)
_PLACES = ("Hoa Mai", "Sông Trăng", "Đồi Thông", "Bến Đá", "Ruộng Xanh", "Suối Ngàn", "Núi Tượng")


def text_of(number: int, note: str = "") -> str:
    """Text of one file: about three chunks, no two files alike; ``note`` stands in its last sentence."""
    place, topic = _PLACES[number % len(_PLACES)], _TOPICS[number % len(_TOPICS)]
    paragraphs = [
        f"Đảng bộ xã {place} thực hiện nhiệm vụ {topic}, đợt {number}, lần {part}. "
        f"Sau {part + 2} năm, xã {place} đã giảm được {number * 7 + part} đơn vị sự nghiệp công lập, "
        f"đạt tỷ lệ {number + part},5% so với kế hoạch của Đảng ủy. "
        f"Cán bộ, công chức và người dân xã {place} đồng thuận với chủ trương {topic}. " * 2
        for part in range(1, 4)
    ]
    return "\n\n".join(
        [f"Xã {place} với việc {topic} đợt {number}", *paragraphs, f"Ghi chú: {note or 'không có'}.\n"]
    )


def write_office(folder: Path, count: int, note: str = "") -> list[Path]:
    """Write ``count`` files, ``bai-00.txt`` and so on."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"bai-{number:02}.txt" for number in range(count)]
    for number, file in enumerate(files):
        file.write_text(text_of(number, note), encoding="utf-8")
    return files


def settings_for(index: Path, **values: object) -> Settings:
    """Settings of a test; nothing comes from the environment or a file."""
    return Settings(_env_file=None, index=index, **values)  # type: ignore[arg-type, call-arg]


def published(index: Path) -> Path:
    """Folder of the generation that counts."""
    version = current_version(index)
    assert version is not None
    return generations(index) / version


def bytes_of(folder: Path) -> dict[str, tuple[str, int]]:
    """SHA-256 and time of change of every file under a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime_ns,
        )
        for path in files
    }


def content_of(index: Path) -> dict[str, str]:
    """SHA-256 of the files whose bytes follow from the documents alone: all but Chroma's and the manifest."""
    held = {name: sha256 for name, (sha256, _) in bytes_of(published(index)).items()}
    return {name: sha256 for name, sha256 in held.items() if not name.startswith(("chroma", "manifest"))}


class Synced:
    """A corpus folder and the index that is kept in step with it."""

    def __init__(self, folder: Path) -> None:
        self.corpus, self.index = folder / "corpus", folder / "index"

    def equals_a_clean_build(self, scratch: Path) -> bool:
        sync([self.corpus], settings_for(scratch), HashEncoder())
        return content_of(self.index) == content_of(scratch)
