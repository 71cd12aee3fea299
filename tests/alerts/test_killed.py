"""`kill -9` at every step of telling, then a new start: nothing is lost, what is told again is known."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from assistant.alerts.model import Channel
from assistant.alerts.push import WebPush
from assistant.alerts.webhooks import Caller
from assistant.api.alert_schemas import payload
from assistant.api.kakao_alerts import KakaoAlerts
from assistant.risk.model import Level
from assistant.settings import Settings
from assistant.store import LOCAL
from tests.alerts.test_watcher import HOUR, RAIN, World
from tests.api.test_routes_push import Browser
from tests.engine_fakes import NOW
from tests.partners.server import Asked, Gives, Server, serving

WAYS = {"/hook": Channel.WEBHOOK, "/push": Channel.WEB_PUSH, "/v2/bots/bot1/talk": Channel.KAKAO}
LATER = (timedelta(0), timedelta(minutes=2), timedelta(minutes=4))
"""Passes after the new start: at once, and when the call that was taken on is free again."""


class Teller(World):
    """A server that tells a webhook, a browser and a KakaoTalk user on this machine."""

    def __init__(self, folder: Path, url: str) -> None:
        super().__init__(folder)
        here = frozenset({"127.0.0.1"})
        config = Settings(
            kakao_bot_id="bot1", kakao_rest_api_key=SecretStr("rest"), kakao_event_url=url, timeout_s=5
        )
        senders = {
            Channel.WEB_PUSH: WebPush(folder, "mailto:a@b.c", here),
            Channel.KAKAO: KakaoAlerts(config),
        }
        caller = Caller(self.stores.alerts, self.stores.webhooks, payload, here, senders)
        self.watcher._caller = caller
        self.sky(RAIN)


def ready(folder: Path, url: str, browser: Browser) -> None:
    """A trip that will be told in three ways."""
    world = Teller(folder, url)
    world.add("minsu")
    keys = {Channel.WEB_PUSH: browser.keys, Channel.KAKAO: {"type": "botUserKey", "id": "botuser"}}
    for path, channel in WAYS.items():
        world.stores.webhooks.add(
            LOCAL,
            f"{url}{path}",
            NOW,
            user=None,
            min_level=Level.SAFE,
            channel=channel,
            keys=keys.get(channel),
        )
    world.stores.engine.dispose()


def look(folder: Path, url: str, *times: datetime, stop: int = 0) -> bool:
    """Passes in a process of its own, killed before or after its nth writing; whether it was."""
    child = os.fork()
    if child == 0:
        try:
            world, count = Teller(folder, url), 0

            def step(*_: object) -> None:
                nonlocal count
                count += 1
                if count == stop:
                    os.kill(os.getpid(), signal.SIGKILL)

            def committed(_: object, record: Any) -> None:
                if record.info.pop("wrote", False):
                    step()

            def commits(connection: sa.Connection) -> None:
                connection.info["wrote"] = True
                step()

            sa.event.listen(world.stores.engine, "commit", commits)
            sa.event.listen(world.stores.engine.pool, "checkin", committed)
            for now in times:
                asyncio.run(world.watcher.watch(now))
            os._exit(0)
        finally:
            os._exit(1)
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        return True
    assert os.waitstatus_to_exitcode(status) == 0
    return False


def answer(asked: Asked) -> Gives:
    if asked.path in ("/hook", "/push"):
        return Gives(status=201)
    return Gives.json({"taskId": "t-1", "status": "SUCCESS"})


def unwritten(folder: Path, server: Server) -> int:
    """Calls that were made and are not written down as such."""
    if not server.asked:
        return 0
    with closing(sqlite3.connect(folder / "g.db")) as database:
        (left,) = database.execute("select count(*) from outbox").fetchone()
    return len(server.asked) - (len(WAYS) - left)


@pytest.mark.timeout(120)
def test_killed_at_any_step_nothing_is_lost_and_only_what_was_not_written_down_is_said_again(
    tmp_path: Path,
) -> None:
    browser = Browser()
    again: Counter[Channel] = Counter()
    killed, stop = True, 0
    with serving(answer) as server:
        for name in ("warm", "first"):
            ready(tmp_path / name, server.url, browser)
        Teller(tmp_path / "warm", server.url).pass_(NOW + HOUR)  # tables are read here, not in every process
        while killed:
            stop += 1
            server.asked.clear()
            folder = tmp_path / str(stop)
            shutil.copytree(tmp_path / "first", folder)
            killed = look(folder, server.url, NOW + HOUR, stop=stop)
            doubled = unwritten(folder, server)
            look(folder, server.url, *(NOW + HOUR + later for later in LATER))
            came = Counter(WAYS[asked.path] for asked in server.asked)
            assert set(came) == set(WAYS.values()), f"lost when killed at step {stop}"
            assert came.total() == len(WAYS) + doubled, f"told twice when killed at step {stop}"
            (alert,) = Teller(folder, server.url).told()
            assert alert.seq == 1
            for asked in server.asked:
                match WAYS[asked.path]:
                    case Channel.WEBHOOK:
                        assert asked.headers["webhook-id"] == f"msg_{alert.id}"
                    case Channel.WEB_PUSH:
                        assert browser.read(asked.body)["id"] == alert.id
                    case Channel.KAKAO:
                        assert json.loads(asked.body)["event"]["data"]["text"] == alert.text
            assert len({asked.headers.get("topic") for asked in server.asked if asked.path == "/push"}) == 1
            again += came - Counter(WAYS.values())
            shutil.rmtree(folder)
    assert stop > 15
    assert set(again) == set(WAYS.values())  # each was caught between the call and the note of it


@pytest.mark.parametrize(
    ("gives", "calls"),
    [
        (Gives(hang_up=True), 2),
        (Gives(status=504), 2),
        (Gives(status=400), 7),
    ],
    ids=["no answer", "gateway", "refused"],
)
def test_a_kakaotalk_message_that_may_have_been_taken_is_tried_once_more_only(
    tmp_path: Path, gives: Gives, calls: int
) -> None:
    with serving(gives) as server:
        world = Teller(tmp_path, server.url)
        world.add("minsu", depart=NOW + 25 * HOUR)
        keys = {"type": "botUserKey", "id": "botuser"}
        world.stores.webhooks.add(
            LOCAL, f"{server.url}/", NOW, user=None, min_level=Level.SAFE, channel=Channel.KAKAO, keys=keys
        )
        world.sky(RAIN)
        for hours in range(0, 21, 2):
            world.pass_(NOW + hours * HOUR)
    assert len(server.asked) == calls
