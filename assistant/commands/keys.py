"""`gilbeot keys`: who may use the HTTP API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.errors import CommandError, UsageError

if TYPE_CHECKING:
    from assistant.store.api_keys import ApiKeys

keys = typer.Typer(help="HTTP API 열쇠를 만들고, 보고, 거둬요.", no_args_is_help=True)


@keys.command("create")
def create(
    name: Annotated[str, typer.Argument(help="누가 쓰는 열쇠인지 (100자까지)")],
    scope: Annotated[
        list[str] | None,
        typer.Option("--scope", help="할 수 있는 일: read, trips, write, talk. 여러 번 쓸 수 있어요."),
    ] = None,
) -> None:
    """새 열쇠를 만들어요. 열쇠는 이때 한 번만 보여요."""
    from assistant.store.api_keys import Scope

    try:
        scopes = [Scope(item) for item in scope or ["read"]]
        key, text = _store().create(name, scopes)
    except ValueError:
        allowed = ", ".join(item.value for item in Scope)
        raise UsageError(f"이름은 1~100자, --scope 는 {allowed} 가운데 하나예요.") from None
    typer.echo(text)
    typer.echo(f"'{key.name}' 열쇠예요 (id {key.id}). 지금 적어 두세요. 다시 볼 수 없어요.", err=True)


@keys.command("list")
def listed() -> None:
    """열쇠들을 보여 줘요. 비밀은 저장하지 않으니 보이지 않아요."""
    from rich.console import Console
    from rich.table import Table

    table = Table("id", "이름", "할 수 있는 일", "만든 날", "마지막으로 쓴 때", "상태")
    for key in _store().all():
        used = f"{key.last_used:%Y-%m-%d %H:%M}" if key.last_used else "-"
        state = f"거둠 ({key.revoked:%Y-%m-%d})" if key.revoked else "사용 중"
        table.add_row(key.id, key.name, " ".join(sorted(key.scopes)), f"{key.created:%Y-%m-%d}", used, state)
    Console().print(table)


@keys.command("revoke")
def revoke(number: Annotated[str, typer.Argument(metavar="ID", help="gilbeot keys list 의 id")]) -> None:
    """열쇠를 거둬요. 곧바로 쓸 수 없게 돼요."""
    if not _store().revoke(number):
        raise CommandError(f"쓰고 있는 열쇠 가운데 '{number}' 는 없어요. gilbeot keys list 로 확인해 주세요.")
    typer.echo(f"{number} 열쇠를 거뒀어요.")


def _store() -> ApiKeys:
    from assistant.settings import settings
    from assistant.store.api_keys import ApiKeys
    from assistant.store.database import StoreError, open_database

    try:
        return ApiKeys(open_database(settings().database_url))
    except StoreError as error:
        raise CommandError(str(error)) from error
