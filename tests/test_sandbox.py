"""The child that reads files: no network, bounded memory and time, and one that dies costs its file alone."""

from __future__ import annotations

import io
import os
import signal
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from ingest import errors, sandbox
from ingest.sandbox import Sandbox
from ingest.sources import find_files, read_source
from tests.make_formats import FOLDER

VIETNAMESE = "Đảng bộ tỉnh hiện có 97.250 đảng viên, sinh hoạt tại 589 tổ chức cơ sở đảng."


def inside(program: str) -> str:
    """What a program prints that has taken on the child's limits."""
    lines = [
        "from ingest.parser import give_up_network, take_limits",
        "take_limits()",
        "apart = give_up_network()",
    ]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join([*lines, program])], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


def request(path: Path, **more: object) -> dict[str, object]:
    return {"do": "read", "path": str(path), "member": "", "ocr": False, **more}


def docx_of(text: str) -> bytes:
    document, stream = docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(stream)
    return stream.getvalue()


def rezipped(raw: bytes, changes: dict[str, bytes]) -> bytes:
    """An office file with entries replaced or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename not in changes:
                new.writestr(info, old.read(info))
        for name, content in changes.items():
            new.writestr(name, content)
    return stream.getvalue()


# What the child may not do


def test_python_opens_no_socket() -> None:
    assert inside("import socket\nsocket.socket()") == "PermissionError: no network here"
    assert inside("import socket\nsocket.getaddrinfo('localhost', 80)") == "PermissionError: no network here"


@pytest.mark.real
def test_the_kernel_lets_no_program_of_the_child_reach_this_machine() -> None:
    if inside("print(apart)") != "True":
        pytest.skip("this system gives no network namespaces")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        reach = ["bash", "-c", f": </dev/tcp/127.0.0.1/{port}"]
        assert inside(f"import subprocess\nprint(subprocess.run({reach}).returncode)") == "1"
        assert subprocess.run(reach, check=False).returncode == 0


def test_memory_ends_at_512_megabytes() -> None:
    assert inside("x = bytearray(400 * 2**20)\nprint(len(x))") == str(400 * 2**20)
    assert inside("bytearray(512 * 2**20)") == "MemoryError"
    assert inside(
        "import subprocess\nprint(subprocess.run(['bash', '-c', 'ulimit -v']).returncode)"
    ).startswith(str(512 * 1024))


def test_the_child_sees_nothing_of_the_callers_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOIDAP_LLM_API_KEY", "khoá-bí-mật")
    box = Sandbox()
    path = tmp_path / "a.docx"
    path.write_bytes(docx_of(VIETNAMESE))
    box.ask(request(path))
    assert box._child is not None
    environment = Path(f"/proc/{box._child._process.pid}/environ").read_bytes().decode()
    box.close()
    assert "HOIDAP" not in environment and "PATH=" in environment


# What becomes of children


def test_a_child_serves_many_files_and_leaves_nothing_behind(tmp_path: Path) -> None:
    box = Sandbox()
    path = tmp_path / "a.docx"
    path.write_bytes(docx_of(VIETNAMESE))
    texts = [box.ask(request(path))["text"] for _ in range(3)]
    child = box._child
    assert child is not None and child.served == 3
    assert texts == [VIETNAMESE] * 3
    box.close()
    assert not child._folder or not Path(child._folder).exists()
    assert child._process.returncode == -signal.SIGKILL


def test_a_child_that_was_killed_is_replaced(tmp_path: Path) -> None:
    box = Sandbox()
    path = tmp_path / "a.docx"
    path.write_bytes(docx_of(VIETNAMESE))
    box.ask(request(path))
    assert box._child is not None
    os.kill(box._child._process.pid, signal.SIGKILL)
    box._child._process.wait()
    assert box.ask(request(path))["text"] == VIETNAMESE
    box.close()


def test_one_that_hangs_is_stopped_and_only_its_file_fails(tmp_path: Path) -> None:
    fifo, good = tmp_path / "a.docx", tmp_path / "b.docx"
    good.write_bytes(docx_of(VIETNAMESE))
    os.mkfifo(fifo)  # reading it never ends
    box = Sandbox(seconds=3.0)
    with pytest.raises(errors.ReadLimit) as caught:
        box.ask(request(fifo))
    assert caught.value.details == {"reason": "time", "path": str(fifo)}
    box._seconds = 60.0
    assert box.ask(request(good))["text"] == VIETNAMESE
    box.close()


def test_one_that_dies_fails_its_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ``sitecustomize`` of the child's makes reading a certain file fatal to it."""
    fatal = (
        "import os\nfrom pathlib import Path\n_read = Path.read_bytes\n"
        "Path.read_bytes = lambda self: os.abort() if self.name == 'bad.docx' else _read(self)\n"
    )
    (tmp_path / "sitecustomize.py").write_text(fatal, encoding="utf-8")
    environment = sandbox._environment
    monkeypatch.setattr(
        sandbox,
        "_environment",
        lambda folder: {
            **environment(folder),
            "PYTHONPATH": f"{tmp_path}:{environment(folder)['PYTHONPATH']}",
        },
    )
    for name in ("good.docx", "bad.docx"):
        (tmp_path / name).write_bytes(docx_of(VIETNAMESE))
    box = Sandbox()
    assert box.ask(request(tmp_path / "good.docx"))["text"] == VIETNAMESE
    with pytest.raises(errors.ReadLimit) as caught:
        box.ask(request(tmp_path / "bad.docx"))
    assert caught.value.details["reason"] == "crash"
    assert box.ask(request(tmp_path / "good.docx"))["text"] == VIETNAMESE
    box.close()


