"""Other assistants, each behind a server that speaks its format, and what such servers do wrong."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from wyoming.asr import Transcript
from wyoming.event import Event
from wyoming.handle import Handled, HandledChunk, HandledStart, HandledStop, NotHandled
from wyoming.server import AsyncEventHandler, AsyncServer

from assistant.partners.errors import BadPartnerAnswer, NotConfigured, PartnerDown, PartnerError
from assistant.partners.handover.home_assistant import HomeAssistant
from assistant.partners.handover.rasa import RasaPartner
from assistant.partners.handover.wyoming_handle import WyomingPartner
from assistant.partners.model import Answer, Partner
from tests.partners.server import Gives, serving
from tests.partners.talk import Talk, registered, request
from tests.ports import free_port

HUGE = b"x" * 65536


def ha(speech: object, **more: Any) -> Gives:
    response = {"response_type": "action_done", "language": "ko", "speech": {"plain": {"speech": speech}}}
    return Gives.json({"response": response, "conversation_id": "c1", **more})


def test_rasa_is_asked_and_its_messages_are_joined() -> None:
    messages = [
        {
            "text": "<b>주문</b>하시겠어요?",
            "buttons": [{"title": "네", "payload": "/y"}],
        },
        {"recipient_id": "s", "image": "https://example.com/a.png"},
    ]
    with serving(Gives.json(messages)) as server:
        talk = Talk(
            registered(RasaPartner({"url": server.url, "token": "t"}), called=("피자봇",), name="피자봇")
        )
        assert talk.say("피자봇한테 피자 하나 시켜줘") == "피자봇이 대답했어요. 주문하시겠어요?"
        (asked,) = server.asked
        assert asked.path == "/webhooks/rest/webhook?token=t"
        assert asked.json["message"] == "피자 하나"
        assert asked.json["sender"] != talk.user
        talk.desk.forget(talk.user)


def test_home_assistant_goes_on_with_its_conversation() -> None:
    with serving(ha("거실 불을 껐어요", continue_conversation=True)) as server:
        partner = HomeAssistant({"url": server.url + "/", "token": "secret"})
        answer = asyncio.run(partner.answer(request("거실 불 꺼줘")))
        assert (answer.text, answer.expects_reply) == ("거실 불을 껐어요", True)
        asyncio.run(partner.answer(request("안방도")))
        first, second = server.asked
        assert first.path == "/api/conversation/process"
        assert first.headers["authorization"] == "Bearer secret"
        assert first.json == {"text": "거실 불 꺼줘", "language": "ko"}
        assert second.json["conversation_id"] == "c1"
        asyncio.run(partner.stop("s"))
        asyncio.run(partner.answer(request("불 켜줘")))
        assert "conversation_id" not in server.asked[-1].json


def test_what_nobody_understands_goes_to_one_that_takes_it() -> None:
    with serving(ha("껐어요")) as server:
        options = {"url": server.url, "token": "t", "takes_unknown": True}
        talk = Talk(registered(HomeAssistant(options)))
        assert talk.say("거실 불 꺼줘", "out_of_scope") == "홈 어시스턴트가 대답했어요. 껐어요"
        assert talk.say("오늘 뉴스", "play_news") is None


BAD: list[tuple[Gives, type[PartnerError]]] = [
    (Gives(body=b"<html>oops</html>"), BadPartnerAnswer),
    (Gives(body=b"[" * 100_000), BadPartnerAnswer),
    (Gives.json({"response": None}), BadPartnerAnswer),
    (Gives.json("text"), BadPartnerAnswer),
    (Gives.json([{"text": 1}]), BadPartnerAnswer),
    (Gives.json([1]), BadPartnerAnswer),
    (ha(None), BadPartnerAnswer),
    (Gives(status=500), PartnerDown),
    (Gives(status=429), PartnerDown),
    (Gives(status=401), PartnerDown),
    (Gives(status=404), BadPartnerAnswer),
    (Gives(status=302, headers={"location": "/again"}), BadPartnerAnswer),
    (Gives(body=HUGE, endless=True), BadPartnerAnswer),
    (Gives(body=b" " * 10_000_000), BadPartnerAnswer),
    (Gives(body=b"not gzip", headers={"content-encoding": "gzip"}), BadPartnerAnswer),
    (Gives(delay_s=0.5), PartnerDown),
    (Gives(hang_up=True), PartnerDown),
]


@pytest.mark.parametrize("make", [RasaPartner, HomeAssistant])
@pytest.mark.parametrize(("gives", "error"), BAD)
def test_what_servers_do_wrong_is_told_apart(
    make: Callable[[dict[str, Any]], Partner], gives: Gives, error: type[PartnerError]
) -> None:
    with serving(gives) as server:
        partner = make({"url": server.url, "token": "t", "timeout_s": 0.3})
        with pytest.raises(error):
            asyncio.run(partner.answer(request("뭐")))


def test_a_body_without_end_is_cut_off_early() -> None:
    with serving(Gives(body=HUGE, endless=True)) as server:
        with pytest.raises(BadPartnerAnswer):
            asyncio.run(RasaPartner({"url": server.url}).answer(request("뭐")))
        # What the kernel holds between both ends counts as sent: some MB, and more the busier the machine.
        assert server.sent_bytes < 50_000_000


@pytest.mark.parametrize(
    ("partner", "missing"),
    [
        (RasaPartner({}), "Rasa 서버 주소"),
        (RasaPartner({"url": "ftp://x"}), "Rasa 서버 주소"),
        (RasaPartner({"url": "http://[::1"}), "Rasa 서버 주소"),
        (HomeAssistant({"url": "http://x"}), "토큰"),
        (WyomingPartner({}), "와이오밍"),
        (WyomingPartner({"uri": "http://x"}), "와이오밍"),
    ],
)
def test_what_is_not_configured_is_named(partner: Partner, missing: str) -> None:
    with pytest.raises(NotConfigured):
        asyncio.run(partner.answer(request("뭐")))
    assert missing in (Talk(registered(partner, called=("거기",))).say("거기한테 물 달라고 해") or "")


def test_nobody_listens() -> None:
    port = free_port()
    for partner in (
        RasaPartner({"url": f"http://127.0.0.1:{port}"}),
        WyomingPartner({"uri": f"tcp://127.0.0.1:{port}"}),
        WyomingPartner({"uri": "unix:///nowhere/at/all"}),
    ):
        with pytest.raises(PartnerDown):
            asyncio.run(partner.answer(request("뭐")))


@asynccontextmanager
async def wyoming(answer: Callable[[Transcript], list[Event]]) -> AsyncIterator[str]:
    """A real server of the `wyoming` package."""

    class Handler(AsyncEventHandler):
        async def handle_event(self, event: Event) -> bool:
            if Transcript.is_type(event.type):
                for one in answer(Transcript.from_event(event)):
                    await self.write_event(one)
            return True

    uri = f"tcp://127.0.0.1:{free_port()}"
    server = AsyncServer.from_uri(uri)
    await server.start(Handler)
    try:
        yield uri
    finally:
        await server.stop()


def ask_wyoming(answer: Callable[[Transcript], list[Event]], *texts: str) -> list[Answer]:
    async def talk() -> list[Answer]:
        async with wyoming(answer) as uri:
            partner = WyomingPartner({"uri": uri})
            return [await partner.answer(request(text)) for text in texts]

    return asyncio.run(talk())


def test_wyoming_handles_in_one_piece_with_its_context() -> None:
    def answer(heard: Transcript) -> list[Event]:
        turn = (heard.context or {}).get("turn", 0) + 1
        assert heard.language == "ko"
        return [Handled(text=f"{turn}번째 {heard.text}", context={"turn": turn}).event()]

    first, second = ask_wyoming(answer, "불 꺼줘", "불 켜줘")
    assert (first.text, second.text) == ("1번째 불 꺼줘", "2번째 불 켜줘")


def test_wyoming_streams_or_declines() -> None:
    def answer(heard: Transcript) -> list[Event]:
        if heard.text == "모름":
            return [NotHandled(text="모르겠어요").event()]
        return [
            HandledStart().event(),
            *(HandledChunk(part).event() for part in "가나다"),
            HandledStop().event(),
        ]

    streamed, declined = ask_wyoming(answer, "해줘", "모름")
    assert (streamed.text, declined.text) == ("가나다", "모르겠어요")


def test_a_wyoming_service_that_never_ends_is_given_up() -> None:
    with pytest.raises(BadPartnerAnswer):
        ask_wyoming(lambda _: [HandledChunk("가" * 1000).event() for _ in range(100)], "해줘")


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (b"", PartnerDown),
        (b"not json\n", BadPartnerAnswer),
        (b"[]\n", BadPartnerAnswer),
        (b'{"no": "type"}\n', BadPartnerAnswer),
        (b'{"type": "handled", "data_length": 10000000000}\n', BadPartnerAnswer),
        (b'{"type": "handled", "data_length": -1}\n', BadPartnerAnswer),
        (b'{"type": "handled", "data_length": 99}\nshort', PartnerDown),
        (b"x" * 10_000_000, BadPartnerAnswer),
        (json.dumps({"type": "handled", "data": {"text": ["a"]}}).encode() + b"\n", BadPartnerAnswer),
    ],
)
def test_broken_events_are_told_apart(raw: bytes, error: type[PartnerError]) -> None:
    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(raw)
        writer.close()

    async def ask() -> None:
        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            await WyomingPartner({"uri": f"tcp://127.0.0.1:{port}"}).answer(request("뭐"))

    with pytest.raises(error):
        asyncio.run(ask())
