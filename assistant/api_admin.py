"""``/api/admin``: what the administration page does, for programs too; only where one administers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, BinaryIO
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import ClientDisconnect

from assistant.admin import Administration, Order, reason_of
from assistant.jobs import Job
from assistant.messages import message_for
from assistant.security import UPLOADS
from assistant.uploads import MB, Incoming
from assistant.who import Who, needs_admin
from ingest.catalogue import FileRow, FileState
from ingest.edits import EDITABLE
from ingest.errors import FileTooLarge, HoiDapError, UploadCut

QUIET_SECONDS = 30.0  # of an upload during which nothing comes
_BLOCK = MB  # bytes that are written, or read, at once
_NAMELESS = "quản trị viên"
_Key = Annotated[str, Field(max_length=64)]


class EditBody(BaseModel):
    """Body of ``PATCH /api/admin/documents/{key}``."""

    model_config = ConfigDict(extra="forbid")
    title: str | None = Field(None, description="Tiêu đề.")
    kind: str | None = Field(None, description="Loại văn bản.")
    publisher: str | None = Field(None, description="Nơi ban hành; chuỗi rỗng: bỏ trống.")
    issued: str | None = Field(None, description="Ngày `YYYY-MM-DD`; chuỗi rỗng: bỏ trống.")
    seen: dict[str, str] = Field(
        default_factory=dict, description="Giá trị đã thấy trước khi sửa; khác với hiện tại thì không sửa."
    )


class NamesBody(BaseModel):
    """Body of ``POST /api/admin/names``."""

    model_config = ConfigDict(extra="forbid")
    names: list[str] = Field(max_length=500, description="Tên các tệp sắp tải lên.")
    folder: str = Field("", description="Thư mục con; chuỗi rỗng: thư mục gốc.")


def admin_routes(administration: Administration) -> APIRouter:
    """Return the routes that administer; a layer and ``needs_admin`` stand in front of each."""
    router = APIRouter(prefix="/api/admin", tags=["Quản trị"], dependencies=[Depends(needs_admin)])
    _add_table(router, administration)
    _add_uploads(router, administration)
    _add_acts(router, administration)
    _add_trash(router, administration)
    return router


def who_acts(request: Request, who: Annotated[Who, Depends(needs_admin)]) -> str:
    """Return who administers, as the audit log shows it: a name and an address."""
    host = request.client.host if request.client else ""
    return " · ".join(part for part in (who.name or _NAMELESS, host) if part)


_Actor = Annotated[str, Depends(who_acts)]


def _add_table(router: APIRouter, administration: Administration) -> None:
    @router.get("/documents", summary="Các tệp và tình trạng")
    def documents(
        q: Annotated[str, Query(max_length=200)] = "",
        state: FileState | None = None,
        kind: Annotated[str, Query(max_length=200)] = "",
        order: Order = "name",
        offset: Annotated[int, Query(ge=0)] = 0,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> dict[str, Any]:
        """`state`: `ready`, `words` (tìm theo từ ngữ), `waiting`, `failed`, `quarantined`, `duplicate`."""
        found = administration.listing(q, state or "", kind, order, offset, limit)
        return {
            "documents": [_row(row, found.jobs.get(row.key)) for row in found.rows],
            "total": found.total,
            "states": found.states,
            "kinds": found.kinds,
            "folders": administration.uploads.folders(),
            "upload_limit": administration.uploads.limit,
            "index_version": found.version,
        }

    @router.get("/jobs", summary="Các việc đang làm và vừa làm")
    def jobs() -> dict[str, Any]:
        """Việc mới nhất đứng trước; `results` cho biết từng tệp ra sao."""
        return {"jobs": [_job(job) for job in reversed(administration.jobs.all())]}

    @router.get("/audit", summary="Nhật ký quản trị")
    def audit(
        limit: Annotated[int, Query(ge=1, le=500)] = 50, before: Annotated[int | None, Query(ge=0)] = None
    ) -> dict[str, Any]:
        """Ai đã làm gì, lúc nào, với tệp nào; `older` là giá trị `before` của trang sau."""
        entries, older = administration.audit.last(limit, before)
        return {"entries": entries, "older": older or None}

    @router.get("/documents/{key}/original", summary="Tải tệp gốc", response_class=StreamingResponse)
    def original(key: str, actor: _Actor) -> StreamingResponse:
        """Tệp như khi tải lên; tệp nằm trong tệp nén hoặc thư thì tải cả tệp nén hoặc thư."""
        file, name, size = administration.original(key, actor)
        headers = {
            "content-disposition": _disposition(name),
            "content-length": str(size),
            "cache-control": "no-store",
        }
        return StreamingResponse(_blocks(file), media_type="application/octet-stream", headers=headers)


def _add_uploads(router: APIRouter, administration: Administration) -> None:
    @router.post("/names", summary="Kiểm tra tên tệp trước khi tải lên")
    def names(body: NamesBody) -> dict[str, Any]:
        """`problem`: vì sao không nhận tên này; `taken`: đã có tệp cùng tên."""
        told = administration.check_names(body.names, body.folder)
        return {
            "names": [
                {"name": name, "problem": message_for(error) if error else None, "taken": taken}
                for name, error, taken in told
            ]
        }

    @router.put(UPLOADS.removeprefix("/api/admin"), summary="Tải một tệp lên", status_code=201)
    async def upload(
        request: Request,
        actor: _Actor,
        name: Annotated[str, Query(max_length=500)],
        folder: Annotated[str, Query(max_length=1000)] = "",
        replace: bool = False,
    ) -> dict[str, Any]:
        """Nội dung tệp là thân của yêu cầu. Có `replace=true` thì tệp cũ cùng tên vào thùng rác."""
        length = request.headers.get("content-length", "")
        size = int(length) if length.isdecimal() and len(length) < 16 else None
        limit = administration.uploads.limit
        if size is not None and size > limit * MB:  # not a byte of it is read
            raise FileTooLarge(f"{size} bytes", name=name[:200], limit=limit)
        body = _Body(request)
        try:
            place = await asyncio.to_thread(administration.uploads.place, name, folder)
            with administration.incoming(size) as incoming:
                await _receive(body, incoming, place.name, size)
                job = await asyncio.to_thread(administration.add, incoming, place, replace, actor)
        except HoiDapError:
            await body.drain(limit * MB)
            raise
        return {"job": _job(job)}


def _add_acts(router: APIRouter, administration: Administration) -> None:
    @router.post("/sync", summary="Đọc lại cả thư mục tài liệu", status_code=202)
    def sync(actor: _Actor) -> dict[str, Any]:
        """Chỉ tệp mới, tệp đã đổi và tệp lỗi được đọc."""
        return {"job": _job(administration.sync(actor))}

    @router.post("/documents/{key}/reread", summary="Đọc lại một tệp", status_code=202)
    def reread(key: str, actor: _Actor) -> dict[str, Any]:
        """Cả khi tệp không đổi."""
        return {"job": _job(administration.reread(key, actor))}

    @router.post("/documents/{key}/allow", summary="Cho tìm một tệp đang cách ly", status_code=202)
    def allow(key: str, actor: _Actor) -> dict[str, Any]:
        """Chỉ cho đúng nội dung này; tệp đổi thì phải cho phép lại."""
        return {"job": _job(administration.allow(key, True, actor))}

    @router.post("/documents/{key}/forbid", summary="Cách ly lại", status_code=202)
    def forbid(key: str, actor: _Actor) -> dict[str, Any]:
        """Rút lại việc cho phép."""
        return {"job": _job(administration.allow(key, False, actor))}

    @router.patch("/documents/{key}", summary="Sửa thông tin tài liệu", status_code=202)
    def edit(key: str, body: EditBody, actor: _Actor) -> dict[str, Any]:
        """Trường không gửi thì giữ nguyên. Phần đã sửa còn mãi khi tệp được đọc lại, sao lưu, khôi phục."""
        given = {name: value for name in EDITABLE if (value := getattr(body, name)) is not None}
        seen = {name: value for name, value in body.seen.items() if name in EDITABLE}
        if not given:
            return {"job": None}
        return {"job": _job(administration.edit(key, given, seen, actor))}

    @router.delete("/documents/{key}/edits", summary="Bỏ mọi chỗ đã sửa", status_code=202)
    def reset(key: str, actor: _Actor) -> dict[str, Any]:
        """Tài liệu trở lại như chính tệp ghi."""
        return {"job": _job(administration.edit(key, {}, {}, actor))}

    @router.delete("/documents/{key}", summary="Xóa một tệp", status_code=202)
    def delete(key: str, actor: _Actor) -> dict[str, Any]:
        """Tệp vào thùng rác, còn khôi phục được cho tới khi dọn thùng rác."""
        return {"job": _job(administration.delete(key, actor))}


def _add_trash(router: APIRouter, administration: Administration) -> None:
    @router.get("/trash", summary="Thùng rác")
    def thrown() -> dict[str, Any]:
        """Tệp xóa sau cùng đứng trước."""
        return {"files": [asdict(item) for item in administration.thrown()]}

    @router.post("/trash/{name}/restore", summary="Khôi phục một tệp", status_code=202)
    def restore(name: _Key, actor: _Actor) -> dict[str, Any]:
        """Tệp về đúng chỗ cũ và được đọc lại."""
        return {"job": _job(administration.restore(name, actor))}

    @router.delete("/trash/{name}", summary="Xóa hẳn một tệp")
    def destroy(name: _Key, actor: _Actor) -> dict[str, Any]:
        """Không lấy lại được nữa."""
        return {"removed": administration.destroy(name, actor)}

    @router.delete("/trash", summary="Dọn thùng rác")
    def empty(actor: _Actor) -> dict[str, Any]:
        """Xóa hẳn mọi tệp trong thùng rác."""
        return {"removed": administration.destroy(None, actor)}


class _Body:
    """What a request brings, piece by piece."""

    def __init__(self, request: Request) -> None:
        self._receive = request.receive
        self.over = False

    async def next(self) -> bytes:
        """Return the next piece.

        Raises:
            TimeoutError: Nothing came for long.
            ClientDisconnect: Nothing more will come.
        """
        async with asyncio.timeout(QUIET_SECONDS):
            message = await self._receive()
        if message["type"] != "http.request":
            self.over = True
            raise ClientDisconnect
        self.over = not message.get("more_body", False)
        piece: bytes = message.get("body", b"")
        return piece

    async def drain(self, most: int) -> None:
        """Take what is still coming: a browser that is refused while it sends does not hear why."""
        try:
            while not self.over and most >= 0:
                most -= len(await self.next())
        except (TimeoutError, ClientDisconnect):
            self.over = True


async def _receive(body: _Body, incoming: Incoming, name: str, size: int | None) -> None:
    """Write what comes to disk, a block at a time.

    Raises:
        UploadCut: Less came than was said, or nothing for long.
        FileTooLarge, StorageFull: See ``Incoming.write``.
    """
    gathered = bytearray()
    try:
        while not body.over:
            gathered += await body.next()
            if len(gathered) >= _BLOCK or body.over:
                await asyncio.to_thread(incoming.write, bytes(gathered), name)
                gathered.clear()
    except (TimeoutError, ClientDisconnect) as error:
        raise UploadCut(f"{name} broke off after {incoming.size} bytes", name=name) from error
    if size is not None and incoming.size != size:
        raise UploadCut(f"{name}: {incoming.size} of {size} bytes", name=name)


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while block := file.read(_BLOCK):
            yield block


def _row(row: FileRow, job: Job | None) -> dict[str, Any]:
    document = row.document
    facts = ("title", "kind", "number", "publisher", "issued", "effective")
    return {
        "key": row.key,
        "name": _shown(Path(row.name).name),
        "folder": _shown(Path(row.name).parent.as_posix() if "/" in row.name else ""),
        "state": row.state,
        "reason": reason_of(row),
        "document_id": row.document_id if document else None,
        **{name: getattr(document, name, None) for name in facts},
        "chunks": row.chunks,
        "pending": row.pending,
        "characters": row.characters,
        "pages": len(document.pages) if document else 0,
        "also": [_shown(Path(path).name) for path in row.also],
        "allowed": row.allowed,
        "edited": row.edited,
        "size": None if row.size < 0 else row.size,
        "modified": row.modified or None,
        "archive": _shown(row.file.name) if row.inside else None,
        "ours": row.ours,
        "job": _job(job) if job else None,
    }


def _job(job: Job) -> dict[str, Any]:
    """A job for the page; where files lie on this machine is nobody's business."""
    told = asdict(job)
    del told["paths"]
    told["names"] = [_shown(name) for name in job.names]
    for result in told["results"]:
        result["name"] = _shown(Path(result.pop("path")).name)
    return told


def _shown(name: str) -> str:
    """A name from the disk, which need not be UTF-8, for JSON."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _disposition(name: str) -> str:
    """The header that makes a browser save a file under its name, and never show it."""
    ending = Path(name).suffix
    plain = ending if ending.isascii() and ending[1:].isalnum() else ""
    whole = quote(_shown(name), safe="")
    return f"attachment; filename=\"tai-lieu{plain}\"; filename*=UTF-8''{whole}"
