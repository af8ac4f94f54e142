"""The retriever as llama-index knows one, for pipelines and engines built on that library."""

from __future__ import annotations

from typing import Any

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from assistant.assistant import Assistant
from assistant.question import understand


class PassageRetriever(BaseRetriever):  # type: ignore[misc]  # llama-index is untyped here
    """Returns the assistant's passages as nodes.

    A node's text is the passage, its score the fused score in [0, 1], its metadata ``document_id``,
    ``title``, ``issued``, ``start`` and ``end`` (code points into the document's text).
    """

    def __init__(self, assistant: Assistant, limit: int = 10, **options: Any) -> None:
        self._assistant = assistant
        self._limit = limit
        super().__init__(**options)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        assistant = self._assistant
        question = understand(query_bundle.query_str, assistant.lexicon)
        nodes = []
        for passage in assistant.retriever.retrieve(question, self._limit):
            chunk, document = passage.chunk, assistant.documents[passage.chunk.document_id]
            metadata = {
                "document_id": chunk.document_id,
                "title": document.title,
                "issued": document.issued,
                "start": chunk.start,
                "end": chunk.end,
            }
            node = TextNode(id_=f"{chunk.document_id}-{chunk.ordinal}", text=passage.text, metadata=metadata)
            nodes.append(NodeWithScore(node=node, score=passage.score))
        return nodes
