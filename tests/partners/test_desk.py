"""Who answers, what is said when a partner fails, and that nobody who is in danger waits for one."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import UTC, datetime

import pytest

from assistant.partners.desk import Said
from assistant.partners.errors import NotConfigured
from assistant.partners.model import Answer, Request
from assistant.partners.routing import Situation, candidates, intents
from assistant.reply import Reply
from tests.partners.talk import Echo, Talk, registered

OURS = ["emergency", "ask_route_safety", "ask_place_risk", "ask_warning", "find_shelter", "delete_my_data"]


class Fails(Echo):
    """Does to every request what the test wants."""

    def __init__(self, how: object) -> None:
        super().__init__("고장", takes="")
        self.how = how
        self.calls = 0

    def can_take(self, request: Request) -> bool:
        return True

    async def answer(self, request: Request) -> Answer:
        self.calls += 1
        if isinstance(self.how, Exception):
            raise self.how
        if callable(self.how):
            await self.how()
        return self.how  # type: ignore[return-value]


def test_by_name_once_and_credited() -> None:
    echo = Echo("지니")
    talk = Talk(registered(echo, called=("지니",)))
    assert talk.say("지니한테 비트코인 얼마인지 물어봐") == "지니가 대답했어요. 비트코인 얼마인지 들었어요."
    assert echo.heard[0].named
    assert "user" not in echo.heard[0].session
    assert talk.say("비트코인은") is None


def test_handed_over_and_back() -> None:
    echo = Echo("지니")
    talk = Talk(registered(echo, called=("지니",), wake=("헤이 지니",)))
    assert "지니를 연결했어요" in (talk.say("지니 불러줘") or "")
    assert talk.say("끝말잇기 하자") == "끝말잇기 하자 들었어요."
    assert talk.say("안녕", "greet") == "안녕 들었어요."
    assert talk.say("내일 부산 가는 길 안전해?", "ask_route_safety") is None, "safety is ours"
    assert talk.say("사과", "out_of_scope") == "사과 들었어요.", "and the conversation goes on where it was"
    assert "길벗이에요" in (talk.say("길벗아", "greet") or "")
    assert talk.say("끝말잇기 하자") is None


def test_calling_us_with_a_question_ends_the_hand_over() -> None:
    talk = Talk(registered(Echo("지니"), called=("지니",)))
    talk.say("지니 불러줘")
    assert talk.say("길벗아 보일러 틀어줘") is None
    assert talk.say("보일러 틀어줘") is None


def test_an_open_question_of_ours_comes_before_a_partner_that_has_the_conversation() -> None:
    echo = Echo("지니")
    talk = Talk(registered(echo, called=("지니",)))
    talk.say("지니 불러줘")
    assert talk.say("가는 길 안전해?", "ask_route_safety") is None
    talk.desk.heard("user", Reply(text="어디로 가세요?", speech="", expects_reply=True))
    assert talk.say("부산이요", "inform") is None


@pytest.mark.parametrize("intent", OURS)
@pytest.mark.parametrize("state", ["none", "named", "handed_over", "spoke_last"])
def test_safety_is_never_offered_to_anybody(intent: str, state: str) -> None:
    situation = Situation(
        intent=intent,
        addressed="a" if state == "named" else None,
        handed_to="a" if state == "handed_over" else None,
        last_speaker="a" if state == "spoke_last" else None,
    )
    assert candidates(situation, ("a", "b")) == ()
    assert not any(intent in names for names in intents().values())


def test_an_emergency_goes_past_a_name_and_a_hand_over() -> None:
    echo = Echo("지니")
    talk = Talk(registered(echo, called=("지니",)))
    assert talk.say("지니야 살려줘 불이 났어", "emergency") is None
    talk.say("지니 불러줘")
    assert talk.say("지니한테 차가 물에 잠겼다고 말해줘", "emergency") is None
    assert not echo.heard


def test_the_one_who_spoke_last_may_go_on_and_again_is_said_again() -> None:
    first, second = Echo("하나", takes="다음"), Echo("둘", takes="")
    second.takes = "시작"
    talk = Talk(registered(first, "a"), registered(second, "b"))
    second_said = talk.say("시작")
    second.takes = "다음"
    assert talk.say("뭐라고?", "repeat") == second_said
    assert (talk.say("다음", "media_control") or "").startswith("둘")
    assert talk.say("비 와?", "ask_weather") is None
    assert (talk.say("다음", "media_control") or "").startswith("하나")


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (ValueError("boom"), "지금 대답하지 않아요"),
        (NotConfigured(what="주소"), "주소 설정이 필요해요"),
        (NotConfigured(excuse="no such excuse", what=""), "지금 대답하지 않아요"),
        (Answer(text=""), "알아들을 수 없는 대답"),
        (Answer(text="<script>x</script>"), "알아들을 수 없는 대답"),
        ("not an answer", "지금 대답하지 않아요"),
        (Answer(text=12), "지금 대답하지 않아요"),  # type: ignore[arg-type]
        (Answer(text="좋아요. " * 2_000_000), "좋아요."),
        (SystemExit(), "지금 대답하지 않아요"),
    ],
)
def test_whatever_a_partner_does_the_user_hears_an_excuse(how: object, words: str) -> None:
    reply = Talk(registered(Fails(how))).say("해 줘")
    assert reply is not None
    assert words in reply
    assert len(reply) < 450


def test_after_three_failures_it_rests_and_is_not_asked() -> None:
    fails = Fails(ValueError())
    talk = Talk(registered(fails))
    said = [talk.say("해 줘") for _ in range(5)]
    assert fails.calls == 3
    assert "쉬게 했어요" in (said[4] or "")


def test_one_that_does_not_end_is_given_up_in_time() -> None:
    reply = Talk(registered(Fails(lambda: asyncio.sleep(60)), timeout_s=0.05)).say("해 줘")
    assert reply is not None
    assert "기다리지 않았어요" in reply


def test_one_that_blocks_its_thread_blocks_nothing_else_and_gets_a_new_thread() -> None:
    release = threading.Event()

    async def block() -> None:
        release.wait(30)

    fails, echo = Fails(block), Echo("둘", takes="둘")
    talk = Talk(
        registered(fails, "a", called=("고장",), timeout_s=0.05), registered(echo, "b", called=("둘",))
    )
    assert "기다리지 않았어요" in (talk.say("고장한테 불 좀 꺼 줘") or "")
    assert "둘" in (talk.say("둘한테 하나 물어봐") or "")
    fails.how = Answer(text="이제 돼요.")
    assert "이제 돼요" in (talk.say("고장한테 불 좀 꺼 줘") or ""), "a thread of its own again"
    release.set()


def test_a_can_take_that_blocks_does_not_keep_the_others_from_answering() -> None:
    class Slow(Echo):
        def can_take(self, request: Request) -> bool:
            time.sleep(1.5)
            return True

    talk = Talk(registered(Slow("느림"), "a"), registered(Echo("둘", takes="하나"), "b"))
    assert talk.say("하나") == "둘이 대답했어요. 하나 들었어요."


def test_a_new_utterance_gives_up_the_partner_that_is_being_asked() -> None:
    asked = threading.Event()
    given_up = threading.Event()

    async def hang() -> None:
        asked.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            given_up.set()
            raise

    async def both() -> tuple[Reply | None, Reply | None]:
        talk = Talk(registered(Fails(hang), timeout_s=10))
        first = asyncio.create_task(talk.asay("해 줘"))
        await asyncio.to_thread(asked.wait, 5)
        second = await talk.asay("차가 물에 잠겼어", "emergency")
        return await first, second

    first, second = asyncio.run(both())
    assert second is None, "ours"
    assert first is not None
    assert "멈출게요" in first.text
    assert given_up.wait(5)


def test_forgetting_a_user_tells_the_partners_that_knew_them() -> None:
    echo, other = Echo("하나", takes="하나"), Echo("둘", takes="둘")
    talk = Talk(registered(echo, "a"), registered(other, "b"))
    talk.say("하나")
    talk.desk.forget("user")
    deadline = datetime.now(UTC).timestamp() + 5
    while not echo.stopped and datetime.now(UTC).timestamp() < deadline:
        time.sleep(0.01)
    assert echo.stopped == [echo.heard[0].session]
    assert not other.stopped


@pytest.mark.parametrize(("answer", "told"), [("affirm", True), ("deny", False)])
def test_a_yes_to_deleting_everything_tells_the_partners_too(answer: str, told: bool) -> None:
    echo = Echo("하나", takes="하나")
    talk = Talk(registered(echo, "a"))
    talk.say("하나")

    async def turn(intent: str, reply: Reply) -> None:
        async def own() -> Reply:
            return reply

        async def understand(_: str) -> str:
            return intent

        said = Said(user_id="user", text="그래", intent=intent, now=datetime.now(UTC))
        await talk.desk.turn(said, understand, own)

    asyncio.run(turn("delete_my_data", Reply(text="모두 지울까요?", speech="", expects_reply=True)))
    asyncio.run(turn(answer, Reply(text="네.", speech="")))
    deadline = datetime.now(UTC).timestamp() + (5 if told else 0.3)
    while not echo.stopped and datetime.now(UTC).timestamp() < deadline:
        time.sleep(0.01)
    assert bool(echo.stopped) is told
