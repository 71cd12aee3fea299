"""`gilbeot me`: what this machine keeps about a user, and all of it gone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.errors import CommandError

if TYPE_CHECKING:
    from assistant.store.personal_data import PersonalData

me = typer.Typer(help="나에 대해 저장한 것을 보고, 내보내고, 다 지워요.", no_args_is_help=True)

User = Annotated[str, typer.Option("--user", help="누구의 정보인지 (대화의 user_id)")]
Yes = Annotated[bool, typer.Option("--yes", help="되묻지 않고 지워요.")]
TABLES = {
    "trips": "여정",
    "alerts": "알림",
    "watches": "여정을 지켜본 기록",
    "outbox": "보내려던 알림",
    "webhooks": "알림을 받을 주소",
    "preferences": "알림 설정",
    "consents": "동의",
    "calendars": "이어 둔 달력",
    "conversations": "나눈 이야기",
    "habits": "자주 다니시는 길",
    "recordings": "녹음",
}


@me.command("export")
def export(user: User = "me") -> None:
    """저장한 것을 모두 JSON 하나로 내보내요."""
    from assistant.settings import settings
    from assistant.store import LOCAL
    from assistant.store.export import everything

    document = everything(stores(), LOCAL, user, settings().keep_days)
    typer.echo(json.dumps(document, ensure_ascii=False, indent=1))


@me.command("delete")
def delete(user: User = "me", yes: Yes = False) -> None:
    """저장한 것을 모두 지우고, 남은 것이 없는지 다시 세어 보여 줘요."""
    from assistant.settings import settings
    from assistant.speech.tts.voices import voices_of
    from assistant.store import LOCAL
    from assistant.store.database import StoreError
    from assistant.store.personal import count_rows, user_tag

    if not yes and not typer.confirm("저장한 것을 모두 지울까요? 되돌릴 수 없어요."):
        raise CommandError("지우지 않았어요.")
    kept = stores()
    try:
        rows = kept.delete(user, LOCAL)
    except StoreError as error:
        raise CommandError(str(error)) from error
    voices_of(settings()).forget(user)
    gone = [f"{TABLES.get(name, name)} {count}건" for name, count in rows.items() if count]
    left = sum(count_rows(kept.engine, user_tag(kept.sealer, LOCAL, user)).values())
    what = ", ".join(gone) if gone else "저장해 둔 것이 없었어요"
    typer.echo(f"지운 것: {what}. 다시 세어 보니 남은 것은 {left}건이에요.")
    typer.echo("떠 있는 서버의 대화는 '내 정보 지워줘'라고 하시거나 30분 동안 말이 없으면 사라져요.")


def stores() -> PersonalData:
    """Those of this machine. Raises `CommandError`."""
    from assistant.store.database import StoreError
    from assistant.store.personal_data import personal_data

    try:
        return personal_data()
    except StoreError as error:
        raise CommandError(str(error)) from error
