"""Which files are found, what they are called, and which are refused."""

from __future__ import annotations

import hashlib
import os
import random
from pathlib import Path

import pytest

from ingest import errors
from ingest.clean import load_document
from ingest.language import vietnamese_share
from ingest.sources import find_files, read_source, slug

CORPUS = Path(__file__).parent.parent / "corpus"
VIETNAMESE = "Đảng bộ tỉnh hiện có 97.250 đảng viên, sinh hoạt tại 589 tổ chức cơ sở đảng.\n"


def write(path: Path, text: str | bytes = VIETNAMESE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def ids(*paths: Path) -> dict[str, str]:
    """Found files: path relative to its root → document id."""
    return {
        source.path.relative_to(source.root).as_posix(): source.document_id for source in find_files(paths)
    }


# Reading


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])  # utf-16 writes a mark
def test_encodings_give_the_same_text(tmp_path: Path, encoding: str) -> None:
    raw = VIETNAMESE.encode(encoding)
    source = read_source(write(tmp_path / "a.txt", raw))
    assert source.text == VIETNAMESE
    assert source.sha256 == hashlib.sha256(raw).hexdigest()


def test_big_endian_utf16_is_read_by_its_mark(tmp_path: Path) -> None:
    raw = b"\xfe\xff" + VIETNAMESE.encode("utf-16-be")
    assert read_source(write(tmp_path / "a.txt", raw)).text == VIETNAMESE


