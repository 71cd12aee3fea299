"""`gilbeot ask` and `gilbeot talk`: a question, or a conversation, in the terminal."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.errors import CommandError
from assistant.commands.options import AsJson, Now, ScenarioName, moment, scenario_now


def ask(
    text: Annotated[str, typer.Argument(help="물어볼 말")],
    now: Now = None,
    scenario: ScenarioName = None,
    speak: Annotated[Path | None, typer.Option("--speak", help="답을 소리(WAV)로도 저장해요.")] = None,
    as_json: AsJson = False,
) -> None:
    """한 번 묻고 답을 들어요. 서버가 떠 있으면 서버가, 아니면 바로 여기서 답해요."""
    at = scenario_now(scenario, moment(now))
    if speak is not None and not speak.parent.is_dir():
        raise CommandError(f"{speak.parent} 폴더가 없어요. 먼저 만들어 주세요.", status=2)
    from assistant.commands.conversation import answer_once, save_speech

    reply = asyncio.run(answer_once(text, at, scenario))
    if as_json:
        from assistant.dialogue import REPLY

        print(json.dumps(REPLY.dump_python(reply, mode="json", by_alias=True), ensure_ascii=False, indent=2))
    else:
        from rich.console import Console

        from assistant.commands.show import show_reply

        show_reply(Console(), reply)
    if speak is not None:
        save_speech(reply.speech, speak)
        typer.echo(f"{speak} 에 저장했어요.", err=True)


def talk(
    now: Now = None,
    scenario: ScenarioName = None,
    voice: Annotated[bool, typer.Option("--voice", help="마이크로 묻고 소리로 들어요.")] = False,
    keep: Annotated[
        bool, typer.Option("--keep-history", help="물어본 말을 이 기기에 남겨 다음에도 ↑로 불러와요.")
    ] = False,
) -> None:
    """터미널에서 이야기해요. 끝내려면 Ctrl-D를 눌러요."""
    from assistant.commands.conversation import converse
    from assistant.settings import settings

    history = settings().state_dir / "talk_history" if keep else None
    at = scenario_now(scenario, moment(now))
    asyncio.run(converse(at, scenario, history=history, voice=voice))
