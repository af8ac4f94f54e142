"""The parts of README.md that follow from the code: settings, file tree, a real run.

``python -m tests.readme`` writes them anew; ``tests/test_readme.py`` fails while one is out of date.
"""

from __future__ import annotations

import ast
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pydantic_core import PydanticUndefined

from ingest.settings import PREFIX, Settings
from tests.service import HOIDAP, plain_environment

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
QUESTIONS = (
    "Bắc Giang giảm bao nhiêu đơn vị sự nghiệp?",
    "Bắc Ninh giảm bao nhiêu đơn vị sự nghiệp?",
)
# What a file is that cannot say so itself, by path or by pattern; "" leaves it out of the tree.
NOTES = {
    ".ci/run": "What a fresh Debian machine needs for `make test`, and `make test` itself.",
    ".gitignore": "",
    "LICENSE": "MIT.",
    "Makefile": "Targets `setup`, `run`, `test`, `lint`, `eval`, `readme`; each sets up what it needs.",
    "README.md": "",
    "constraints.txt": "Versions that are known to work together; `make setup` installs exactly these.",
    "pyproject.toml": "Dependencies, the command `hoidap`, rules for lint, types and tests.",
    "assistant/static/acts.js": "Copying, judging and taking an answer away.",
    "assistant/admin.html": "The administration page.",
    "assistant/static/admin.css": "Style of the administration page.",
    "assistant/static/admin.js": "Requests, messages, questions, tabs, and what goes on.",
    "assistant/static/admin-more.js": "The trash, and the log of who did what.",
    "assistant/static/admin-table.js": "The table of files: filters, rows, what can be done with each.",
    "assistant/static/admin-upload.js": "Files dropped or picked, sent with their progress.",
    "assistant/static/meeting.css": "Style of the page for a branch meeting.",
    "assistant/static/sign.css": "Style of the pages for signing in.",
    "assistant/static/signed.js": "Leads to signing in once a session has ended.",
    "assistant/static/talks.js": "Conversations kept in this browser: listed, renamed, deleted.",
    "assistant/static/tools.css": "Style of filters, conversations and the buttons of an answer.",
    "assistant/static/chat.css": "Style of the chat page.",
    "assistant/static/chat.js": "A click on [1] opens the source beside the chat.",
    "assistant/static/docs.css": "Style of the page of the API.",
    "assistant/static/icon.svg": "The icon in the browser's tab.",
    "assistant/static/page.css": "Style of the viewer and of the list of documents.",
    "assistant/static/viewer.js": "Scrolls to the highlighted passage.",
    "assistant/widget/embed.css": "Style of the frame.",
    "assistant/widget/embed.html": "The page in the widget's frame.",
    "assistant/widget/embed.js": "The conversation in the frame: questions, answers as text and links.",
    "assistant/widget/host.css": "Style of the demonstration's web page.",
    "assistant/widget/host.html": "A web page that embeds the widget, for `hoidap demo`.",
    "assistant/widget/host.js": "Listens to the widget's events, and asks through it.",
    "assistant/widget/widget.js": "The element `<hoi-dap>`: launcher, frame, tickets.",
    "assistant/synonyms.txt": "Words of office Vietnamese that stand for each other.",
    "assistant/usual_pairs.txt": "How often two syllables stand side by side; by `training/usual_pairs.py`.",
    "assistant/confidence.json": "How probabilities become confidence; fitted by `eval/calibrate.py`.",
    "assistant/weights.json": "What each feature of a candidate counts; fitted by `eval/fit.py`.",
    "assistant/reader.onnx": "The trained reader: one file, 8-bit, its tokenizer inside.",
    "assistant/reader.onnx.sha256": "Its checksum, verified at every start.",
    "docs/reader.md": "Model card of the reader: what it learned from, how well it reads.",
    "tests/data/decrees.json": "Five decrees, read by hand: every Điều, and their facts.",
    "tests/data/gazette-60.json": "Sixty pages of the gazette: title, number, dates.",
    "training/dossiers/*.jsonl": "Documents written for the reader; one paragraph answers each question.",
    "training/papers/*.jsonl": "Passages and questions written for the reader, a kind of text a file.",
    "training/questions/held.txt": "Passages kept out of training.",
    "training/questions/*.tsv": "Questions written for the reader, by passage.",
    "corpus/*.txt": "The five articles, byte for byte as obtained.",
    "corpus/manifest.toml": "Ids, checksums and known dates of the articles.",
    "docs/*.png": "Screenshots.",
    "eval/LOG.md": "What was tried to make answers better, with numbers.",
    "eval/*.jsonl": "Questions with expected answers and proof, written by hand.",
    "eval/office/*": "Invented reports, resolutions, plans and articles that ``office.jsonl`` asks about.",
    "eval/page.html": "Template of the report to read.",
    "eval/expected.toml": "Scores below which `hoidap eval` fails.",
    "tests/__init__.py": "",
    "tests/data/formats/*": "One article or table as office programs save it.",
}
FOLDERS = {
    ".ci": "",
    "assistant": "",
    "assistant/static": "Scripts and styles of the pages.",
    "assistant/widget": "The box that other web sites embed: no build step, no dependencies.",
    "corpus": "The documents that come with the product.",
    "docs": "",
    "eval": "",
    "ingest": "",
    "training/dossiers": "Documents of our own.",
    "training/papers": "Passages of our own.",
    "training/questions": "Written questions; the passages stay where they are.",
    "tests": "One file per module; `real`, `browser` and `slow` mark what needs more than Python.",
}


