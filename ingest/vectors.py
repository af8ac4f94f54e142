"""Nearest vectors, through Chroma. The only module that knows chromadb.

Chroma holds nothing but row numbers and vectors, and can be rebuilt from them. A collection is written
once and never changed. Opening an embedded one writes (a row into its table ``acquire_write``), so a
reader opens a private copy of the small SQLite file, beside links to the big files, which are only read.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import chromadb
import httpx
import numpy as np
from chromadb.api import ClientAPI
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError, NotFoundError
from numpy.typing import NDArray

from ingest.errors import BadSettings
from ingest.truth import embedded

# Candidates that a search keeps: exact up to so many rows; on 20,000 random rows, the hardest there are,
# recall@10 is 0.997 and a query takes 11 ms.
EF_SEARCH = 1000
_HNSW = {"space": "cosine", "ef_construction": 200, "ef_search": EF_SEARCH, "max_neighbors": 32}
_SMALL = 2**19  # bytes of a search graph; that of one row has 181 kB
_BATCH = 1000  # rows; Chroma takes at most 5,461
_NAME = "chunks"
_DATABASE = "chroma.sqlite3"
_SERVER_NOTE = "server.json"


class VectorsFailed(Exception):
    """Chroma refused or is damaged; ``str`` says what it told."""


class Vectors:
    """A collection open for searching. Safe to use from several threads."""

    def __init__(self, client: ClientAPI, name: str, url: str) -> None:
        self._client = client
        self._url = url
        with _told_plainly(url):
            self._collection = client.get_collection(name, embedding_function=None)
            self.rows = self._collection.count()

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
        """Find the rows nearest to a vector.

        Args:
            vector: (dimension,) float32, unit length.

        Returns:
            At most ``k`` (row, cosine in [-1, 1]), best first, the lower row first among equals.

        Raises:
            VectorsFailed: Wrong dimension, or Chroma failed.
            BadSettings: The Chroma server does not answer.
        """
        k = min(k, self.rows)
        if k < 1:
            return []
        with _told_plainly(self._url):
            found = self._collection.query(
                query_embeddings=vector[np.newaxis, :], n_results=k, include=["distances"]
            )
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return sorted(
            ((int(row), 1.0 - distance) for row, distance in pairs), key=lambda hit: (-hit[1], hit[0])
        )

    def fetch(self, rows: Sequence[int]) -> NDArray[np.float32]:
        """Read back the vectors of some rows, a thousand at most: (rows, dimension) float32."""
        wanted = [str(row) for row in rows]
        with _told_plainly(self._url):
            found = self._collection.get(ids=wanted, include=["embeddings"])
        by_row = dict(zip(found["ids"], found["embeddings"], strict=True))
        missing = [row for row in wanted if row not in by_row]
        if missing:
            raise VectorsFailed(f"{len(missing)} rows are missing, the first is {missing[0]}")
        return np.asarray([by_row[row] for row in wanted], dtype=np.float32)

    def close(self) -> None:
        """Give back files and connections."""
        self._client.close()


def build(
    folder: Path,
    vectors: NDArray[np.float32],
    url: str,
    name: str,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Store vectors under their row numbers; rows of zeros have none and are left out.

    Args:
        folder: New folder of the generation, for the database, or for the note that tells the server.
        vectors: (rows, dimension) float32, unit length or zeros.
        url: Chroma server; "": embedded.
        name: Name of the collection on a server.
        progress: Called with the number of rows stored so far.

    Raises:
        VectorsFailed: Chroma refused.
        BadSettings: The server does not answer.
        OSError: The disk refused.
    """
    folder.mkdir()
    if url:
        note = json.dumps({"url": url, "collection": name})
        (folder / _SERVER_NOTE).write_text(note, encoding="utf-8")
    stored = np.flatnonzero(embedded(vectors))
    rows = len(stored)
    with _told_plainly(url), closing(_server(url) if url else _embedded(folder)) as client:
        # One write of the search graph, after the last row: nothing stays in Chroma's queue, which every
        # reader would have to replay.
        hnsw = {**_HNSW, "sync_threshold": max(2, rows), "batch_size": max(2, min(100, rows))}
        collection = client.create_collection(
            name if url else _NAME, embedding_function=None, configuration={"hnsw": hnsw}
        )
        for first in range(0, rows, _BATCH):
            batch = stored[first : first + _BATCH]
            collection.add(ids=[str(row) for row in batch], embeddings=np.asarray(vectors[batch]))
            if progress is not None:
                progress(first + len(batch))
    if not url:
        _compact(folder / _DATABASE)


