"""Partners in the real conversation: who answers, and that safety comes first whoever hangs."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from assistant.answers import emergency_answer
from assistant.answers.emergency import emergency_kind
from assistant.dialogue import RasaBot, Turn
from assistant.partners.desk import Desk
from assistant.partners.model import Answer, Request
from assistant.partners.registry import Registered
from assistant.reply import Reply
from tests.bots import Conversation
from tests.partners.talk import NOW, Echo, registered

QUESTION = "내일 부산 가는 길 안전해?"
Start = Callable[..., Conversation]


@pytest.fixture
def start(bot: RasaBot, loop: asyncio.AbstractEventLoop) -> Iterator[Start]:
    """A conversation with the real bot and the given partners."""
    desks = []

    def begin(*partners: Registered) -> Conversation:
        desk = Desk(partners)
        desks.append(desk)
        return Conversation(RasaBot(bot._agent, bot._config, desk), loop, NOW, None)

    yield begin
    for desk in desks:
        desk.close()


class Hangs(Echo):
    """Takes everything and blocks its thread, as bad code does."""

    def __init__(self) -> None:
        super().__init__("지니")
        self.asked = threading.Event()
        self.release = threading.Event()

    def can_take(self, request: Request) -> bool:
        return True

    async def answer(self, request: Request) -> Answer:
        self.asked.set()
        self.release.wait(30)
        return Answer(text="이제야 대답해요.")


def test_by_name_and_handed_over_with_safety_between(start: Start) -> None:
    echo = Echo("지니")
    user = start(registered(echo, called=("지니",)))
    assert "대답했어요" in user.say("지니한테 비트코인 얼마인지 물어봐").text
    assert "연결했어요" in user.say("지니 불러줘").text
    assert user.say("끝말잇기 하자").text == "끝말잇기 하자 들었어요."
    route = user.say(QUESTION)
    assert route.assessment is not None
    assert user.say("왜?").intent == "ask_reason"
    assert user.say("끝말잇기 하자").text == "끝말잇기 하자 들었어요."
    assert echo.heard[-1].trip is not None
    assert echo.heard[-1].trip.destination.startswith("부산")
    assert any(region.startswith("26") for region in echo.heard[-1].trip.regions), "districts of Busan"
    emergency = user.say("지니야 살려줘 지하차도에 갇혔어")
    assert emergency.text == emergency_answer(emergency_kind("지하차도에 갇혔어")).text
    assert "길벗이에요" in user.say("길벗아").text


def test_a_question_of_ours_is_not_given_away(start: Start) -> None:
    user = start(registered(Hangs(), called=("지니",)))
    user.say("지니 불러줘")
    assert user.say("내일 가는 길 안전해?").expects_reply
    answer = user.say("부산이요")
    assert answer.assessment is not None


def test_deleting_my_data_reaches_the_partners(start: Start) -> None:
    echo = Echo("지니")
    user = start(registered(echo, called=("지니",)))
    user.say("지니한테 비트코인 얼마인지 물어봐")
    user.say("내 정보 전부 지워줘")
    waited = threading.Event()
    for _ in range(500):
        if echo.stopped:
            break
        waited.wait(0.01)
    assert echo.stopped == [echo.heard[0].session]


@pytest.mark.parametrize("text", ["차가 물에 잠겼어", QUESTION])
def test_safety_is_answered_while_a_partner_hangs(start: Start, text: str) -> None:
    """The same user speaks again while the partner's thread is blocked: the answer does not wait for it."""
    hangs = Hangs()
    user = start(registered(hangs, called=("지니",), timeout_s=10))
    bot = user._bot
    first_turn = Turn(user_id=user.user, text="지니한테 비트코인 얼마인지 물어봐", now=NOW)

    async def both() -> tuple[Reply, Reply]:
        first = asyncio.create_task(bot.handle(first_turn))
        await asyncio.to_thread(hangs.asked.wait, 5)
        second = await bot.handle(replace(first_turn, text=text))
        assert not hangs.release.is_set(), "the partner still hangs"
        return await first, second

    first, second = user._loop.run_until_complete(both())
    hangs.release.set()
    assert "멈출게요" in first.text
    assert second.intent in ("emergency", "ask_route_safety")
    assert "119" in second.text or second.assessment is not None