def settings_table() -> str:
    """One row per setting: name, default, range, meaning."""
    rows = ["| Setting | Default | Range | Meaning |", "|---|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = field.get_default(call_default_factory=True)
        assert default is not PydanticUndefined
        shown = str(getattr(default, "get_secret_value", lambda value=default: value)())
        limits = [str(value) for bound in field.metadata for value in (_limit(bound),) if value is not None]
        cells = (
            f"`{PREFIX}{name.upper()}`",
            f"`{shown}`" if shown else "",
            "–".join(limits),
            field.description or "",
        )
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _limit(bound: object) -> object:
    return getattr(bound, "ge", None) if hasattr(bound, "ge") else getattr(bound, "le", None)


def tracked() -> list[str]:
    """Paths under version control, in order."""
    # On a build machine the files often belong to another user, whom git would not trust.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return sorted(path for path in listed.stdout.split("\0") if path and (ROOT / path).is_file())


def tree(paths: Sequence[str]) -> str:
    """The files by folder, each with one line on what it is.

    Raises:
        KeyError: A file neither has a docstring nor stands in ``NOTES``.
    """
    noted = {_entry(path): _note(path) for path in paths}
    noted = {path: note for path, note in noted.items() if note}
    folders = sorted({str(Path(path).parent) for path in noted})
    lines = []
    for folder in folders:
        inside = {Path(path).name: note for path, note in noted.items() if str(Path(path).parent) == folder}
        note = inside.pop("__init__.py", None) or FOLDERS.get(folder, "")
        width = max(map(len, inside)) + 2
        indent = "" if folder == "." else "  "
        if folder != ".":
            lines.append(f"{folder}/  {note}".rstrip())
        lines += [f"{indent}{name:<{width}}{text}" for name, text in sorted(inside.items())]
    return "```text\n" + "\n".join(lines) + "\n```"


def _entry(path: str) -> str:
    """The path itself, or the pattern of ``NOTES`` that stands for all files like it."""
    patterns = (pattern for pattern in NOTES if "*" in pattern and Path(path).match(pattern))
    return path if path in NOTES else next(patterns, path)


def _note(path: str) -> str:
    if path.endswith(".py") and path not in NOTES:
        docstring = ast.get_docstring(ast.parse((ROOT / path).read_text(encoding="utf-8")))
        if docstring:
            return docstring.splitlines()[0].replace("``", "`")
    return NOTES[_entry(path)]


def transcript(index: Path) -> str:
    """What the terminal shows for the example questions, asked of an index of ``corpus/``."""
    shown = []
    for question in QUESTIONS:
        command = [HOIDAP, "ask", question, "--index", str(index)]
        answered = subprocess.run(
            command, cwd=ROOT, env=plain_environment(), capture_output=True, text=True, check=True
        )
        shown.append(f'$ hoidap ask "{question}"\n{answered.stdout.rstrip()}')
    return "```console\n" + "\n\n".join(shown) + "\n```"


def block(text: str, name: str) -> str:
    """What stands between the marks of a block."""
    begin, end = _marks(name)
    return text[text.index(begin) + len(begin) : text.index(end)].strip()


def with_block(text: str, name: str, content: str) -> str:
    """The text with another content between the marks of a block."""
    begin, end = _marks(name)
    head, tail = text[: text.index(begin) + len(begin)], text[text.index(end) :]
    return f"{head}\n{content}\n{tail}"


def _marks(name: str) -> tuple[str, str]:
    return f"<!-- begin:{name} -->", f"<!-- end:{name} -->"


def main() -> None:
    """Write every block anew."""
    text = README.read_text(encoding="utf-8")
    text = with_block(text, "settings", settings_table())
    text = with_block(text, "tree", tree(tracked()))
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        subprocess.run(
            [HOIDAP, "ingest", "--index", str(index)], cwd=ROOT, env=plain_environment(), check=True
        )
        text = with_block(text, "run", transcript(index))
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
