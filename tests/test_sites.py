"""Sites read from the setting: which origins may embed, what their visitors may see, and every way to err."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.messages import message_for
from assistant.sites import Site, load_sites, origin_of
from ingest.errors import BadSettings
from tests.fakes import invented_documents

OK = {"origins": ["https://ok.vn", "http://10.0.0.5:8080"], "collections": ["cong-khai"]}
DOCUMENT = invented_documents()["xa-hoa-mai"]


def sites_of(**sites: object) -> str:
    return json.dumps(sites)


class TestOrigins:
    @pytest.mark.parametrize(
        ("written", "origin"),
        [
            ("https://ok.vn", "https://ok.vn"),
            ("HTTPS://OK.VN", "https://ok.vn"),
            ("https://ok.vn:443", "https://ok.vn"),
            ("http://ok.vn:80", "http://ok.vn"),
            ("https://ok.vn:80", "https://ok.vn:80"),
            ("http://127.0.0.1:7861", "http://127.0.0.1:7861"),
            ("http://[::1]:7861", "http://[::1]:7861"),
            ("https://cổng.vn", "https://xn--cng-qmz.vn"),
        ],
    )
    def test_are_written_as_browsers_write_them(self, written: str, origin: str) -> None:
        assert origin_of(written) == origin

    @pytest.mark.parametrize(
        "written",
        [
            "", "*", "null", "ok.vn", "//ok.vn", "https://", "https://ok.vn/", "https://ok.vn/a", "https://*.vn",
            "https://ok.vn?a", "https://ok.vn#a", "https://a@ok.vn", "ftp://ok.vn", "file://ok.vn", "https://ok.vn:x",
            "https://ok.vn:99999", "https://ok.vn https://evil.vn", "https://ok.vn;script-src", "https://ok.vn,evil.vn",
            "https://ok.vn\\evil.vn", "https://ok.vn\r\nx: y", "javascript:alert(1)", "https://ok.vn'unsafe-inline'",
        ],
    )  # fmt: skip
    def test_nothing_but_scheme_host_and_port(self, written: str) -> None:
        with pytest.raises(ValueError):
            origin_of(written)
        with pytest.raises(BadSettings) as refused:
            load_sites(sites_of(a={**OK, "origins": ["https://ok.vn", written]}))
        assert "“a”" in message_for(refused.value) and "HOIDAP_SITES" in message_for(refused.value)

    @pytest.mark.parametrize(
        "origin",
        [
            "https://evil.vn", "null", None, "", "http://ok.vn", "https://ok.vn:444", "https://ok.vn:8080",
            "https://ok.vn.evil.com", "https://evil-ok.vn", "https://www.ok.vn", "https://ok.vn/", "https://OK.vn",
            "http://10.0.0.5", "https://10.0.0.5:8080", "https://ok.vn, https://evil.vn", "ok.vn",
        ],
    )  # fmt: skip
    def test_foreign_ones_are_not_allowed(self, origin: str | None) -> None:
        sites = load_sites(sites_of(a=OK))
        assert not sites.allows("a", origin) and not sites.knows(origin)

    def test_a_site_is_allowed_its_own_only(self) -> None:
        sites = load_sites(sites_of(a=OK, b={**OK, "origins": ["https://b.vn"]}))
        assert sites.allows("a", "https://ok.vn") and sites.allows("a", "http://10.0.0.5:8080")
        assert sites.allows("b", "https://b.vn")
        assert not sites.allows("b", "https://ok.vn") and not sites.allows("a", "https://b.vn")
        assert not sites.allows("c", "https://ok.vn")
        assert sites.knows("https://ok.vn") and sites.knows("https://b.vn")


class TestNone:
    @pytest.mark.parametrize("text", ["", "  \n", "{}"])
    def test_configured_none_allowed(self, text: str) -> None:
        sites = load_sites(text)
        assert list(sites) == []
        assert not sites.knows("https://ok.vn") and not sites.allows("", None)
        assert not sites.publishes(DOCUMENT)


class TestCollections:
    @pytest.mark.parametrize(
        ("collection", "source", "public"),
        [
            ("cong-khai", "cong-khai/a.txt", True),
            ("cong-khai", "cong-khai/nam/2023/a.txt", True),
            ("cong-khai/", "./cong-khai/a.txt", True),
            ("cong-khai/a.txt", "cong-khai/a.txt", True),
            ("cong-khai", str(Path("cong-khai/a.txt").absolute()), True),
            ("*", "noi-bo/a.txt", True),
            ("cong-khai", "cong-khai-cu/a.txt", False),
            ("cong-khai", "noi-bo/cong-khai/a.txt", False),
            ("cong-khai", "cong-khai/../noi-bo/a.txt", False),
            ("cong-khai", "a.txt", False),
            ("cong-khai/a.txt", "cong-khai/b.txt", False),
        ],
    )
    def test_are_folders_of_source_files(self, collection: str, source: str, public: bool) -> None:
        site = Site(origins=("https://ok.vn",), collections=("khac", collection))
        assert site.publishes(replace(DOCUMENT, source=source)) is public

    def test_a_link_out_of_the_folder_leads_out_of_the_collection(self, tmp_path: Path) -> None:
        (tmp_path / "public").mkdir()
        (tmp_path / "secret.txt").write_text("x")
        (tmp_path / "public" / "a.txt").symlink_to(tmp_path / "secret.txt")
        site = Site(origins=("https://ok.vn",), collections=(str(tmp_path / "public"),))
        assert not site.publishes(replace(DOCUMENT, source=str(tmp_path / "public" / "a.txt")))

    def test_what_one_site_shows_is_public(self) -> None:
        sites = load_sites(sites_of(a=OK, b={**OK, "collections": ["bao"]}))
        assert sites.publishes(replace(DOCUMENT, source="bao/a.txt"))
        assert not sites.publishes(replace(DOCUMENT, source="noi-bo/a.txt"))


class TestFile:
    def test_toml_says_the_same_as_json(self, tmp_path: Path) -> None:
        file = tmp_path / "sites.toml"
        file.write_text(
            '[cong-thong-tin]\norigins = ["https://ok.vn"]\ncollections = ["cong-khai"]\n'
            'per_site = "500/day"  # all visitors\n'
        )
        (loaded,) = load_sites(str(file))
        expected = Site(origins=("https://ok.vn",), collections=("cong-khai",), per_site="500/day")
        assert loaded == ("cong-thong-tin", expected)

    @pytest.mark.parametrize("content", [b"[a", b"\xff\xfe"])
    def test_that_is_not_toml(self, tmp_path: Path, content: bytes) -> None:
        file = tmp_path / "sites.toml"
        file.write_bytes(content)
        with pytest.raises(BadSettings) as refused:
            load_sites(str(file))
        assert "TOML" in message_for(refused.value)

    def test_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(BadSettings) as refused:
            load_sites(str(tmp_path / "none.toml"))
        assert "none.toml" in message_for(refused.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "JSON"),
        (sites_of(a={}), "“a”"),
        (sites_of(a=[]), "“a”"),
        (sites_of(a={**OK, "origins": []}), "origins"),
        (sites_of(a={**OK, "origins": "https://ok.vn"}), "origins"),
        (sites_of(a={**OK, "collections": []}), "collections"),
        (sites_of(a={**OK, "collections": [""]}), "collections"),
        (sites_of(a={**OK, "collections": ["x\ny"]}), "collections"),
        (sites_of(a={**OK, "per_session": "many"}), "per_session"),
        (sites_of(a={**OK, "per_site": "1/fortnight"}), "per_site"),
        (sites_of(a={**OK, "origin": "https://ok.vn"}), "origin"),
        (json.dumps({"Cổng": OK}), "Cổng"),
        (json.dumps({"a b": OK}), "a b"),
    ],
)
def test_what_is_malformed_is_named(text: str, told: str) -> None:
    with pytest.raises(BadSettings) as refused:
        load_sites(text)
    message = message_for(refused.value)
    assert told in message and "HOIDAP_SITES" in message
    assert "Input" not in message and "validation" not in message
