"""Failures of the HTTP service as the contract words them: ``{"error": {"code", "message"}}``."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from assistant.messages import message_for, web_message
from assistant.notes import note
from ingest.errors import HoiDapError

_STATUS = {
    "question_empty": 422,
    "question_too_long": 422,
    "bad_input": 422,
    "document_unknown": 404,
    "answer_unknown": 404,
    "ticket_refused": 403,
    "session_refused": 401,
    "sign_in_needed": 401,
    "admin_needed": 401,
    "wrong_password": 401,
    "foreign_origin": 403,
    "users_damaged": 503,
    "model_unknown": 404,
    "busy": 429,
    "too_many_requests": 429,
    "index_missing": 503,
    "index_mismatch": 503,
    "index_busy": 503,
    "embedding_unavailable": 503,
    "storage_full": 507,
    "bad_file_name": 422,
    "empty_file": 422,
    "file_taken": 409,
    "file_too_large": 413,
    "wrong_type": 415,
    "unsupported_format": 415,
    "binary_file": 415,
    "damaged_file": 422,
    "encrypted_file": 422,
    "unsafe_file": 422,
    "read_limit": 422,
    "upload_cut": 400,
    "folder_closed": 503,
    "outside_folder": 409,
    "last_document": 409,
    "changed_meanwhile": 409,
    "thrown_unknown": 404,
}
_WEB_CODE = {404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}


def error_body(error: HoiDapError) -> dict[str, dict[str, str]]:
    """Return the error JSON of an expected failure."""
    return {"error": {"code": error.code, "message": message_for(error)}}


def error_response(error: HoiDapError) -> JSONResponse:
    """Answer with an expected failure: its status, its code, its message, and when to come back."""
    note(code=error.code)
    wait = error.details.get("retry_after")
    headers = None if wait is None else {"retry-after": str(wait)}
    return JSONResponse(error_body(error), _STATUS.get(error.code, 500), headers)


def web_error(status: int, code: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Answer with a failure of the web layer: one of the web codes of ``assistant.messages``."""
    note(code=code)
    body = {"error": {"code": code, "message": web_message(code)}}
    return JSONResponse(body, status, dict(headers) if headers else None)


def add_error_handlers(app: FastAPI) -> None:
    """Word every failure of a route; what nobody expected is left to ``assistant.journal``."""

    @app.exception_handler(HoiDapError)
    def expected(_: Request, error: HoiDapError) -> JSONResponse:
        return error_response(error)

    @app.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        is_json = error.errors()[0]["type"] != "json_invalid"
        return web_error(422, "bad_request" if is_json else "bad_json")

    @app.exception_handler(HTTPException)
    def http(_: Request, error: HTTPException) -> JSONResponse:
        return web_error(error.status_code, _WEB_CODE.get(error.status_code, "bad_request"), error.headers)
