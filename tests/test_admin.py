"""What administrators do with documents, on a small office with an index, without HTTP."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from assistant.admin import reason_of
from ingest import trash
from ingest.errors import (
    BadFileName,
    BadInput,
    BinaryFile,
    ChangedMeanwhile,
    DocumentUnknown,
    EmptyFile,
    FileTaken,
    FileTooLarge,
    HoiDapError,
    LastDocument,
    OutsideFolder,
    StorageFull,
    UnsupportedFormat,
    WrongType,
)
from ingest.index import open_index
from ingest.sync import Pace, sync
from ingest.work import Work, perform
from tests.administered import SECRET, WHO, Administered
from tests.office import text_of

NAME = "Nghị quyết số 12-NQ_ĐU.txt"
DOCX = Path(__file__).parent / "data" / "formats"


@pytest.fixture
def office(tmp_path: Path) -> Administered:
    return Administered(tmp_path)


def found(office: Administered, words: str) -> set[str]:
    with open_index(office.index, office.settings, office.owner.encoder.name) as index:
        return {index.chunks[row].document_id for row, _ in index.lexical(words, 50)}


def test_the_table_tells_states_reasons_and_counts(office: Administered) -> None:
    (office.root / "mật.txt").write_text(SECRET)
    (office.root / "rỗng.txt").write_text(" ")
    (office.root / "sao.txt").write_text(text_of(1))
    perform(Work("sync", (str(office.root),)), office.settings, office.owner.encoder)
    (office.root / "mới.txt").write_text(text_of(9))
    (office.root / ".ẩn.txt").write_text(text_of(8))

    assert office.states() == {
        **{f"bai-0{number}.txt": "ready" for number in range(4)},
        "mật.txt": "quarantined",
        "mới.txt": "waiting",
        "rỗng.txt": "failed",
        "sao.txt": "duplicate",
    }
    listing = office.administration.listing()
    assert listing.states == {
        "ready": 4,
        "words": 0,
        "waiting": 1,
        "failed": 1,
        "quarantined": 1,
        "duplicate": 1,
    }
    row = office.rows()["bai-01.txt"]
    assert row.document is not None and row.document.text == ""
    lines = [line.rstrip() for line in text_of(1).strip().split("\n")]
    assert row.characters == len("\n".join(lines))
    assert row.chunks > 0 and row.pending == 0 and row.size == len(text_of(1).encode())
    assert [Path(path).name for path in row.also] == ["sao.txt"]


def test_search_and_filters(office: Administered) -> None:
    assert list(office.rows(query="doi thong")) == ["bai-02.txt"], "accents may be missing"
    assert list(office.rows(query="bai 03")) == ["bai-03.txt"]
    assert office.rows(query="không có chữ này") == {}
    assert office.rows(state="failed") == {} and len(office.rows(state="ready")) == 4
    assert office.rows(kind="nghị định") == {} and len(office.rows(kind="bài viết")) == 4
    (office.root / "sau cùng.txt").write_text(text_of(9))
    assert next(iter(office.rows(order="state"))) == "sau cùng.txt", (
        "what somebody should look at comes first"
    )
    (office.root / "sau cùng.txt").unlink()
    listing = office.administration.listing(order="title", offset=1, limit=2)
    assert listing.total == 4 and len(listing.rows) == 2 and listing.kinds == ["bài viết"]


def test_an_upload_is_read_at_once(office: Administered) -> None:
    job = office.upload(NAME, text_of(7))

    assert job.state == "done" and [(one.group, one.reason) for one in job.results] == [("added", "")]
    assert office.rows()[NAME].state == "ready" and (office.root / NAME).read_text() == text_of(7)
    assert found(office, "đợt 7") & {"nghi-quyet-so-12-nq-du"}
    assert office.actions() == [("upload", NAME)]
    assert not [name for name in office.files() if name.startswith(".")], "nothing is left behind"


def test_what_cannot_be_read_is_told(office: Administered) -> None:
    job = office.upload("hỏng.pdf", b"%PDF-1.4\n" + bytes(range(1, 100)))
    assert [one.group for one in job.results] == ["failed"]
    row = office.rows()["hỏng.pdf"]
    assert row.state == "failed" and "hỏng.pdf" in job.results[0].reason


def test_a_name_is_not_taken_over_unasked(office: Administered) -> None:
    office.upload(NAME, text_of(7))
    for name in (NAME, NAME.upper().replace(".TXT", ".txt")):
        with pytest.raises(FileTaken):
            office.upload(name, text_of(8))
    assert (office.root / NAME).read_text() == text_of(7)

    job = office.upload(NAME, text_of(8), replace=True)
    assert [one.group for one in job.results] == ["changed"]
    assert (office.root / NAME).read_text() == text_of(8)
    (thrown,) = office.administration.thrown()
    assert (thrown.path, thrown.documents) == (NAME, ("nghi-quyet-so-12-nq-du",))
    assert office.actions()[-1] == ("replace", NAME)


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("rỗng.txt", b"", EmptyFile),
        ("ảnh.pdf", b"\x89PNG\r\n\x1a\n" + bytes(50), UnsupportedFormat),
        ("chương trình.txt", b"\x7fELF" + bytes(50), UnsupportedFormat),
        ("nhị phân.txt", b"abc\x00\x01" + bytes(50), BinaryFile),
        ("văn bản.pdf", "chỉ là chữ".encode(), WrongType),
        ("trang.txt", b"<!doctype html><p>x", WrongType),
        ("thật là pdf.docx", b"%PDF-1.7\n", WrongType),
        ("zip hỏng.docx", b"PK\x03\x04" + bytes(60), HoiDapError),
        ("to.txt", "chữ ".encode() * 250_000, FileTooLarge),
        ("../ngoài.txt", b"x", BadFileName),
        ("chạy.exe", b"MZ", BadFileName),
    ],
)
def test_uploads_that_are_refused(
    tmp_path: Path, name: str, content: bytes, error: type[HoiDapError]
) -> None:
    office = Administered(tmp_path, upload_limit=1)
    before = office.files()
    with pytest.raises(error):
        office.upload(name, content)
    assert office.files() == before and office.actions() == []


def test_a_real_word_file_keeps_its_name(office: Administered) -> None:
    source = next(DOCX.glob("*.docx"))
    job = office.upload("Báo cáo tổng kết.docx", source.read_bytes())
    assert job.results[0].group in ("added", "failed") and "Báo cáo tổng kết.docx" in office.states()


def test_folders_to_upload_to(office: Administered) -> None:
    (office.root / "công khai" / "2026").mkdir(parents=True)
    (office.root / ".ẩn").mkdir()
    assert office.administration.uploads.folders() == ["", "công khai", "công khai/2026"]
    office.upload(NAME, text_of(7), "công khai/2026")
    assert (office.root / "công khai" / "2026" / NAME).exists()
    for folder in ("..", ".ẩn", "/etc", "công khai/..", "không có"):
        with pytest.raises(BadInput):
            office.upload(NAME, text_of(7), folder)


def test_names_are_checked_before_anything_is_sent(office: Administered) -> None:
    told = office.administration.check_names(["bai-00.txt", "mới.txt", "x.exe"], "")
    assert [(name, type(error), taken) for name, error, taken in told] == [
        ("bai-00.txt", type(None), True),
        ("mới.txt", type(None), False),
        ("x.exe", BadFileName, False),
    ]


def test_delete_and_restore(office: Administered) -> None:
    job = office.over(office.administration.delete(office.key("bai-01.txt"), WHO))
    assert job.state == "done" and "bai-01.txt" not in office.states()
    assert "bai-01" not in found(office, "xã Sông Trăng") and not (office.root / "bai-01.txt").exists()
    (item,) = office.administration.thrown()
    assert (item.path, item.who, item.documents) == ("bai-01.txt", WHO, ("bai-01",))
    perform(Work("sync", (str(office.root),)), office.settings, office.owner.encoder)
    assert "bai-01.txt" not in office.states(), "the trash is not read"

    office.over(office.administration.restore(item.id, WHO))
    assert office.states()["bai-01.txt"] == "ready" and "bai-01" in found(office, "xã Sông Trăng")
    assert office.administration.thrown() == []
    assert office.actions() == [("delete", "bai-01.txt"), ("restore", "bai-01.txt")]


def test_emptying_the_trash(office: Administered) -> None:
    office.over(office.administration.edit(office.key("bai-01.txt"), {"title": "Tên sửa"}, {}, WHO))
    for name in ("bai-01.txt", "bai-02.txt"):
        office.over(office.administration.delete(office.key(name), WHO))
    first, second = office.administration.thrown()
    assert second.titles == ("Tên sửa",)
    assert office.administration.destroy(first.id, WHO) == 1
    assert office.administration.destroy(None, WHO) == 1
    assert office.administration.thrown() == [] and office.administration.jobs.wait(60)
    job = office.upload("bai-01.txt", text_of(1))
    assert job.results[0].document_id == "bai-01"
    assert office.rows()["bai-01.txt"].edited == (), "another document has its id: it is not called 'Tên sửa'"


def test_the_last_document_stays(office: Administered) -> None:
    for number in (1, 2, 3):
        office.over(office.administration.delete(office.key(f"bai-0{number}.txt"), WHO))
    with pytest.raises(LastDocument):
        office.administration.delete(office.key("bai-00.txt"), WHO)
    assert office.states() == {"bai-00.txt": "ready"} and (office.root / "bai-00.txt").exists()


def test_a_delete_that_fails_is_undone(office: Administered, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise StorageFull("full")

    monkeypatch.setattr("tests.administered.perform", full)
    job = office.over(office.administration.delete(office.key("bai-01.txt"), WHO))
    assert job.state == "failed" and "hết chỗ" in job.problem
    assert office.states()["bai-01.txt"] == "ready" and office.administration.thrown() == []


def test_quarantine_allow_and_forbid(office: Administered) -> None:
    job = office.upload("mật.txt", SECRET)
    assert [one.group for one in job.results] == ["quarantined"] and "TỐI MẬT" in job.results[0].reason
    assert "mat" not in found(office, "đợt 50")
    with pytest.raises(DocumentUnknown):
        office.administration.allow(office.key("bai-00.txt"), True, WHO)

    office.over(office.administration.allow(office.key("mật.txt"), True, WHO))
    row = office.rows()["mật.txt"]
    assert row.state == "ready" and row.allowed and "mat" in found(office, "đợt 50")
    office.over(office.administration.allow(row.key, False, WHO))
    assert office.states()["mật.txt"] == "quarantined" and "mat" not in found(office, "đợt 50")
    assert [action for action, _ in office.actions()] == ["upload", "allow", "forbid"]


def test_an_edit_survives_whatever_is_read_again(office: Administered) -> None:
    key = office.key("bai-00.txt")
    values = {"title": "Tên đã sửa", "publisher": "Đảng ủy", "issued": "2026-01-02"}
    office.over(office.administration.edit(key, values, {"publisher": ""}, WHO))
    office.over(office.administration.edit(key, {"kind": "Báo cáo"}, {"kind": "bài viết"}, WHO))

    def facts() -> tuple[object, ...]:
        document = office.rows()["bai-00.txt"].document
        assert document is not None
        return document.title, document.publisher, document.issued, document.kind

    assert facts() == ("Tên đã sửa", "Đảng ủy", "2026-01-02", "báo cáo")
    assert office.rows()["bai-00.txt"].edited == ("issued", "kind", "publisher", "title")
    perform(Work("sync", (str(office.root),)), office.settings, office.owner.encoder)
    office.over(office.administration.reread(key, WHO))
    assert facts() == ("Tên đã sửa", "Đảng ủy", "2026-01-02", "báo cáo")
    office.over(office.administration.edit(key, {}, {}, WHO))
    assert office.rows()["bai-00.txt"].edited == () and facts()[3] == "bài viết"
    log = office.administration.audit.last(10)[0]
    assert [line["action"] for line in log] == ["reset", "reread", "edit", "edit"]
    assert log[3]["fields"] == "issued, publisher, title" and "Tên đã sửa" not in str(log)


def test_two_administrators_at_once(office: Administered) -> None:
    """One name, one edit, one deletion: one of two wins, the other is told, nothing is lost."""
    office.owner.gate.clear()
    barrier = threading.Barrier(2)
    told: list[object] = []

    def upload(text: str) -> None:
        place = office.administration.uploads.place(NAME, "")
        with office.administration.incoming(None) as incoming:
            incoming.write(text.encode(), NAME)
            barrier.wait(30)
            try:
                told.append(office.administration.add(incoming, place, False, WHO))
            except FileTaken as error:
                told.append(error)

    threads = [threading.Thread(target=upload, args=(text_of(number),)) for number in (7, 8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(type(one).__name__ for one in told) == ["FileTaken", "Job"]
    assert (office.root / NAME).read_text() in (text_of(7), text_of(8))

    key = office.key("bai-00.txt")
    title = text_of(0).split("\n")[0]
    office.administration.edit(key, {"title": "Của Lan"}, {"title": title}, "lan")
    with pytest.raises(ChangedMeanwhile):
        office.administration.edit(key, {"title": "Của Hoa"}, {"title": title}, "hoa")
    office.administration.delete(office.key("bai-01.txt"), "lan")
    with pytest.raises((DocumentUnknown, HoiDapError)):
        office.administration.delete("0" * 20, "hoa")
    office.owner.gate.set()
    assert office.administration.jobs.wait(60)
    with pytest.raises(ChangedMeanwhile):
        office.administration.edit(key, {"title": "Của Hoa"}, {"title": title}, "hoa")
    row = office.rows()["bai-00.txt"]
    assert row.document is not None and row.document.title == "Của Lan"
    assert len(office.administration.thrown()) == 1


def test_originals_are_given_whole_and_only_ours(office: Administered, tmp_path: Path) -> None:
    file, name, size = office.administration.original(office.key("bai-00.txt"), WHO)
    with file:
        assert (file.read().decode(), name, size) == (text_of(0), "bai-00.txt", len(text_of(0).encode()))
    outside = tmp_path / "ngoài.txt"
    outside.write_text(text_of(20))
    (office.root / "lối ra.txt").symlink_to(outside)
    perform(Work("sync", (str(office.root),)), office.settings, office.owner.encoder)
    row = next(row for row in office.rows().values() if row.path == str(outside))
    with pytest.raises(DocumentUnknown):
        office.administration.original(row.key, WHO)
    with pytest.raises(OutsideFolder):
        office.administration.delete(row.key, WHO)
    key = office.key("bai-01.txt")
    (office.root / "bai-01.txt").unlink()
    (office.root / "bai-01.txt").symlink_to("/etc/passwd")
    with pytest.raises(DocumentUnknown):
        office.administration.original(key, WHO)
    assert office.actions() == [("download", "bai-00.txt")] and outside.exists()


def test_the_whole_folder_is_brought_up_to_date(office: Administered) -> None:
    (office.root / "tự chép.txt").write_text(text_of(11))
    assert office.states()["tự chép.txt"] == "waiting"
    job = office.over(office.administration.sync(WHO))
    assert [one.group for one in job.results].count("added") == 1
    assert office.states()["tự chép.txt"] == "ready"


def test_files_that_wait_are_read_together(office: Administered) -> None:
    office.owner.gate.clear()
    administration = office.administration
    jobs = []
    for number in (20, 21, 22):
        place = administration.uploads.place(f"bài {number}.txt", "")
        with administration.incoming(None) as incoming:
            incoming.write(text_of(number).encode(), place.name)
            jobs.append(administration.add(incoming, place, False, WHO))
    going = administration.listing().jobs
    assert len(going) == 3 and {job.state for job in going.values()} == {"waiting"}
    office.owner.gate.set()
    done = [office.over(job) for job in jobs]
    assert [[one.group for one in job.results] for job in done] == [["added"]] * 3
    assert len(office.owner.works) <= 2, "one was taken alone, the others together"


def test_an_archive_goes_as_one(office: Administered) -> None:
    import io
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in (30, 31):
            archive.writestr(f"bài {number}.txt", text_of(number))
    office.upload("gói.zip", packed.getvalue())
    rows = {name: row for name, row in office.rows().items() if name.startswith("gói.zip/")}
    assert len(rows) == 2 and all(row.inside and row.state == "ready" for row in rows.values())
    file, name, _ = office.administration.original(rows["gói.zip/bài 30.txt"].key, WHO)
    file.close()
    assert name == "gói.zip"
    office.over(office.administration.delete(rows["gói.zip/bài 30.txt"].key, WHO))
    (item,) = trash.thrown(office.root)
    assert item.path == "gói.zip" and len(item.documents) == 2
    assert not [name for name in office.states() if name.startswith("gói")]


def test_what_is_found_by_its_words_alone_is_told(office: Administered) -> None:
    """Embedding was left to the next sync: the table says so, with how far it is."""
    (office.root / "dài.txt").write_text("\n\n".join(text_of(number) for number in (40, 41, 42)))
    pace = Pace(words_first=0, leave=lambda: True)
    sync([office.root], office.settings, office.owner.encoder, pace=pace)
    row = office.rows(state="words")["dài.txt"]
    assert 0 < row.pending == row.chunks and "dai" in found(office, "đợt 41")
    assert reason_of(row) == f"Đã tính nghĩa 0/{row.chunks} đoạn; hiện tìm được theo từ ngữ."
    sync([office.root], office.settings, office.owner.encoder)
    assert office.states()["dài.txt"] == "ready"


def test_a_document_that_cannot_be_read_again_stays_and_says_so(office: Administered) -> None:
    (office.root / "bai-00.txt").write_text(" ")
    office.over(office.administration.sync(WHO))
    row = office.rows()["bai-00.txt"]
    assert row.state == "failed" and row.document is not None and row.chunks > 0
    assert reason_of(row).endswith("Nội dung của lần đọc trước vẫn được tìm.")
    assert "bai-00" in found(office, "xã Hoa Mai")
