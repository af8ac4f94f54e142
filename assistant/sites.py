"""Sites that may embed the widget: allowed origins, public collections, quotas. None unless configured."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from limits import parse_many
from pydantic import (
    AfterValidator,
    AnyHttpUrl,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
)

from assistant.filters import COLLECTIONS, passes
from ingest.errors import BadSettings
from ingest.records import Document

_BARE_ORIGIN = re.compile(r"https?://[^\s/?#@\\*]+", re.IGNORECASE)
_PLAIN_ORIGIN = re.compile(
    r"https?://([a-z0-9._-]+|\[[0-9a-f:.]+\])(:\d+)?"
)  # nothing that could end a header
_USUAL_PORT = {"http": 80, "https": 443}


def origin_of(text: str) -> str:
    """An origin as browsers write it: lower case, punycode, without the scheme's usual port.

    Raises:
        ValueError: Not exactly ``scheme://host[:port]`` with http or https.
    """
    if not _BARE_ORIGIN.fullmatch(text):
        raise ValueError("not scheme://host[:port]")
    url = AnyHttpUrl(text)
    port = "" if url.port in (None, _USUAL_PORT[url.scheme]) else f":{url.port}"
    origin = f"{url.scheme}://{url.host}{port}"
    if not _PLAIN_ORIGIN.fullmatch(origin):
        raise ValueError("a strange host")
    return origin


def _quota(text: str) -> str:
    parse_many(text)  # raises ValueError
    return text


Origin = Annotated[str, AfterValidator(origin_of)]
Quota = Annotated[str, AfterValidator(_quota)]
Folder = Annotated[str, Field(pattern=r"^[^\n]+$")]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]


class Site(BaseModel):
    """One web site of the office.

    Attributes:
        origins: Pages of these origins may embed the widget; exact scheme, host and port.
        collections: Folders of source files (or single files) whose documents everybody may read; "*"
            is every document.
        per_session: Questions of one visitor's session, as ``limits`` writes rates.
        per_site: Questions of all visitors together.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    origins: Annotated[tuple[Origin, ...], Field(min_length=1)]
    collections: Annotated[tuple[Folder, ...], Field(min_length=1)]
    per_session: Quota = "10/minute"
    per_site: Quota = "60/minute;2000/day"

    def publishes(self, document: Document) -> bool:
        """Whether the document belongs to one of the site's public collections."""
        return passes(document, self.filters())

    def filters(self) -> dict[str, str]:
        """What a question of a visitor is confined by (``assistant.filters``)."""
        return {COLLECTIONS: "\n".join(self.collections)}


class Sites:
    """All configured sites. Empty: nothing may be embedded anywhere."""

    def __init__(self, sites: Mapping[str, Site]) -> None:
        self._sites = dict(sites)

    def __iter__(self) -> Iterator[tuple[str, Site]]:
        return iter(self._sites.items())

    def get(self, name: str) -> Site | None:
        """The site of this name, None when there is none."""
        return self._sites.get(name)

    def allows(self, name: str, origin: str | None) -> bool:
        """Whether pages of ``origin``, exactly as the browser wrote it, may embed this site's widget."""
        site = self._sites.get(name)
        return site is not None and origin in site.origins

    def knows(self, origin: str | None) -> bool:
        """Whether any site allows this origin."""
        return any(origin in site.origins for site in self._sites.values())

    def publishes(self, document: Document) -> bool:
        """Whether any site shows this document to everybody."""
        return any(site.publishes(document) for site in self._sites.values())


def load_sites(text: str) -> Sites:
    """Read the setting.

    Args:
        text: ``""``, a JSON object ``{"name": {"origins": […], "collections": […]}}``, or the path of a TOML
            file with one table per site.

    Raises:
        BadSettings: The file cannot be read, or an entry is malformed; ``reason`` names which.
    """
    if not text.strip():
        return Sites({})
    adapter = TypeAdapter(dict[Name, Site])
    try:
        if text.lstrip().startswith("{"):
            return Sites(adapter.validate_json(text))
        return Sites(adapter.validate_python(_from_file(Path(text).expanduser())))
    except ValidationError as error:
        first = error.errors()[0]
        raise _bad(_reason([str(part) for part in first["loc"]], first["type"])) from error


def public_origin(text: str) -> str:
    """Read ``HOIDAP_PUBLIC_URL``; "" when nothing is set.

    Raises:
        BadSettings: It is no ``http(s)://host[:port]``.
    """
    try:
        return origin_of(text.strip().rstrip("/")) if text.strip() else ""
    except ValueError as error:
        reason = "cần có dạng https://tên-miền[:cổng], không có đường dẫn"
        raise BadSettings(str(error), name="HOIDAP_PUBLIC_URL", reason=reason) from error


def _from_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _bad(f"không đọc được tệp {path}") from error
    except ValueError as error:  # TOMLDecodeError and UnicodeDecodeError
        raise _bad(f"tệp {path} không phải TOML hợp lệ") from error


def _bad(reason: str) -> BadSettings:
    return BadSettings(f"HOIDAP_SITES: {reason}", name="HOIDAP_SITES", reason=reason)


def _reason(place: Iterable[str], kind: str) -> str:
    """Word in Vietnamese which entry is wrong, and what belongs there; pydantic's own words are English."""
    site, field, *_ = [*place, "", ""]
    if kind == "json_invalid":
        return "không phải JSON hợp lệ"
    if field == "[key]":
        return f"tên trang “{site}” chỉ được gồm chữ thường không dấu, chữ số và dấu gạch nối"
    wanted = {
        "origins": "cần danh sách nguồn gốc dạng https://tên-miền[:cổng], không có đường dẫn",
        "collections": "cần danh sách thư mục tài liệu công khai",
        "per_session": "cần hạn mức dạng 10/minute",
        "per_site": "cần hạn mức dạng 60/minute;2000/day",
    }
    if field not in wanted:
        return f"trang “{site}” ghi sai" + (f" ở mục “{field}”" if field else "")
    return f"trang “{site}”, mục “{field}”: {wanted[field]}"
