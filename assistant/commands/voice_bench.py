"""`gilbeot voice-bench`: the whole voice loop of this machine, timed."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.errors import CommandError
from assistant.commands.options import AsJson, Now, ScenarioName, moment, scenario_now


def voice_bench(
    turns: Annotated[int, typer.Option(min=1, max=140, help="장치마다 묻는 질문 수")] = 8,
    streams: Annotated[int, typer.Option(min=1, max=32, help="한꺼번에 묻는 장치 수")] = 1,
    phrase: Annotated[str, typer.Option(help="부르는 말")] = "길벗아",
    whole: Annotated[
        bool, typer.Option("--whole", help="대답을 끝까지 들어요 (첫 소리에서 끊지 않고).")
    ] = False,
    plot: Annotated[Path | None, typer.Option(help="폭포 그림을 저장할 PNG 파일")] = None,
    as_json: AsJson = False,
    now: Now = None,
    scenario: ScenarioName = "khanun-2023",
) -> None:
    """말로 묻고 말로 답하는 데 걸리는 시간을 재요."""
    from assistant.clock import Clock
    from assistant.commands.bot import load_bot
    from assistant.commands.listen import configured_recognizer
    from assistant.settings import settings
    from assistant.speech.errors import SpeechError
    from assistant.speech.tts.voices import voices_of
    from assistant.voicebench import report
    from assistant.voicebench.questions import MOST
    from assistant.voicebench.run import measure

    if turns * streams > MOST:
        raise CommandError(f"서로 다른 질문은 {MOST}개까지예요: --turns {turns} × --streams {streams}")
    at = Clock(scenario_now(scenario, moment(now))).now()
    recognizer, bot = configured_recognizer(), load_bot()
    try:
        measured = asyncio.run(
            measure(
                bot,
                recognizer,
                voices_of(settings()),
                now=at,
                scenario=scenario,
                phrase=phrase,
                turns=turns,
                streams=streams,
                whole=whole,
            )
        )
    except SpeechError as error:
        raise CommandError(f"{error.user_message} ({error})") from error
    found = report.document(measured)
    typer.echo(json.dumps(found, ensure_ascii=False) if as_json else report.table(found))
    if plot is not None:
        try:
            plot.write_bytes(report.waterfall(measured))
        except OSError as error:
            raise CommandError(f"{plot}에 저장할 수 없어요: {error.strerror or error}") from error
        except ImportError as error:
            raise CommandError("그림에는 matplotlib이 필요해요: uv sync --extra bot") from error
