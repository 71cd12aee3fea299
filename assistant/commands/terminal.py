"""What a person types at the terminal: editing, history, suggestions by Tab and by number."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

Read = Callable[[Sequence[str]], Awaitable[str | None]]
"""Reads a line, given what one may ask next; None at the end of the input."""

MOST_HISTORY = 1000


def reader(history: Path | None) -> Read:
    """Lines with editing at a terminal, plain lines from a pipe.

    `history`: a file that questions are kept in for the next time, readable by its owner only; None keeps
    them as long as the conversation.
    """
    return _edited(history) if sys.stdin.isatty() else _plain


def chosen(line: str, offered: Sequence[str]) -> str:
    """What was meant: a number stands for what was offered under it."""
    line = line.strip()
    if line.isdecimal() and 1 <= int(line) <= len(offered):
        return offered[int(line) - 1]
    return line


async def _plain(_: Sequence[str]) -> str | None:
    line = await asyncio.to_thread(sys.stdin.readline)
    return line.rstrip("\n") if line else None


def _edited(history: Path | None) -> Read:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
    from prompt_toolkit.completion import WordCompleter
    from prompt_toolkit.formatted_text import HTML
    from prompt_toolkit.history import FileHistory, History, InMemoryHistory

    kept: History = InMemoryHistory()
    if history is not None:
        prepare(history)
        kept = FileHistory(str(history))
    session: PromptSession[str] = PromptSession(
        history=kept, auto_suggest=AutoSuggestFromHistory(), enable_history_search=True
    )

    async def edited(offered: Sequence[str]) -> str | None:
        words = WordCompleter(list(offered), sentence=True)
        try:
            return await session.prompt_async(HTML("<b>나&gt;</b> "), completer=words)
        except (EOFError, KeyboardInterrupt):
            return None

    return edited


def prepare(history: Path) -> None:
    """The file exists, belongs to its owner alone, and is not longer than `MOST_HISTORY` questions."""
    history.parent.mkdir(parents=True, exist_ok=True)
    old = history.read_text(encoding="utf-8").split("\n\n")[-MOST_HISTORY:] if history.exists() else []
    descriptor = os.open(history, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n\n".join(old))
    history.chmod(0o600)
