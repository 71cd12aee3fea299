"""The threads that listen, as many as there are cores, apart from those that wait for voices and disks."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

_EARS = ThreadPoolExecutor(os.cpu_count() or 2, thread_name_prefix="ears")


async def listening(work: Callable[..., T], *given: object) -> T:
    """Listening is all computing: more threads than cores would only take time from each other."""
    return await asyncio.get_running_loop().run_in_executor(_EARS, work, *given)
