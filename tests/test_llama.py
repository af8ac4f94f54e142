"""The llama-index retriever returns the same passages, in the same order, as the assistant itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from llama_index.core.schema import QueryBundle

from assistant.assistant import Assistant
from assistant.llama import PassageRetriever
from ingest.index import open_index
from ingest.settings import Settings
from ingest.sync import sync
from tests.fakes import HashEncoder

TEXTS = {
    "song-xanh.txt": "Báo cáo của xã Sông Xanh\n\nXã Sông Xanh trồng được 120 ha rừng trong năm qua.\n"
    "Công tác chăm sóc cây trồng được giao cho từng thôn phụ trách.",
    "nui-do.txt": "Báo cáo của xã Núi Đỏ\n\nXã Núi Đỏ sửa chữa 15 km đường liên thôn.\n"
    "Người dân đóng góp ngày công cùng chính quyền địa phương.",
}


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    settings = Settings(index=tmp_path / "index")
    encoder = HashEncoder()
    sync([tmp_path / name for name in TEXTS], settings, encoder)
    return Assistant(open_index(settings.index, settings, encoder.name), encoder, settings)


def test_nodes_are_the_assistants_passages(assistant: Assistant) -> None:
    found = assistant.search("Núi Đỏ sửa bao nhiêu km đường?", limit=3)
    nodes = PassageRetriever(assistant, limit=3).retrieve(QueryBundle("Núi Đỏ sửa bao nhiêu km đường?"))
    assert [node.get_content() for node in nodes] == [context.text for context in found]
    assert [round(node.score or 0, 4) for node in nodes] == [context.score for context in found]
    best = nodes[0].node.metadata
    text = assistant.documents[best["document_id"]].text
    assert "15 km" in text[best["start"] : best["end"]]
    assert best["title"] == "Báo cáo của xã Núi Đỏ"