# Files that must not be opened


def bomb() -> bytes:
    return rezipped(docx_of(VIETNAMESE), {"word/media/image1.bmp": bytes(60 * 2**20)})


def entities() -> bytes:
    expanding = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 10}">' for n in range(9))
    xml = f'<?xml version="1.0"?><!DOCTYPE d [{expanding}]><d>&e8;</d>'
    return rezipped(docx_of(VIETNAMESE), {"word/document.xml": xml.encode()})


def outside_entity() -> bytes:
    xml = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><d>&e;</d>'
    return rezipped(docx_of(VIETNAMESE), {"word/footnotes.xml": xml.encode("utf-16")})


def macros() -> bytes:
    return rezipped(docx_of(VIETNAMESE), {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


def archive(name: str, content: bytes = b"x") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr(name, content)
    return stream.getvalue()


def encrypted_zip() -> bytes:
    raw = bytearray(archive("a.txt", VIETNAMESE.encode()))
    raw[6] |= 1  # the entry's own head
    raw[raw.index(b"PK\x01\x02") + 8] |= 1  # and its line in the directory
    return bytes(raw)


@pytest.mark.parametrize(
    ("raw", "error", "reason"),
    [
        (bomb, errors.UnsafeFile, "bomb"),
        (entities, errors.UnsafeFile, "entities"),
        (outside_entity, errors.UnsafeFile, "entities"),
        (macros, errors.UnsafeFile, "macros"),
        (lambda: archive("../../etc/cron.d/x"), errors.UnsafeFile, "traversal"),
        (lambda: archive("/etc/cron.d/x"), errors.UnsafeFile, "traversal"),
        (lambda: archive("C:\\x.txt"), errors.UnsafeFile, "traversal"),
        (lambda: archive("sâu/x.zip", archive("a.txt")), errors.UnsupportedFormat, None),
        (lambda: archive("b.bin", bytes(60 * 2**20)), errors.UnsafeFile, "bomb"),
        (encrypted_zip, errors.EncryptedFile, None),
    ],
    ids=[
        "bomb",
        "entities",
        "outside entity",
        "macros",
        "..",
        "root",
        "drive",
        "nested",
        "zip bomb",
        "password",
    ],
)
def test_a_dangerous_file_fails_with_its_reason(
    tmp_path: Path, raw: Callable[[], bytes], error: type[errors.HoiDapError], reason: str | None
) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(raw())
    (file,) = find_files([path])
    with pytest.raises(error) as caught:
        read_source(file.path)
    assert caught.value.details.get("reason") == reason
    assert caught.value.details["path"] == str(file.path)


def old_word_with_password() -> bytes:
    raw = bytearray((FOLDER / "unicode.doc").read_bytes())
    raw[raw.index(b"\xec\xa5\x01\x01") + 0x0B] |= 1  # the head of its main stream
    return bytes(raw)


def text_with_password() -> bytes:
    manifest = b'<m xmlns:manifest="urn:x"><manifest:encryption-data/></m>'
    return rezipped((FOLDER / "unicode.odt").read_bytes(), {"META-INF/manifest.xml": manifest})


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.pdf", lambda: (FOLDER / "password.pdf").read_bytes()),
        ("a.docx", lambda: (FOLDER / "password.docx").read_bytes()),
        ("a.doc", old_word_with_password),
        ("a.odt", text_with_password),
    ],
    ids=["pdf", "docx", "doc", "odt"],
)
def test_a_password_is_named(tmp_path: Path, name: str, raw: Callable[[], bytes]) -> None:
    path = tmp_path / name
    path.write_bytes(raw())
    with pytest.raises(errors.EncryptedFile) as caught:
        read_source(path)
    assert caught.value.details["path"] == str(path)
