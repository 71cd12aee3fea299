"""The serving agent against Rasa's own: the same model, the same conversations, the same answers."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tarfile
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.dialogue import ModelMissing, RasaBot, Turn, newest_model
from assistant.nlu.conversations import Conversations, TurnLocks, folded
from assistant.reply import Reply
from assistant.settings import settings

SEOUL = ZoneInfo("Asia/Seoul")
SCENARIO = "khanun-2023"
NOW = datetime(2023, 8, 9, 18, 0, tzinfo=SEOUL)
SCRIPTS = [
    ["안녕", "내일 부산 가는 길 안전해?", "그럼 모레는?", "기차로 가면?", "왜?", "자세히 알려줘", "고마워"],
    ["내일 가는 길 안전해?", "부산이요", "다시 말해줘", "언제 출발하는 게 나아?"],
    ["내일 가는 길 안전해?", "차가 물에 잠겼어", "부산 날씨 어때?", "잘 가"],
    ["내일 광주 가는 길 안전해?", "경기도요", "왜?"],
    ["우리 집은 대구야", "내일 부산 가는 길 안전해?", "내 정보 전부 지워줘", "내일 부산 가는 길 안전해?"],
    ["ㅁㄴㅇㄹ", "보일러 틀어줘", "안드로메다 가는 길 안전해?", "경부고속도로 막혀?", "특보 내려진 데 있어?"],
    # Nothing for a partner: those answer after Rasa, and stock Rasa has none.
    ["내일 가는 길 안전해?", "ㅁㄴㅇㄹ", "보일러 틀어줘", "취소", "도움말", "응"],
]


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture(scope="module")
def bot() -> RasaBot:
    return RasaBot.load()


@pytest.fixture(scope="module")
def stock() -> RasaBot:
    """Rasa's agent with its own stores and runner, and actions behind JSON as an action server has them."""
    from rasa.core.agent import Agent
    from rasa.utils.endpoints import EndpointConfig
    from rasa_sdk.executor import ActionExecutor

    executor = ActionExecutor()
    executor.register_package("actions")

    class ActionServer(EndpointConfig):  # type: ignore[misc]
        async def request(self, *_: Any, json: Any = None, **__: Any) -> Any:
            return through_json(await executor.run(through_json(json)))

    def through_json(value: Any) -> Any:
        return json.loads(json.dumps(value))

    agent: Any = Agent.load(
        str(newest_model(settings().model_dir)), action_endpoint=ActionServer("http://x.invalid")
    )
    agent.knows = lambda user: user in agent.tracker_store._tracker_store.store
    agent.forget = lambda user: agent.tracker_store._tracker_store.store.pop(
        user, None
    )  # Rasa's own cannot forget
    return RasaBot(agent, settings())


def say(bot: RasaBot, loop: asyncio.AbstractEventLoop, user: str, text: str) -> Reply:
    turn = Turn(user_id=user, text=text, now=NOW, scenario=SCENARIO)
    return loop.run_until_complete(bot.handle(turn))


def same(one: Reply, other: Reply) -> bool:
    return (one.text, one.speech, one.intent, one.slots, one.cards, one.expects_reply) == (
        other.text, other.speech, other.intent, other.slots, other.cards, other.expects_reply,
    )  # fmt: skip


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script[0])
def test_conversations_are_those_of_stock_rasa(
    bot: RasaBot, stock: RasaBot, loop: asyncio.AbstractEventLoop, script: list[str]
) -> None:
    for text in script:
        got, expected = (say(each, loop, f"same-{script[0]}", text) for each in (bot, stock))
        assert same(got, expected), (text, got.text, expected.text)


def test_a_long_conversation_stays_the_same_and_short_in_memory(
    bot: RasaBot, stock: RasaBot, loop: asyncio.AbstractEventLoop
) -> None:
    """All scripts, twice over: what was folded away must not be missed."""
    kept: Any = bot._agent.tracker_store
    for text in [text for _ in range(2) for script in SCRIPTS for text in script]:
        got, expected = (say(each, loop, "long", text) for each in (bot, stock))
        assert same(got, expected), (text, got.text, expected.text)
        if "long" in kept.store:  # "내 정보 전부 지워줘" leaves nothing
            assert len(kept.store["long"].events) < 100


def test_no_tensorflow_and_no_scikit_learn_are_loaded_to_answer() -> None:
    with tarfile.open(newest_model(settings().model_dir)) as archive:
        member = next(m for m in archive.getmembers() if Path(m.name).name == "metadata.json")
        stored = archive.extractfile(member)
        assert stored is not None
        nodes = json.load(stored)["predict_schema"]["nodes"].values()
    if any("rasa.nlu.classifiers.diet" in node["uses"] for node in nodes):
        pytest.skip("this model was trained with Rasa's DIETClassifier, which is TensorFlow")
    script = """
import asyncio, sys
from assistant.dialogue import RasaBot, Turn
from assistant.nlu.lazy_rasa import WaitingModule
bot = RasaBot.load()
for text in ("안녕", "내일 부산 가는 길 안전해?", "내일 가는 길 안전해?", "왜?"):
    assert asyncio.run(bot.handle(Turn(user_id="a", text=text))).text
heavy = "tensorflow keras sklearn scipy.stats matplotlib sqlalchemy boto3 pymongo sanic dask".split()
print([m for m in heavy if m in sys.modules and not isinstance(sys.modules[m], WaitingModule)])
"""
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_turns_of_one_user_are_answered_in_order_and_users_do_not_wait_for_each_other(
    bot: RasaBot, loop: asyncio.AbstractEventLoop
) -> None:
    async def talk(user: str, texts: list[str]) -> list[Reply]:
        turns = (Turn(user_id=user, text=text, now=NOW, scenario=SCENARIO) for text in texts)
        return await asyncio.gather(*(bot.handle(turn) for turn in turns))

    async def everybody() -> list[list[Reply]]:
        one = talk("order-1", ["내일 부산 가는 길 안전해?", "그럼 모레는?", "기차로 가면?"])
        two = talk("order-2", ["내일 강릉 가는 길 안전해?", "그럼 모레는?", "버스로 가면?"])
        return await asyncio.gather(one, two)

    for replies, place, mode in zip(
        loop.run_until_complete(everybody()), ("부산", "강릉"), ("train", "bus"), strict=True
    ):
        trips = [reply.assessment.trip for reply in replies if reply.assessment]
        assert len(trips) == 3
        assert all(trip.destination.startswith(place) for trip in trips)
        assert trips[1].depart.date() - trips[0].depart.date() == timedelta(days=1)
        assert trips[2].mode == mode


