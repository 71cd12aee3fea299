"""Knowledge from a real ZIM file, made here, and from a server that speaks MediaWiki's format."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from libzim.writer import Creator, Hint, Item, StringProvider

from assistant.partners.knowledge import Knowledge
from assistant.partners.knowledge.article import quoted, sentences_of
from assistant.partners.knowledge.question import read_question
from tests.partners.server import Asked, Gives, serving
from tests.partners.talk import Talk, registered

ARTICLES = {
    "세종": "<p>세종(世宗, 1397년 ~ 1450년)은 조선의 제4대 국왕이다.<sup>[1]</sup> "
    "1443년에 훈민정음을 창제했다.</p>",
    "한라산": "<table><p>표</p></table><p>한라산은 제주도에 있는 산이다. "
    "높이는 1,947m로 남한에서 가장 높다.</p>",
    "광합성": "<p>광합성은 식물이 빛으로 양분을 만드는 과정을 말한다.</p>",
}


class Page(Item):  # type: ignore[misc]
    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title, self._text = title, text

    def get_path(self) -> str:
        return self._title

    def get_title(self) -> str:
        return self._title

    def get_mimetype(self) -> str:
        return "text/html"

    def get_contentprovider(self) -> StringProvider:
        return StringProvider(f"<html><body>{self._text}</body></html>")

    def get_hints(self) -> dict[Hint, bool]:
        return {Hint.FRONT_ARTICLE: True}


@pytest.fixture(scope="module")
def zim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("zim") / "small.zim"
    with Creator(path) as creator:
        for title, text in ARTICLES.items():
            creator.add_item(Page(title, text))
        creator.add_redirection("세종대왕", "세종대왕", "세종", {Hint.FRONT_ARTICLE: True})
    return path


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("세종대왕이 누구야", "위키백과에는 세종은 조선의 제4대 국왕이라고 나와 있어요."),
        ("광합성이 뭐야?", "위키백과에는 광합성은 식물이 빛으로 양분을 만드는 과정을 말한다고 나와 있어요."),
        ("한라산 높이 얼마야", "위키백과에는 높이는 1,947m로 남한에서 가장 높다고 나와 있어요."),
        ("세종대왕 업적 알려줘", "위키백과에는 1443년에 훈민정음을 창제했다고 나와 있어요."),
        ("한라산 인구가 몇 명이야", "모르겠어요. 위키백과의 한라산을 찾아봤지만 그 내용은 없어요."),
        ("뽀로로가 누구야", "모르겠어요. 그 말로는 찾은 글이 없어요."),
        ("누구야", "모르겠어요. 그 말로는 찾은 글이 없어요."),
    ],
)
def test_offline_from_a_zim_file(zim: Path, question: str, answer: str) -> None:
    talk = Talk(registered(Knowledge({"zim": zim, "timeout_s": 10}), timeout_s=10))
    assert talk.say(question, "ask_knowledge") == answer


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("이순신 장군은 뭐 한 사람이고", "이순신"),
        ("임진왜란 언제 일어났어", "임진왜란"),
        ("블랙홀은 설명해줘", "블랙홀"),
        ("대한민국 수도가 어디야", "대한민국"),
        ("고양이가 뭐야", "고양이"),
    ],
)
def test_titles_of_questions(text: str, title: str) -> None:
    assert title in read_question(text).titles


def wiki(asked: Asked) -> Gives:
    titles = parse_qs(urlsplit(asked.path).query)["titles"][0].split("|")
    pages = [
        {"title": title, "extract": "백두산은 화산이다."}
        if title == "백두산"
        else {"title": title, "missing": True}
        for title in titles
    ]
    return Gives.json({"query": {"pages": pages}})


def test_a_wiki_is_asked_second(zim: Path) -> None:
    with serving(wiki) as server:
        partner = Knowledge({"zim": zim, "mediawiki": f"{server.url}/w/api.php", "timeout_s": 5})
        talk = Talk(registered(partner, timeout_s=10))
        assert talk.say("백두산이 뭐야", "ask_knowledge") == "위키백과에는 백두산은 화산이라고 나와 있어요."
        assert "국왕" in (talk.say("세종이 누구야", "ask_knowledge") or "")
        assert len(server.asked) == 1


@pytest.mark.parametrize(
    "gives",
    [Gives(body=b"<html>"), Gives.json({"error": {}}), Gives(status=500), Gives(body=b"x" * 10_000_000)],
)
def test_what_wikis_do_wrong(gives: Gives) -> None:
    with serving(gives) as server:
        reply = (
            Talk(registered(Knowledge({"mediawiki": server.url}))).say("백두산이 뭐야", "ask_knowledge") or ""
        )
        assert "대답" in reply


def test_a_file_that_is_missing_or_is_none(tmp_path: Path) -> None:
    broken = tmp_path / "broken.zim"
    broken.write_bytes(b"not a zim file")
    for path in (broken, tmp_path / "missing.zim"):
        talk = Talk(registered(Knowledge({"zim": path, "timeout_s": 10}), timeout_s=10))
        assert "지식 파일(ZIM) 설정을 확인해 주세요" in (talk.say("세종이 누구야", "ask_knowledge") or "")
    assert "설정이 필요해요" in (Talk(registered(Knowledge({}))).say("세종이 누구야", "ask_knowledge") or "")


def test_sentences_and_how_they_are_retold() -> None:
    assert sentences_of("하나이다. 둘(2)이다.\n표 | 셋") == ["하나이다.", "둘이다."]
    assert quoted("있다.") == "있다고 나와 있어요."
