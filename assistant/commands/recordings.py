"""`gilbeot recordings`: what is said to this machine, recorded for some hours, and all of it gone."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant import clock
from assistant.commands.errors import CommandError
from assistant.commands.me import stores
from assistant.commands.options import AsJson
from assistant.recorder import moment

if TYPE_CHECKING:
    from assistant.store.recordings import RecordingStore

recordings = typer.Typer(
    help="문제를 찾으려고 말씀을 녹음해요 (꺼져 있고, 켜도 저절로 꺼지고, 켜져 있으면 말로 알려요).",
    no_args_is_help=True,
)

Hours = Annotated[float, typer.Option(min=0.01, max=24, help="몇 시간 동안 녹음할지")]
Yes = Annotated[bool, typer.Option("--yes", help="되묻지 않고 지워요.")]


@recordings.command("on")
def on(hours: Hours = 1.0) -> None:
    """지금부터 정한 시간 동안, 길벗에게 하시는 말씀을 암호화해서 저장해요."""
    now = clock.now()
    until = _store().switch_on(now + timedelta(hours=hours), now)
    told = "이어져 있는 기기가 그렇다고 말하고, 거울은 '녹음 중'이라고 보여 줘요."
    typer.echo(f"{moment(until)}까지 녹음해요. {told}")


@recordings.command("off")
def off() -> None:
    """녹음을 꺼요. 저장한 것은 때가 되면 지워져요."""
    _store().switch_off()
    typer.echo("녹음을 껐어요. 저장한 것까지 지우시려면 gilbeot recordings delete 라고 해 주세요.")


@recordings.command("list")
def listed(as_json: AsJson = False) -> None:
    """녹음이 켜져 있는지, 무엇을 저장했는지 보여 줘요."""
    now, store = clock.now(), _store()
    until, found = store.until(now), store.all(now)
    if as_json:
        rows = [
            {"id": one.id, "user_id": one.user, "at": one.at.isoformat(), "until": one.until.isoformat()}
            | {"text": one.text, "confidence": one.confidence}
            for one in found
        ]
        document = {"until": until.isoformat() if until else None, "recordings": rows}
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    typer.echo(f"{moment(until)}까지 녹음하고 있어요." if until else "녹음은 꺼져 있어요.")
    for one in found:
        gone = f"{moment(one.until)}에 지워요"
        typer.echo(f"{one.id}  {one.at:%m-%d %H:%M:%S}  {one.user}  {one.text}  ({gone})")


@recordings.command("save")
def save(folder: Annotated[Path, typer.Argument(help="소리 파일(FLAC)을 둘 폴더")]) -> None:
    """저장한 것을 풀어 소리 파일로 내보내요. 내보낸 파일은 저절로 지워지지 않아요."""
    found = _store().all(clock.now())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for one in found:
            target = folder / f"{one.id}.flac"
            with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(one.sound)
            typer.echo(f"{target}\t{one.text}")
    except OSError as error:
        raise CommandError(f"{folder}에 쓸 수 없어요: {error.strerror or error}") from error
    typer.echo(f"{len(found)}개를 내보냈어요. 다 보시면 직접 지워 주세요.", err=True)


@recordings.command("delete")
def delete(yes: Yes = False) -> None:
    """저장한 녹음을 모두 지우고, 남은 것이 없는지 다시 세어 보여 줘요."""
    from assistant.store.database import StoreError

    if not yes and not typer.confirm("모든 사람의 녹음을 지울까요? 되돌릴 수 없어요."):
        raise CommandError("지우지 않았어요.")
    store = _store()
    try:
        gone = store.delete_all()
    except StoreError as error:
        raise CommandError(str(error)) from error
    typer.echo(f"녹음 {gone}개를 지웠어요. 다시 세어 보니 남은 것은 {store.count()}개예요.")


def _store() -> RecordingStore:
    """That of this machine, without what is void. Raises `CommandError`."""
    from assistant.store.database import StoreError

    store = stores().recordings
    try:
        store.purge(clock.now())
    except StoreError as error:
        raise CommandError(str(error)) from error
    return store