@pytest.mark.parametrize("raw", [b"", b"\n \t\n", "\ufeff\u200b \u00a0\n".encode()])
def test_nothing_but_white_space_is_empty(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(errors.EmptyFile) as caught:
        read_source(write(tmp_path / "a.txt", raw))
    assert caught.value.details["path"] == str(tmp_path / "a.txt")


@pytest.mark.parametrize(
    "raw",
    [
        random.Random(0).randbytes(2000),
        VIETNAMESE.encode() + b"\x00",
        VIETNAMESE.encode("utf-16-le"),  # without a mark nobody knows
        VIETNAMESE.encode("utf-8")[:-1] + b"\xe1\xbb",  # cut in the middle of a letter
        b"\x01\x02\x03\x04" * 20 + VIETNAMESE.encode(),
    ],
    ids=["random", "nul", "utf-16 without mark", "cut letter", "control characters"],
)
def test_bytes_that_are_no_text_are_binary(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(errors.BinaryFile):
        read_source(write(tmp_path / "a.txt", raw))


@pytest.mark.parametrize(
    "raw", [b"\x89PNG\r\n\x1a\n", b"\x7fELF\x02", b"Rar!\x1a"], ids=["png", "elf", "rar"]
)
def test_other_kinds_are_refused_whatever_they_are_called(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(errors.UnsupportedFormat) as caught:
        read_source(write(tmp_path / "a.txt", raw + bytes(100)))
    assert caught.value.details["path"] == str(tmp_path / "a.txt")


def test_a_missing_file_and_a_folder_named_like_a_file_are_unreadable(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    for name in ("missing.txt", "folder.txt"):
        with pytest.raises(errors.UnreadableFile):
            read_source(tmp_path / name)


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_forbidden_file_is_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.txt")
    path.chmod(0)
    if os.access(path, os.R_OK):  # root reads everything: let the system's refusal come from here

        def refuse(self: Path) -> bytes:
            raise PermissionError(13, "Permission denied", str(self))

        monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(errors.UnreadableFile):
        read_source(path)


# Language


@pytest.mark.parametrize(
    "text",
    [
        "The party committee of the province has 97,250 members in 589 organisations.",
        "À l'été, les élèves français étudient l'économie où l'État a créé des emplois.",
        "中国共产党的组织建设工作取得了新的成就，干部队伍建设不断加强。",
        "În anul acesta, școala și părinții au hotărât să înființeze o bibliotecă nouă.",
        "Bao cao ket qua cong tac nam 2023 cua Ban To chuc Tinh uy",
        "12.5;13.0;14\n2023-01-01;17",
    ],
    ids=[
        "English",
        "French",
        "Chinese",
        "Romanian",
        "a line without accents, too short to tell",
        "figures alone",
    ],
)
def test_other_languages_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(errors.NotVietnamese):
        read_source(write(tmp_path / "a.txt", text))


@pytest.mark.parametrize(
    "text",
    [
        VIETNAMESE,
        "STT|Xa|So dang vien|Ty le\n1|Đồng Quang|120|55,38%\n2|Hùng Sơn|98|10,14%\n3|Bản Ngoại|76|27,09%\n",
        "BAO CAO TONG KET NAM 2023\n" + VIETNAMESE,
        "Annual report / Báo cáo thường niên: the committee approved the plan. Ban Thường vụ đã phê duyệt.",
        "Bao cao ket qua cong tac nam 2023 cua Ban To chuc Tinh uy ve viec sap xep don vi su nghiep. "
        "Den nay toan tinh da giam duoc 102 don vi, tinh gian 1.043 nguoi, dat 27,09 phan tram so voi nam "
        "2015; cac huyen uy da chi dao thuc hien nghiem tuc, dung quy dinh.",
    ],
    ids=["prose", "table", "heading without accents", "two languages", "no accents at all"],
)
def test_vietnamese_is_accepted(tmp_path: Path, text: str) -> None:
    assert read_source(write(tmp_path / "a.txt", text)).text == text


def test_share_counts_words_with_a_letter_that_only_vietnamese_has() -> None:
    # "tổ" and "chức" have one; "là", "và" and "công" share theirs with other languages; 12 is no word.
    assert vietnamese_share("tổ chức là và công 12") == pytest.approx(2 / 5)
    assert vietnamese_share("to\u0302\u0309 12") == 1.0  # decomposed letters count alike


# Finding


def test_folders_are_walked_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "sub/c.txt", ".hidden.txt", ".git/d.txt", "~$lock.txt", "scan.pdf"):
        write(tmp_path / name)
    assert list(ids(tmp_path)) == ["a.md", "b.txt", "scan.pdf", "sub/c.txt"]


def test_a_file_given_twice_is_found_once(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt")
    assert len(find_files([path, tmp_path, tmp_path / "sub" / ".." / "a.txt"])) == 1


def test_a_missing_path_is_listed_so_that_reading_it_says_so(tmp_path: Path) -> None:
    (found,) = find_files([tmp_path / "gone.txt"])
    with pytest.raises(errors.UnreadableFile):
        load_document(found)


def test_slug_is_ascii() -> None:
    assert slug("Nghị quyết số 12-NQ/TU (Đại hội)") == "nghi-quyet-so-12-nq-tu-dai-hoi"
    assert slug("…") == "tai-lieu"


def test_ids_of_equal_names_differ_and_do_not_depend_on_order(tmp_path: Path) -> None:
    for name in ("x/Kế hoạch.txt", "y/ke hoach.txt", "khac.txt"):
        write(tmp_path / name)
    first = ids(tmp_path)
    assert first["khac.txt"] == "khac"
    # ke-hoach- and six digits of sha256 of the path below the root
    assert first["y/ke hoach.txt"] == "ke-hoach-" + hashlib.sha256(b"y/ke hoach.txt").hexdigest()[:6]
    assert len(set(first.values())) == 3
    again = {file.path: file.document_id for file in find_files([tmp_path / "y", tmp_path / "x", tmp_path])}
    assert again[tmp_path / "khac.txt"] == "khac"
    assert len(set(again.values())) == 3


def test_equal_paths_below_two_roots_still_get_two_ids(tmp_path: Path) -> None:
    for name in ("north/a.txt", "south/a.txt"):
        write(tmp_path / name)
    found = find_files([tmp_path / "north", tmp_path / "south"])
    assert len({file.document_id for file in found}) == 2
    turned = find_files([tmp_path / "south", tmp_path / "north"])
    assert {file.path: file.document_id for file in found} == {file.path: file.document_id for file in turned}


# Manifest

ENTRY = '[[document]]\nid = "bai-mot"\nfile = "a.txt"\n'


def test_a_manifest_names_its_files_wherever_they_are_reached_from(tmp_path: Path) -> None:
    write(tmp_path / "sub" / "manifest.toml", ENTRY)
    path = write(tmp_path / "sub" / "a.txt")
    assert ids(tmp_path) == {"sub/a.txt": "bai-mot"}
    assert ids(path) == {"a.txt": "bai-mot"}


def test_a_slug_gives_way_to_an_equal_manifest_id(tmp_path: Path) -> None:
    write(tmp_path / "manifest.toml", ENTRY)
    write(tmp_path / "a.txt")
    write(tmp_path / "Bài một.txt")
    found = ids(tmp_path)
    assert found["a.txt"] == "bai-mot"
    assert found["Bài một.txt"].startswith("bai-mot-")


def test_what_the_manifest_says_goes_before_the_text(tmp_path: Path) -> None:
    more = (
        'date = 2020-02-03\npublisher = "Báo Thái Nguyên"\nurl = "https://example.org/1"\nplace = "Đại Từ"\n'
    )
    write(tmp_path / "manifest.toml", ENTRY + more)
    write(tmp_path / "a.txt", "Tin huyện\n12/10/2023\n" + VIETNAMESE)
    (found,) = find_files([tmp_path])
    document = load_document(found)
    assert (document.issued, document.publisher) == ("2020-02-03", "Báo Thái Nguyên")
    assert (document.url, document.place) == ("https://example.org/1", "Đại Từ")
    assert document.title == "Tin huyện"  # the manifest gives none


def test_a_sha256_that_disagrees_is_an_error_of_that_file_alone(tmp_path: Path) -> None:
    write(tmp_path / "manifest.toml", ENTRY + f'sha256 = "{"0" * 64}"\n')
    write(tmp_path / "a.txt")
    write(tmp_path / "b.txt")
    wrong, right = find_files([tmp_path])
    with pytest.raises(errors.ManifestError) as caught:
        load_document(wrong)
    assert hashlib.sha256(VIETNAMESE.encode()).hexdigest() in str(caught.value.details["reason"])
    assert load_document(right).id == "b"


def test_a_file_of_the_manifest_that_is_gone_is_reported(tmp_path: Path) -> None:
    write(tmp_path / "manifest.toml", ENTRY)
    (found,) = find_files([tmp_path])
    with pytest.raises(errors.UnreadableFile):
        load_document(found)


@pytest.mark.parametrize(
    "text",
    [
        "[[document",
        'title = "x"\n',
        '[[document]]\nfile = "a.txt"\n',
        '[[document]]\nid = "a"\n',
        ENTRY + 'autor = "misspelt"\n',
        ENTRY + 'date = "12/10/2023"\n',
        ENTRY + 'sha256 = "abc"\n',
        ENTRY + 'title = ""\n',
        ENTRY.replace("bai-mot", "Bài một"),
        ENTRY.replace("a.txt", "../a.txt"),
        ENTRY + ENTRY,
        ENTRY + ENTRY.replace("a.txt", "b.txt"),
        b"\xff\xfe\xff",
    ],
)
def test_a_malformed_manifest_is_refused(tmp_path: Path, text: str | bytes) -> None:
    write(tmp_path / "manifest.toml", text)
    with pytest.raises(errors.ManifestError) as caught:
        find_files([tmp_path])
    assert caught.value.details["path"] == str(tmp_path / "manifest.toml")


def test_one_id_in_two_manifests_is_refused(tmp_path: Path) -> None:
    for folder in ("x", "y"):
        write(tmp_path / folder / "manifest.toml", ENTRY)
        write(tmp_path / folder / "a.txt")
    with pytest.raises(errors.ManifestError):
        find_files([tmp_path])


def test_page_debris_alone_is_an_empty_document(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "Tin cùng chuyên mục\nCác tin khác\nXem thêm >>\n")
    (found,) = find_files([path])
    with pytest.raises(errors.EmptyFile):
        load_document(found)


# The corpus


def test_the_corpus_is_whole() -> None:
    documents = [load_document(file) for file in find_files([CORPUS])]
    assert [document.id for document in documents] == [
        "nganh-to-chuc-xay-dung-dang-thai-nguyen",
        "giai-phap-cap-uy-dang-bo-khoi",
        "nganh-to-chuc-xay-dung-dang-no-luc",
        "ba-diem-nhan-bac-giang",
        "net-moi-xay-dung-dang-dai-tu",
    ]
    assert all(file.manifest and file.manifest.sha256 for file in find_files([CORPUS]))
    assert {document.kind for document in documents} == {"bài viết"}
