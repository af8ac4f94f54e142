"""The command ``hoidap``: the edge where errors become one Vietnamese sentence and an exit code."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import Annotated

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # must be set before torch loads, see ingest.embed

import typer
from rich.console import Console

from assistant.messages import message_for
from assistant.switches import Ablation
from assistant.user_commands import user_app
from ingest.errors import HoiDapError
from ingest.settings import Settings, load_settings

app = typer.Typer(
    name="hoidap",
    help="Hỏi đáp trên văn bản của cơ quan: trả lời ngắn gọn, kèm trích dẫn đúng chỗ.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
# typer carries click inside and exports only a child of its UsageError.
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]


class WrongUsage(Exception):
    """Arguments that do not go together; the message is shown as it is."""


out = Console()
err = Console(stderr=True)

IndexOption = Annotated[Path | None, typer.Option("--index", help="Thư mục chỉ mục (mặc định .hoidap).")]
WatchFlag = Annotated[bool, typer.Option("--watch", help="Theo dõi thư mục, có thay đổi thì nạp ngay.")]
JsonFlag = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")]


def _settings(index: Path | None = None, **more: object) -> Settings:
    return load_settings(index=index, **more)


@app.command()
def ingest(
    paths: Annotated[list[Path] | None, typer.Argument(help="Tệp hoặc thư mục (mặc định corpus/).")] = None,
    watch: WatchFlag = False,
    index: IndexOption = None,
) -> None:
    """Nạp tài liệu: đọc, làm sạch, cắt đoạn và đưa vào chỉ mục."""
    from assistant.commands import run_ingest

    settings = _settings(index)
    if watch:
        from assistant.upkeep import run_watch

        run_watch(paths or [settings.corpus], settings, err)
        return
    report = run_ingest(paths or [settings.corpus], settings, err)
    raise typer.Exit(1 if report.failed else 0)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="Câu hỏi bằng tiếng Việt.")] = None,
    json_: JsonFlag = False,
    batch: Annotated[Path | None, typer.Option(help="Tệp JSONL, mỗi dòng một câu hỏi.")] = None,
    out_: Annotated[Path | None, typer.Option("--out", help="Tệp JSONL ghi câu trả lời.")] = None,
    index: IndexOption = None,
) -> None:
    """Hỏi một câu, hoặc cả tệp câu hỏi với --batch."""
    from assistant.batch import run_batch
    from assistant.commands import run_ask

    settings = _settings(index)
    if batch is not None:
        if out_ is None or question is not None:
            raise WrongUsage("--batch cần đi kèm --out và không kèm câu hỏi")
        raise typer.Exit(1 if run_batch(batch, out_, settings, err) else 0)
    if question is None:
        raise WrongUsage('cần một câu hỏi, ví dụ: hoidap ask "…"')
    run_ask(question, json_, settings, out)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Địa chỉ lắng nghe (mặc định 127.0.0.1).")] = None,
    port: Annotated[int | None, typer.Option(help="Cổng (mặc định 7860).")] = None,
    watch: WatchFlag = False,
    index: IndexOption = None,
) -> None:
    """Mở trang web, API và trang xem tài liệu."""
    from assistant.serve import run_serve

    run_serve(_settings(index, host=host, port=port), err, watch)


@app.command()
def demo(
    port: Annotated[int | None, typer.Option(help="Cổng của dịch vụ (mặc định 7860).")] = None,
    index: IndexOption = None,
) -> None:
    """Mở thêm một trang web thử, ở cổng kế tiếp, có nhúng hộp hỏi đáp."""
    from assistant.demo import run_demo

    run_demo(_settings(index, port=port), err)


@app.command("eval")
def eval_(
    file: Annotated[Path | None, typer.Argument(help="JSONL của dự án hoặc SQuAD JSON.")] = None,
    json_out: Annotated[Path | None, typer.Option("--json", help="Ghi báo cáo JSON vào tệp này.")] = None,
    html_out: Annotated[
        Path | None, typer.Option("--html", help="Ghi báo cáo dạng trang web để đọc vào tệp này.")
    ] = None,
    compare: Annotated[Path | None, typer.Option(help="So với báo cáo JSON cũ.")] = None,
    split: Annotated[str | None, typer.Option(help="Chỉ phần dev hoặc test.")] = None,
    every: Annotated[int, typer.Option(min=1, help="Chỉ hỏi mỗi câu thứ N, kể từ câu đầu.")] = 1,
    closed: Annotated[
        bool, typer.Option("--closed", help="SQuAD: mỗi câu chỉ hỏi trong đoạn văn của câu đó.")
    ] = False,
    fold_accents: Annotated[
        bool, typer.Option("--fold-accents", help="Bỏ dấu tiếng Việt của mọi câu hỏi.")
    ] = False,
    ablate: Annotated[
        Ablation | None,
        typer.Option(help="Bỏ bộ đọc (reader), phạm vi (scope); chỉ tìm theo nghĩa (dense), từ (lexical)."),
    ] = None,
    index: IndexOption = None,
) -> None:
    """Chấm điểm trên bộ câu hỏi; mã thoát khác 0 khi dưới mức mong đợi."""
    from eval.run import Wanted, run_eval

    wanted = Wanted(file, split, every, closed, fold_accents, ablate, json_out, html_out, compare)
    raise typer.Exit(run_eval(wanted, _settings(index), out))


@app.command()
def documents(
    document_id: Annotated[str | None, typer.Argument(metavar="ID", help="Mã tài liệu.")] = None,
    json_: JsonFlag = False,
    index: IndexOption = None,
) -> None:
    """Liệt kê tài liệu đã nạp, hoặc xem một tài liệu."""
    from assistant.commands import run_documents

    run_documents(document_id, json_, _settings(index), out)


@app.command()
def allow(
    target: Annotated[str, typer.Argument(metavar="ID", help="Mã tài liệu bị cách ly, hoặc tệp của nó.")],
    forbid: Annotated[bool, typer.Option("--forbid", help="Thu hồi: cách ly trở lại.")] = False,
    index: IndexOption = None,
) -> None:
    """Cho phép tìm trong một tài liệu có dấu MẬT đang bị cách ly."""
    from assistant.upkeep import run_allow

    raise typer.Exit(0 if run_allow(target, forbid, _settings(index), err) else 1)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp sao lưu sẽ ghi.")],
    index: IndexOption = None,
) -> None:
    """Sao lưu chỉ mục vào một tệp, kể cả khi máy chủ đang chạy."""
    from assistant.upkeep import run_backup

    run_backup(file, _settings(index), err)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp sao lưu.")],
    index: IndexOption = None,
) -> None:
    """Khôi phục chỉ mục từ tệp sao lưu; tệp hỏng thì không đổi gì."""
    from assistant.upkeep import run_restore

    run_restore(file, _settings(index), err)


@app.command()
def rebuild(index: IndexOption = None) -> None:
    """Lập lại chỉ mục từ văn bản đã lưu, không đọc lại tệp gốc."""
    from assistant.upkeep import run_rebuild

    run_rebuild(_settings(index), err)


app.add_typer(user_app, name="user")


@app.command()
def doctor(index: IndexOption = None) -> None:
    """Kiểm tra: đã cài gì, mô hình nào, chỉ mục có nguyên vẹn, có gọi được LLM không."""
    from assistant.doctor import run_doctor

    raise typer.Exit(run_doctor(_settings(index), out))


def _say(sentence: str) -> None:
    err.print(sentence, style="red", markup=False, soft_wrap=True, highlight=False)


def _usage_fault(error: Exception) -> str:
    """Word what typer found wrong with the arguments; its own words are English."""
    name, parameter = getattr(error, "option_name", None), getattr(error, "param", None)
    if name:
        return f"tùy chọn {name} không có hoặc thiếu giá trị"
    if parameter is not None:
        return f"giá trị của {' / '.join(parameter.opts)} không hợp lệ"
    return "không có lệnh này, hoặc thừa tham số"


def _os_fault(error: OSError) -> str:
    place = f" {error.filename}" if error.filename else " dữ liệu"
    return f"Không đọc hoặc ghi được{place}. Hãy kiểm tra đường dẫn, quyền truy cập và dung lượng đĩa."


def main() -> None:
    """Run the command; expected failures end in one sentence and exit code 1 (2 for wrong usage)."""
    logging.basicConfig(level=logging.WARNING)
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except _UsageError as error:
        _say(f"Lệnh chưa đúng: {_usage_fault(error)}. Xem cách dùng: hoidap --help")
        sys.exit(2)
    except WrongUsage as error:
        _say(f"Lệnh chưa đúng: {error}. Xem cách dùng: hoidap --help")
        sys.exit(2)
    except HoiDapError as error:
        _say(message_for(error))
        sys.exit(1)
    except BrokenPipeError:  # the reader of a pipe, `head` say, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        logging.getLogger(__name__).debug("command failed", exc_info=error)
        _say(_os_fault(error))
        sys.exit(1)
    except (KeyboardInterrupt, typer.Abort):
        err.print("Đã dừng.")
        sys.exit(130)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