def test_a_forgotten_user_is_unknown(bot: RasaBot, loop: asyncio.AbstractEventLoop) -> None:
    say(bot, loop, "forget", "내일 부산 가는 길 안전해?")
    loop.run_until_complete(bot.forget("forget"))
    kept: Any = bot._agent.tracker_store
    assert "forget" not in kept.store
    assert say(bot, loop, "forget", "그럼 모레는?").assessment is None


@pytest.mark.parametrize("content", [b"", b"no archive"])
def test_a_file_that_is_no_model_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.tar.gz"
    path.write_bytes(content)
    with pytest.raises(ModelMissing, match=r"broken\.tar\.gz"):
        RasaBot.load(path)


# --- the stores on their own

DOMAIN = Domain.from_dict(
    {
        "intents": ["go"],
        "actions": ["action_go"],
        "slots": {
            name: {"type": "any", "influence_conversation": False, "mappings": [{"type": "custom"}]}
            for name in ("place", "topic")
        },
        "forms": {"trip_form": {"required_slots": ["place"]}},
    }
)


def turn_events(number: int) -> list[Any]:
    return [
        UserUttered(f"turn {number}", {"name": "go"}),
        ActionExecuted("action_go"),
        SlotSet("topic", number),
        ActionExecuted("action_listen"),
    ]


def tracker_of(user: str, events: list[Any]) -> DialogueStateTracker:
    return DialogueStateTracker.from_events(user, [ActionExecuted("action_listen"), *events], DOMAIN.slots)


def run(work: Callable[[], Awaitable[Any]]) -> Any:
    async def main() -> Any:
        return await work()

    return asyncio.run(main())


def test_a_turn_that_fails_leaves_no_trace() -> None:
    store = Conversations(DOMAIN)

    async def work() -> DialogueStateTracker | None:
        await store.save(tracker_of("a", turn_events(1)))
        broken = await store.get_or_create_tracker("a")
        broken.update_with_events([*turn_events(2), ActiveLoop("trip_form")], DOMAIN)
        broken.slots["place"].value = "부산"
        return await store.retrieve("a")

    kept = run(work)
    assert len(kept.events) == 5
    assert kept.get_slot("topic") == 1
    assert kept.get_slot("place") is None
    assert kept.active_loop is None


@pytest.mark.parametrize("loop_open", [False, True])
def test_folding_keeps_slots_loop_and_the_last_turn(loop_open: bool) -> None:
    opening = [ActiveLoop("trip_form")] if loop_open else []
    long = [SlotSet("place", {"name": "부산"}), *opening, *(e for n in range(30) for e in turn_events(n))]
    tracker = tracker_of("a", long)
    short = folded(list(tracker.events), tracker, DOMAIN)
    assert len(short) < 12
    again = DialogueStateTracker.from_events("a", short, DOMAIN.slots)
    assert again.current_slot_values() == tracker.current_slot_values()
    assert again.active_loop_name == tracker.active_loop_name
    assert again.latest_message == tracker.latest_message
    assert again.latest_action_name == "action_listen"
    assert [e for e in short if isinstance(e, UserUttered)] == [tracker.latest_message]


def test_locks_are_fair_and_do_not_pile_up() -> None:
    locks, order = TurnLocks(), []

    async def turn(user: str, number: int, wait: float) -> None:
        async with locks.lock(user):
            await asyncio.sleep(wait)
            order.append((user, number))

    async def work() -> None:
        await asyncio.gather(*(turn("a", n, 0.01 * (3 - n)) for n in range(3)), turn("b", 0, 0))

    run(work)
    assert [entry for entry in order if entry[0] == "a"] == [("a", 0), ("a", 1), ("a", 2)]
    assert order[0] == ("b", 0)
    assert not locks._locks


def test_a_cancelled_turn_gives_its_place_to_the_next() -> None:
    locks = TurnLocks()

    async def hold() -> None:
        async with locks.lock("a"):
            await asyncio.sleep(60)

    async def work() -> None:
        first, second = asyncio.create_task(hold()), asyncio.create_task(hold())
        await asyncio.sleep(0)
        first.cancel()
        second.cancel()
        await asyncio.gather(first, second, return_exceptions=True)
        async with asyncio.timeout(1), locks.lock("a"):
            pass

    run(work)
    assert not locks._locks