def open_vectors(folder: Path, scratch: Path) -> Vectors:
    """Open what ``build`` stored.

    Args:
        folder: The folder given to ``build``; no byte of it changes.
        scratch: New folder for this reader alone; about 150 bytes a row. Remove it after ``close``.

    Raises:
        VectorsFailed: The collection is not there or cannot be read.
        BadSettings: The server does not answer.
        OSError: The disk refused.
    """
    note = folder / _SERVER_NOTE
    if note.exists():
        server = json.loads(note.read_text(encoding="utf-8"))
        url, name = server["url"], server["collection"]
    else:
        url, name = "", _NAME
        scratch.mkdir(parents=True)
        shutil.copyfile(folder / _DATABASE, scratch / _DATABASE)
        for graph in (path for path in folder.iterdir() if path.is_dir()):
            _lend(graph, scratch / graph.name)
    with _told_plainly(url):
        client = _server(url) if url else _embedded(scratch)
    try:
        return Vectors(client, name, url)
    except (VectorsFailed, BadSettings):
        client.close()
        raise


def _lend(graph: Path, place: Path) -> None:
    """Give a reader a search graph; a small one as a copy of its own.

    Chroma takes no graph of one row from its queue while building, so the reader does, and writes it.
    """
    if sum(path.stat().st_size for path in graph.iterdir()) <= _SMALL:
        shutil.copytree(graph, place)
    else:
        place.symlink_to(graph.resolve(), target_is_directory=True)


def scratch_bytes(folder: Path) -> int:
    """Room that ``open_vectors`` wants for its scratch folder, with some to spare."""
    database = folder / _DATABASE
    return 2**20 + (2 * database.stat().st_size if database.exists() else 0)


def drop(folder: Path, url: str) -> None:
    """Remove from the Chroma server ``url`` what ``build`` stored for this folder, if it did.

    A collection on another server than the present one stays: that server may be gone for good.
    """
    note = folder / _SERVER_NOTE
    if not note.exists():
        return
    server: dict[str, str] = json.loads(note.read_text(encoding="utf-8"))
    if server["url"] != url:
        return
    with _told_plainly(url), closing(_server(url)) as client:
        try:
            client.delete_collection(server["collection"])
        except NotFoundError:
            return


def _embedded(folder: Path) -> ClientAPI:
    return chromadb.PersistentClient(str(folder), settings=ChromaSettings(anonymized_telemetry=False))


def _server(url: str) -> ClientAPI:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadSettings(f"not a server: {url}", name="HOIDAP_CHROMA_URL", reason="not http(s)://host:port")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    settings = ChromaSettings(anonymized_telemetry=False)
    return chromadb.HttpClient(parts.hostname, port, ssl=parts.scheme == "https", settings=settings)


@contextmanager
def _told_plainly(url: str) -> Iterator[None]:
    """Turn the many errors of Chroma and its client into ours."""
    try:
        yield
    except (ChromaError, sqlite3.Error) as error:
        raise VectorsFailed(str(error)) from error
    except httpx.TransportError as error:
        raise _no_server(url) from error
    except ValueError as error:  # HttpClient says with it that nobody answered when it was made
        if url and "connect" in str(error).lower():
            raise _no_server(url) from error
        raise VectorsFailed(str(error)) from error


def _no_server(url: str) -> BadSettings:
    return BadSettings(f"no Chroma server at {url}", name="HOIDAP_CHROMA_URL", reason="unreachable")


def _compact(database: Path) -> None:
    """Give back the room that Chroma's emptied queue takes; readers copy this file."""
    with _told_plainly(""), closing(sqlite3.connect(database)) as connection:
        connection.execute("VACUUM")
