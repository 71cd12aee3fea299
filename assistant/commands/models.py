"""`gilbeot models`: recognition models, where they come from, and fetching one."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.commands.errors import CommandError, UsageError

models = typer.Typer(help="음성 인식 모델을 보고, 받아요.", invoke_without_command=True)


@models.callback()
def listed(context: typer.Context) -> None:
    """쓸 수 있는 모델: 출처, 라이선스, 크기, 확인값."""
    if context.invoked_subcommand is not None:
        return
    from assistant.settings import Settings
    from assistant.speech.models import FETCHABLE, shipped

    folder = Settings().state_dir / "models"
    for model in (shipped(), *FETCHABLE.values()):
        there = model.url is None or (folder / model.name).is_dir()
        typer.echo(f"{model.name}  ({model.engine}, {model.size / 1e6:.1f} MB, {model.licence})")
        typer.echo(f"  {model.about}")
        typer.echo(f"  출처: {model.url or '이 프로그램에 들어 있음 (tools/vosk_model)'}")
        typer.echo(f"  SHA-256: {model.sha256}")
        typer.echo(f"  {'바로 쓸 수 있어요' if there else f'받으려면: gilbeot models fetch {model.name}'}")


@models.command("fetch")
def fetch_(name: Annotated[str, typer.Argument(help="모델 이름 (gilbeot models)")]) -> None:
    """모델을 받아요. 끊기면 다시 실행해 주세요, 이어서 받아요."""
    from rich.console import Console
    from rich.progress import DownloadColumn, Progress, TransferSpeedColumn

    from assistant.settings import Settings
    from assistant.speech.errors import ModelNotFetched
    from assistant.speech.models import FETCHABLE, fetch

    if name not in FETCHABLE:
        raise UsageError(f"{name!r}: 그런 모델은 없어요. 받을 수 있는 모델: {', '.join(FETCHABLE)}")
    columns = (*Progress.get_default_columns(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("받고 있어요", total=FETCHABLE[name].size)
        try:
            folder = fetch(
                FETCHABLE[name],
                Settings().state_dir / "models",
                lambda done, whole: bar.update(task, completed=done, total=whole),
            )
        except ModelNotFetched as error:
            raise CommandError(f"{error.user_message} ({error})") from error
    typer.echo(f"GILBEOT_STT_MODEL={folder.resolve()}")
    typer.echo("위 한 줄을 설정(.env)에 적어 주시면 이 모델로 들어요.")
