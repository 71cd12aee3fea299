"""`gilbeot times` and `gilbeot understand`: what a text means, without answering it."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import datetime
from typing import Annotated, Any

import typer

from assistant import clock
from assistant.commands.errors import UsageError
from assistant.commands.options import Now, json_lines, line_moment, moment

Lines = Annotated[
    str | None, typer.Option("--jsonl", help='한 줄에 {"text","now"} 하나씩인 파일, 또는 - (표준 입력).')
]
Text = Annotated[str | None, typer.Argument(help="이해할 문장")]


def times(text: Text = None, jsonl: Lines = None, now: Now = None) -> None:
    """시간 표현만 찾아요. 모델을 읽지 않아서 바로 답해요."""
    default = moment(now) or clock.now()
    if text is None and jsonl is None:
        raise UsageError('문장을 주거나 --jsonl - 로 넣어 주세요. 예: gilbeot times "내일 아침 일곱 시"')
    if text is not None:
        _print(_times_of(text, default))
        return
    assert jsonl is not None
    failed = 0
    for _, document in json_lines(jsonl):
        if isinstance(document, str):
            failed += 1
            _print({"error": document})
            continue
        try:
            _print(_times_of(document["text"], line_moment(document, default)))
        except ValueError as error:
            failed += 1
            _print({"text": document["text"], "error": str(error)})
    if failed:
        typer.echo(f"gilbeot times: {failed} lines could not be read", err=True)
        raise typer.Exit(2)


def _times_of(text: str, now: datetime) -> dict[str, Any]:
    from assistant.korean.times import find_times

    found = [
        {
            "text": span.text,
            "start": _local(span.start),
            "end": _local(span.end),
            "grain": span.grain,
        }
        for span in find_times(text, now)
    ]
    return {"text": text, "times": found}


def _local(value: datetime) -> str:
    """ISO 8601 local time of Korea, without the zone, as the contract has it."""
    return value.replace(tzinfo=None).isoformat()


def understand(text: Text = None, jsonl: Lines = None, now: Now = None) -> None:
    """문장의 뜻(의도, 장소, 시간)을 JSON으로 보여 줘요. 답은 하지 않아요."""
    default = moment(now) or clock.now()
    if text is None and jsonl is None:
        raise UsageError('문장을 주거나 --jsonl - 로 넣어 주세요. 예: gilbeot understand "내일 부산 안전해?"')
    sys.exit(asyncio.run(_understand(text, jsonl, default)))


async def _understand(text: str | None, jsonl: str | None, default: datetime) -> int:
    from assistant.commands.bot import load_bot

    bot = load_bot()
    if text is not None:
        _print((await bot.understand(text, default)).as_json())
        return 0
    assert jsonl is not None
    failed = 0
    for _, document in json_lines(jsonl):
        if isinstance(document, str):
            failed += 1
            _print({"error": document})
            continue
        try:
            now = line_moment(document, default)
        except ValueError as error:
            failed += 1
            _print({"text": document["text"], "error": str(error)})
            continue
        _print((await bot.understand(document["text"], now)).as_json())
    return 2 if failed else 0


def _print(document: dict[str, Any]) -> None:
    print(json.dumps(document, ensure_ascii=False))
