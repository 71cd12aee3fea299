"""News over a real HTTP server, and everything that publishers and attackers send."""

from __future__ import annotations

import asyncio

import pytest

from assistant.partners.errors import BadPartnerAnswer, NotConfigured
from assistant.partners.model import TripHint
from assistant.partners.news import News
from assistant.partners.news.document import read_document
from assistant.partners.news.partner import wanted
from tests.partners.server import Asked, Gives, serving
from tests.partners.talk import Talk, registered, request


def rss(*titles: str, name: str = "길벗일보") -> bytes:
    items = "".join(
        f"<item><title>{title}</title><description>&lt;p&gt;{title}의 내용.&lt;/p&gt;</description></item>"
        for title in titles
    )
    channel = f"<channel><title>{name}</title>{items}</channel>"
    return f'<?xml version="1.0"?><rss version="2.0">{channel}</rss>'.encode()


ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>아톰</title>'
    "<entry><title>하나</title><summary>요약</summary></entry></feed>"
).encode()
STORIES = ("반도체 수출이 늘었다", "코스피가 올랐다", "새 다리가 열렸다", "축제가 시작됐다")
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b'<rss version="2.0"><channel><item><title>&b;</title></item></channel></rss>'
)
OUTSIDE = (
    b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    b'<rss version="2.0"><channel><item><title>&e;</title></item></channel></rss>'
)


def test_headlines_next_details_and_stop() -> None:
    with serving(Gives(body=rss(*STORIES))) as server:
        talk = Talk(registered(News({"feeds": [server.url]})))
        first = talk.say("뉴스 틀어줘", "play_news") or ""
        assert "첫 번째, 반도체 수출이 늘었다, 길벗일보." in first
        assert "축제" not in first
        assert "새 다리가 열렸다. 새 다리가 열렸다의 내용." in (
            talk.say("세 번째 자세히", "more_detail") or ""
        )
        assert "축제가 시작됐다" in (talk.say("다음", "media_control") or "")
        assert "여기까지" in (talk.say("다음", "media_control") or "")
        talk.say("뉴스 틀어줘", "play_news")
        assert "그만할게요" in (talk.say("그만", "cancel") or "")
        assert talk.say("다음", "media_control") is None
        assert len(server.asked) == 1, "not asked again within a minute"


def test_the_same_story_of_two_publishers_is_read_once() -> None:
    def answer(asked: Asked) -> Gives:
        return Gives(
            body=rss("부산에 호우경보가 내려졌다" if asked.path == "/a" else "호우경보가 부산에 내려졌다")
        )

    with serving(answer) as server:
        answered = asyncio.run(
            News({"feeds": [f"{server.url}/a", f"{server.url}/b"]}).answer(request("뉴스", "play_news"))
        )
        assert answered.text.count("호우경보") == 1


def test_topics_regions_and_subjects() -> None:
    assert wanted("경제 뉴스 틀어줘") == ("경제", [])
    assert wanted("반도체 관련 기사 읽어줘") == ("", ["반도체"])
    assert wanted("오늘 뉴스 들려줘") == ("", [])

    def answer(asked: Asked) -> Gives:
        return Gives(body=rss("환율이 내렸다" if asked.path == "/economy" else "통영에 다리가 열렸다"))

    with serving(answer) as server:
        feeds = [
            {"url": f"{server.url}/economy", "topic": "경제"},
            {"url": f"{server.url}/all", "region": "통영"},
        ]
        talk = Talk(registered(News({"feeds": feeds})))
        economy = talk.say("경제 뉴스 틀어줘", "play_news") or ""
        assert "환율" in economy
        assert "통영" not in economy
        assert "통영에 다리" in (talk.say("통영 소식 있어?", "play_news") or "")
        assert "찾지 못했어요" in (talk.say("올림픽 관련 기사 있어?", "play_news") or "")


def test_a_disaster_on_the_way_comes_first() -> None:
    trip = TripHint(origin="서울", destination="부산", regions=frozenset({"48270"}))
    with serving(
        Gives(body=rss("코스피가 올랐다", "밀양시에 산불이 났다", "강릉시에 산불이 났다"))
    ) as server:
        answer = asyncio.run(News({"feeds": [server.url]}).answer(request("뉴스", "play_news", trip=trip)))
    assert answer.text.startswith("부산 가시는 길과 관련된 소식이 있어요. 첫 번째, 밀양시에 산불이 났다")


def test_conditional_get_and_the_last_good_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.partners.news.fetch.FRESH_S", 0.0)
    broken = False

    def answer(asked: Asked) -> Gives:
        if broken:
            return Gives(status=500)
        if asked.headers.get("if-none-match") == '"v1"':
            return Gives(status=304)
        return Gives(
            body=rss(*STORIES), headers={"etag": '"v1"', "last-modified": "Tue, 24 Nov 2026 00:00:00 GMT"}
        )

    with serving(answer) as server:
        news = News({"feeds": [server.url]})
        texts = [asyncio.run(news.answer(request("뉴스", "play_news"))).text for _ in range(2)]
        assert texts[0] == texts[1]
        assert server.asked[1].headers["if-modified-since"].startswith("Tue")
        broken = True
        assert asyncio.run(news.answer(request("뉴스", "play_news"))).text == texts[0]


@pytest.mark.parametrize(
    "gives",
    [
        Gives(body=b"<!doctype html><html><body><h1>404</h1></body></html>"),
        Gives(body=b""),
        Gives(body=b"\x00\xff" * 1000),
        Gives(body=BOMB),
        Gives(body=OUTSIDE),
        Gives(body=BOMB.decode().encode("utf-16")),
        Gives(body=b"<rss>" * 5000),
        Gives(body=b"<rss version='2.0'><channel>" + b" " * 10_000_000),
        Gives(body=b"x" * 65536, endless=True),
        Gives(status=503),
    ],
)
def test_what_is_no_news_is_an_excuse_and_the_conversation_goes_on(gives: Gives) -> None:
    with serving(gives) as server:
        talk = Talk(registered(News({"feeds": [server.url]})))
        reply = talk.say("뉴스 틀어줘", "play_news") or ""
        assert "대답" in reply
        assert "root:" not in reply
        assert talk.say("안녕", "greet") is None


def test_malformed_but_readable_news_are_read() -> None:
    body = rss(*STORIES).replace(b"</channel></rss>", b"<item><title>R&D \xeb\x8a\x98\xeb\xa0\xa4</title>")
    assert len(read_document(body, None, "")) >= 4
    assert read_document(ATOM, None, "")[0].publisher == "아톰"
    with pytest.raises(BadPartnerAnswer):
        read_document(BOMB, None, "")


def test_one_publisher_that_fails_does_not_silence_the_others() -> None:
    with serving(
        lambda asked: Gives(status=500) if asked.path == "/bad" else Gives(body=rss(*STORIES))
    ) as server:
        news = News({"feeds": [f"{server.url}/bad", server.url]})
        assert "반도체" in asyncio.run(news.answer(request("뉴스", "play_news"))).text


def test_without_feeds_it_says_what_is_missing() -> None:
    with pytest.raises(NotConfigured):
        asyncio.run(News({}).answer(request("뉴스", "play_news")))
    assert "GILBEOT" not in (Talk(registered(News({}))).say("경제", "out_of_scope") or "")
