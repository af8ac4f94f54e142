"""Every setting, in one class. README's table is checked against it in both directions."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.errors import BadSettings

PREFIX = "HOIDAP_"


class Settings(BaseSettings):
    """Read from ``HOIDAP_*`` in the environment, then from ``.env`` in the working directory."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True)

    index: Path = Field(Path(".hoidap"), description="Folder that holds everything a run writes.")
    corpus: Path = Field(
        Path("corpus"), description="Folder that `ingest` and `serve` read when none is named."
    )
    cache: Path = Field(
        Path("~/.cache/hoidap"), description="Where the built-in encoder is unpacked, once per machine."
    )
    embedding: str = Field("builtin", description="`builtin`, or a sentence-transformers name or folder.")
    threads: int = Field(2, ge=1, le=64, description="CPU threads of the encoder.")
    ocr: bool = Field(
        False, description="Recognise the text of scanned pages with Tesseract (`tesseract-ocr-vie`)."
    )
    chroma_url: str = Field("", description="A Chroma server, `http://127.0.0.1:8000`; empty: embedded.")
    host: str = Field("127.0.0.1", description="Address that `serve` listens on.")
    port: int = Field(7860, ge=1, le=65535, description="Port that `serve` listens on.")
    public_url: str = Field(
        "", description="Where people reach it through a reverse proxy, `https://hoidap.example.vn`."
    )
    question_limit: int = Field(2000, ge=20, le=20000, description="Longest question, in characters.")
    quota: str = Field(
        "120/minute",
        description="Requests with a body that one address may send; several limits are joined by `;` "
        "(`120/minute;2000/hour`); empty: no limit.",
    )
    ask_at_once: int = Field(4, ge=1, le=64, description="Questions worked on at the same time.")
    ask_waiting: int = Field(
        32, ge=0, le=1000, description="Questions that may wait for their turn; more are refused with 429."
    )
    ask_patience: int = Field(20, ge=1, le=300, description="Longest wait for a turn, in seconds.")
    log_requests: bool = Field(True, description="One JSON line on stderr for each request to the API.")
    log_questions: bool = Field(False, description="Whether these lines may hold question texts.")
    llm_base_url: str = Field(
        "",
        description="OpenAI-compatible endpoint that writes the answers, `http://127.0.0.1:11434/v1`; "
        "empty: answers are made of the documents' own words.",
    )
    llm_model: str = Field("", description="Model name at that endpoint.")
    llm_api_key: SecretStr = Field(SecretStr(""), description="Its key, where it wants one.")
    llm_timeout: float = Field(
        30.0, ge=1, le=600, description="Seconds that the model has for one question in all."
    )
    llm_passage_tokens: int = Field(
        2400, ge=200, le=100_000, description="Most tokens of passages that the model is given."
    )
    llm_answer_tokens: int = Field(700, ge=50, le=8000, description="Most tokens that the model may write.")
    sites: str = Field(
        "", description="Sites that may embed the widget: JSON, or a TOML file; empty: none may (see Widget)."
    )
    auth: Literal["none", "password", "header"] = Field(
        "none",
        description="Who may ask: `none`: everybody who reaches it; `password`: users of the users file; "
        "`header`: whom a reverse proxy names (see Access).",
    )
    users: str = Field(
        "", description="The users file of `password`; empty: `users.json` in the folder `HOIDAP_INDEX`."
    )
    auth_header: str = Field(
        "X-Forwarded-User", description="The header in which the proxy of `header` names the user."
    )
    proxies: str = Field(
        "",
        description="Addresses or networks of reverse proxies, `10.0.0.5,10.1.0.0/16`; from these alone "
        "are the user's name, `X-Forwarded-For` and `X-Forwarded-Proto` believed.",
    )
    upload_limit: int = Field(
        50, ge=1, le=100, description="Largest file that the administrator may upload, in MB."
    )
    admin_password: SecretStr = Field(
        SecretStr(""),
        description="Opens the administration pages, 10 characters or more; empty: there are none.",
    )


def load_settings(**overrides: object) -> Settings:
    """Read settings and refuse names that no setting has.

    Args:
        overrides: Values given on the command line; None means "not given".

    Raises:
        BadSettings: An unknown ``HOIDAP_*`` name or a value out of range.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    present = {name.upper() for name in os.environ} | _names_in_env_file(Path(".env"))
    for name in sorted(present):
        if name.startswith(PREFIX) and name not in known:
            raise BadSettings(f"unknown setting {name}", name=name, reason="unknown")
    given = {key: value for key, value in overrides.items() if value is not None}
    try:
        settings = Settings(**given)  # type: ignore[arg-type]  # pydantic checks the values
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise BadSettings(
            f"bad value for {name}: {first['msg']}", name=name, reason=_reason(first)
        ) from error
    return settings.model_copy(update={"cache": settings.cache.expanduser()})


def _reason(error: ErrorDetails) -> str:
    """Word in Vietnamese what is wrong with a value; pydantic's own words are English."""
    limits = error.get("ctx", {})
    if "ge" in limits:
        return f"giá trị phải từ {limits['ge']} trở lên"
    if "le" in limits:
        return f"giá trị phải từ {limits['le']} trở xuống"
    if error["type"] == "literal_error":
        return f"cần một trong các giá trị {str(limits['expected']).replace(' or ', ' hoặc ')}"
    return "cần một số nguyên" if error["type"].startswith("int") else "giá trị không hợp lệ"


def _names_in_env_file(path: Path) -> set[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return set()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(
            f"{path}: {error}", name=str(path), reason="không phải tệp văn bản UTF-8"
        ) from error
    names = [
        line.split("=", 1)[0].strip() for line in lines if "=" in line and not line.lstrip().startswith("#")
    ]
    return {name.removeprefix("export ").strip().upper() for name in names}
