"""The threads that listen, apart from those that wait for voices and disks; and tasks that come to an end."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

_EARS = ThreadPoolExecutor(os.cpu_count() or 2, thread_name_prefix="ears")


async def listening(work: Callable[..., T], *given: object) -> T:
    """Listening is all computing: more threads than cores would only take time from each other."""
    return await asyncio.get_running_loop().run_in_executor(_EARS, work, *given)


async def ended(tasks: Collection[asyncio.Task[None]]) -> None:
    """Waits for tasks that were cancelled, however they end.

    `asyncio.gather` would pass their cancellation on to one who is cancelled meanwhile."""
    for task in tasks:
        task.add_done_callback(_noticed)
    if tasks:
        await asyncio.wait(tasks)


def _noticed(task: asyncio.Task[None]) -> None:
    if not task.cancelled():
        task.exception()
