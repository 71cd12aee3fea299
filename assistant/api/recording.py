"""While the server runs: void debug recordings are deleted, and who is connected learns of the switch."""

from __future__ import annotations

import asyncio
import logging

from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError

from assistant.recorder import Recorder
from assistant.store.database import StoreError

log = logging.getLogger(__name__)
LOOK_S = 5.0
PURGE_EACH = 12
"""Looks between two purges: a minute."""


async def watch_recording(app: FastAPI) -> None:
    """Until cancelled. The first purge is at once: recordings end also while no server runs."""
    recorder: Recorder = app.state.recorder
    looks = 0
    while True:
        try:
            if looks % PURGE_EACH == 0:
                await asyncio.to_thread(recorder.purge)
        except (StoreError, SQLAlchemyError) as error:
            log.warning("recordings: %s", type(error).__name__)
        looks += 1
        await app.state.voice_hub.recording(await asyncio.to_thread(recorder.until))
        await asyncio.sleep(LOOK_S)
