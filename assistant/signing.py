"""Signed tokens that end: one key, a purpose that none other shares, and a clock."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer

Clock = Callable[[], float]


class Tokens:
    """Makes and reads the tokens of one purpose.

    Args:
        key: Secret of this process.
        purpose: Tokens of another purpose, of the same key, are forged ones here.
        seconds: How long a token lives.
        clock: Seconds since 1970.
    """

    def __init__(self, key: bytes, purpose: str, seconds: int, clock: Clock) -> None:
        class Signer(TimestampSigner):
            def get_timestamp(self) -> int:
                return int(clock())

        # 48 bytes of SHA-384 fill their base64 letters to the last bit: no two spellings of one signature.
        options: dict[str, Any] = {"key_derivation": "hmac", "digest_method": hashlib.sha384}
        self._serializer = URLSafeTimedSerializer(key, salt=purpose, signer=Signer, signer_kwargs=options)
        self.seconds = seconds

    def make(self, fields: list[str]) -> str:
        """Return a token that holds the fields, for everybody to read and nobody to change."""
        token = self._serializer.dumps(fields)
        return token if isinstance(token, str) else token.decode("ascii")

    def read(self, token: str) -> list[str]:
        """Return the fields of a token.

        Raises:
            ValueError: Forged, of another purpose, or over.
        """
        if not token.isascii():
            raise ValueError("no token of ours")
        try:
            # Ages are whole seconds, rounded down twice: one less, so that no token lives longer than told.
            fields: list[str] = self._serializer.loads(token, max_age=self.seconds - 1)
        except BadData as error:
            raise ValueError(str(error)) from error
        return fields
