"""Work on the index, done by the running server when there is one, else here."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import httpx

from assistant.door import FILE, HOST
from ingest.embed import load_encoder
from ingest.errors import ServiceLost
from ingest.failures import error_of
from ingest.report import SyncReport
from ingest.rows import Progress
from ingest.settings import Settings
from ingest.sync import Pace
from ingest.work import Work, perform, report_of

_CONNECT = 2.0  # seconds; it is this machine

logger = logging.getLogger(__name__)


def do_work(
    work: Work,
    settings: Settings,
    progress: Progress,
    told: Callable[[str], None],
    pace: Pace | None = None,
) -> SyncReport:
    """Have the running server do it, or do it here when none runs.

    Args:
        progress: See ``ingest.rows.Progress``.
        told: Called with what a person should know: a Vietnamese sentence.
        pace: How a sync that is done here publishes what it embeds.

    Raises:
        ServiceLost: The server ended in the middle of it.
        IndexBusy: Another process is writing.
        HoiDapError: See ``perform``.
    """
    door = _door(settings.index)
    if door is not None:
        try:
            return _handed_over(work, door, progress, told)
        except httpx.ConnectError:
            logger.info("the server that left %s is gone", FILE)
    return perform(work, settings, load_encoder(settings), progress, pace)


def _door(index: Path) -> tuple[str, str] | None:
    """URL and secret of the server on this index, None when none says that it is there."""
    try:
        told = json.loads((index / FILE).read_text(encoding="utf-8"))
        return f"http://{HOST}:{int(told['port'])}/work", str(told["secret"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _handed_over(
    work: Work, door: tuple[str, str], progress: Progress, told: Callable[[str], None]
) -> SyncReport:
    url, secret = door
    told("Máy chủ Hỏi Đáp đang chạy: việc này được giao cho máy chủ.")
    timeout = httpx.Timeout(None, connect=_CONNECT)  # embedding may take an hour
    paths = tuple(str(Path(path).absolute()) for path in work.paths)
    target = str(Path(work.target).absolute()) if Path(work.target).is_file() else work.target
    body = asdict(replace(work, paths=paths, target=target))
    headers = {"Authorization": f"Bearer {secret}"}
    with httpx.Client(trust_env=False, timeout=timeout) as client:
        try:
            with client.stream("POST", url, json=body, headers=headers) as reply:
                if reply.status_code != 200:
                    raise ServiceLost(f"the server answered {reply.status_code}")
                for line in reply.iter_lines():
                    report = _heard(json.loads(line), progress, told)
                    if report is not None:
                        return report
        except httpx.ConnectError:
            raise
        except (httpx.TransportError, ValueError) as error:
            raise ServiceLost(f"the server went away: {error}") from error
    raise ServiceLost("the server ended before the work did")


def _heard(line: dict[str, Any], progress: Progress, told: Callable[[str], None]) -> SyncReport | None:
    if "report" in line:
        return report_of(line["report"])
    if "error" in line:
        raise error_of(line["error"]["code"], line["error"]["details"])
    if "waiting" in line:
        told("Máy chủ đang bận việc khác; việc này đợi đến lượt.")
    else:
        progress(line["stage"], line["done"], line["total"])
    return None
