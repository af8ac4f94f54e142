"""An administered office: a folder of documents, an index, and an owner that works in this process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

import assistant.api
from assistant.admin import Administration
from assistant.jobs import Job
from ingest.catalogue import FileRow
from ingest.errors import HoiDapError
from ingest.settings import Settings
from ingest.work import Work, perform, told_report
from tests.fakes import FakeAssistant, HashEncoder
from tests.office import settings_for, text_of, write_office

PASSWORD = "mật khẩu của kiểm thử"
SECRET = "TỈNH ỦY HOA MAI\n\nTỐI MẬT\n\n" + text_of(50)
WHO = "lan · 127.0.0.1"


class Here:
    """An ``assistant.jobs.Owner`` that does the work at once; ``gate`` can hold it back."""

    def __init__(self, settings: Settings, encoder: HashEncoder) -> None:
        self.settings, self.encoder = settings, encoder
        self.more: Callable[[], bool] = lambda: False
        self.gate = threading.Event()
        self.gate.set()
        self.works: list[Work] = []

    def do(self, work: Work, tell: Callable[[dict[str, Any]], None]) -> None:
        self.gate.wait(60)
        self.works.append(work)

        def progress(stage: str, done: int, total: int) -> None:
            tell({"stage": stage, "done": done, "total": total})

        try:
            report = perform(work, self.settings, self.encoder, progress)
        except HoiDapError as error:
            details = {name: str(value) for name, value in error.details.items()}
            tell({"error": {"code": error.code, "details": details}})
        else:
            tell({"report": told_report(report)})

    def finish(self) -> None:
        pass


class Administered:
    """Four documents, indexed; what is done to them is finished when a method returns."""

    def __init__(self, folder: Path, **values: object) -> None:
        self.root, self.index = folder / "corpus", folder / "index"
        write_office(self.root, 4)
        self.settings = settings_for(
            self.index, corpus=self.root, admin_password=PASSWORD, quota="", log_requests=False, **values
        )
        self.owner = Here(self.settings, HashEncoder())
        perform(Work("sync", (str(self.root),)), self.settings, self.owner.encoder)
        self.administration = Administration(self.settings, self.owner)

    def rows(self, **wanted: Any) -> dict[str, FileRow]:
        """Rows of the table by name."""
        return {row.name: row for row in self.administration.listing(**wanted).rows}

    def states(self) -> dict[str, str]:
        return {name: row.state for name, row in self.rows().items()}

    def key(self, name: str) -> str:
        return self.rows()[name].key

    def over(self, job: Job) -> Job:
        """Wait for a job; it as it is then."""
        assert self.administration.jobs.wait(60)
        return next(known for known in self.administration.jobs.all() if known.id == job.id)

    def upload(
        self, name: str, content: bytes | str, folder: str = "", replace: bool = False, who: str = WHO
    ) -> Job:
        raw = content.encode() if isinstance(content, str) else content
        place = self.administration.uploads.place(name, folder)
        with self.administration.incoming(len(raw)) as incoming:
            incoming.write(raw, name)
            return self.over(self.administration.add(incoming, place, replace, who))

    def actions(self) -> list[tuple[str, str]]:
        """What the audit log holds, oldest first: action and file."""
        lines, _ = self.administration.audit.last(500)
        return [(line["action"], line.get("name", "")) for line in reversed(lines)]

    def files(self) -> list[str]:
        """Every file below the folder of documents, hidden ones too."""
        return sorted(p.relative_to(self.root).as_posix() for p in self.root.rglob("*") if p.is_file())


def app_of(office: Administered) -> FastAPI:
    """The service around an office, without the chat page, which takes long to build."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assistant.api, "mount_chat", lambda *_: None)
        app = assistant.api.create_app(FakeAssistant(), office.settings, office.owner)  # type: ignore[arg-type]
    app.router.redirect_slashes = False  # as with the chat page, which takes every other address
    return app
