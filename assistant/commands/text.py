"""`gilbeot times` and `gilbeot understand`: what a text means, without answering it."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
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
Read = Callable[[str, datetime], Awaitable[dict[str, Any]]]


def times(text: Text = None, jsonl: Lines = None, now: Now = None) -> None:
    """시간 표현만 찾아요. 모델을 읽지 않아서 바로 답해요."""
    _check(text, jsonl, 'gilbeot times "내일 아침 일곱 시"')
    sys.exit(asyncio.run(_read_all(text, jsonl, now, lambda: _times)))


def understand(text: Text = None, jsonl: Lines = None, now: Now = None) -> None:
    """문장의 뜻(의도, 장소, 시간)을 JSON으로 보여 줘요. 답은 하지 않아요."""
    _check(text, jsonl, 'gilbeot understand "내일 부산 안전해?"')
    sys.exit(asyncio.run(_read_all(text, jsonl, now, _understanding)))


def _check(text: str | None, jsonl: str | None, example: str) -> None:
    if text is None and jsonl is None:
        raise UsageError(f"문장을 주거나 --jsonl - 로 넣어 주세요. 예: {example}")


async def _read_all(text: str | None, jsonl: str | None, now: str | None, reader: Callable[[], Read]) -> int:
    """Reads one text or all lines; a bad line gets an error of its own and the rest is read. Exit status."""
    default = moment(now) or clock.now()
    read = reader()
    if text is not None:
        _print(await read(text, default))
        return 0
    assert jsonl is not None
    failed = 0
    for _, document in json_lines(jsonl):
        if isinstance(document, str):
            failed += 1
            _print({"error": document})
            continue
        try:
            at = line_moment(document, default)
        except ValueError as error:
            failed += 1
            _print({"text": document["text"], "error": str(error)})
            continue
        _print(await read(document["text"], at))
    if failed:
        typer.echo(f"gilbeot: {failed} lines could not be read", err=True)
    return 2 if failed else 0


async def _times(text: str, now: datetime) -> dict[str, Any]:
    from assistant.korean.times import find_times

    found = [
        {"text": span.text, "start": _local(span.start), "end": _local(span.end), "grain": span.grain}
        for span in find_times(text, now)
    ]
    return {"text": text, "times": found}


def _understanding() -> Read:
    from assistant.commands.bot import load_bot

    bot = load_bot()

    async def read(text: str, now: datetime) -> dict[str, Any]:
        return (await bot.understand(text, now)).as_json()

    return read


def _local(value: datetime) -> str:
    """ISO 8601 local time of Korea, without the zone, as the contract has it."""
    return value.replace(tzinfo=None).isoformat()


def _print(document: dict[str, Any]) -> None:
    print(json.dumps(document, ensure_ascii=False))
