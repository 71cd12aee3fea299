"""The five-second rule: what happens to a turn that is not done in time. (The limit is short here.)"""

from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from assistant.channels.kakao import KakaoSkill, SkillRequest
from assistant.channels.talk import World
from assistant.settings import Settings
from tests.channels.kakao.door import PATH, EchoBot, chips, open_door, request, texts
from tests.channels.kakao.oracle import violations
from tests.channels.kakao.receiver import TAKEN, receiving
from tests.channels.replies import NOW

SOON = {"kakao_deadline_s": 0.3}


def test_a_late_answer_goes_to_the_callback_once(tmp_path: Path) -> None:
    with receiving() as kakao, open_door(tmp_path, **SOON, kakao_callback_origins=(kakao.url,)) as http:
        first = http.post(PATH, json=request("느리게 0.8 부산", callback=f"{kakao.url}/v1/cb/abc"))
        assert first.json()["useCallback"] is True
        assert "119" in first.json()["data"]["text"]
        assert set(first.json()) == {"version", "useCallback", "data"}
        ((path, body, _),) = kakao.wait()
        assert path == "/v1/cb/abc"
        assert texts(body) == ["들었어요: 느리게 0.8 부산"]
        assert violations(body) == []
        gone = http.post(PATH, json=request("결과 보기")).json()
        assert "결과가 없어요" in texts(gone)[0]


def test_in_time_nothing_is_posted(tmp_path: Path) -> None:
    with receiving() as kakao, open_door(tmp_path, kakao_callback_origins=(kakao.url,)) as http:
        answer = http.post(PATH, json=request("안녕", callback=f"{kakao.url}/v1/cb/abc")).json()
        assert texts(answer) == ["들었어요: 안녕"]
        assert kakao.posts == []


@pytest.mark.parametrize(
    ("answers", "posts"),
    [
        ([(500, {}), TAKEN], 2),
        ([(503, {}), (500, {}), TAKEN], 3),
        ([(200, {})], 1),
        ([(200, "not an object")], 1),
    ],
)
def test_a_callback_is_tried_again(tmp_path: Path, answers: list[tuple[int, object]], posts: int) -> None:
    with (
        receiving(answers) as kakao,
        open_door(tmp_path, **SOON, kakao_callback_origins=(kakao.url,)) as http,
    ):
        http.post(PATH, json=request("느리게 0.4", callback=f"{kakao.url}/cb"))
        kakao.wait(posts)
        answer = http.post(PATH, json=request("결과 보기")).json()
        assert "결과가 없어요" in texts(answer)[0]
        assert len(kakao.posts) == posts


@pytest.mark.parametrize(
    ("status", "body", "posts"),
    [(500, {}, 3), (400, {}, 1), (404, {}, 1), (307, {}, 1), (200, {"status": "FAIL"}, 1)],
)
def test_what_a_callback_refuses_is_kept(tmp_path: Path, status: int, body: object, posts: int) -> None:
    with receiving([(status, body)]) as kakao:
        origins = (kakao.url,)
        with open_door(tmp_path, kakao_deadline_s=0.3, kakao_callback_origins=origins) as http:
            http.post(PATH, json=request("느리게 0.4 부산", callback=f"{kakao.url}/cb"))
            kakao.wait(posts)
            time.sleep(0.1)
            kept = http.post(PATH, json=request("결과 보기")).json()
            assert texts(kept) == ["들었어요: 느리게 0.4 부산"]
            assert len(kakao.posts) == posts


def test_without_callback_the_answer_is_held(tmp_path: Path) -> None:
    with open_door(tmp_path, **SOON) as http:
        held = http.post(PATH, json=request("느리게 0.9 부산")).json()
        assert violations(held) == []
        assert "119" in texts(held)[0]
        assert chips(held) == ["결과 보기"]
        again = http.post(PATH, json=request("결과 보기")).json()
        assert chips(again) == ["결과 보기"]
        other = http.post(PATH, json=request("결과 보기", user="somebody else")).json()
        assert "결과가 없어요" in texts(other)[0]
        time.sleep(0.5)
        assert texts(http.post(PATH, json=request("결과 보기")).json()) == ["들었어요: 느리게 0.9 부산"]
        assert "결과가 없어요" in texts(http.post(PATH, json=request(" 결과보기! ")).json())[0]


def test_asking_for_the_result_waits_for_it(tmp_path: Path) -> None:
    with open_door(tmp_path, kakao_deadline_s=0.5) as http:
        http.post(PATH, json=request("느리게 0.8 부산"))
        assert texts(http.post(PATH, json=request("결과 보기")).json()) == ["들었어요: 느리게 0.8 부산"]


def test_another_question_reminds_of_the_result(tmp_path: Path) -> None:
    with open_door(tmp_path, **SOON) as http:
        http.post(PATH, json=request("느리게 0.4 부산"))
        time.sleep(0.3)
        answer = http.post(PATH, json=request("안녕")).json()
        assert texts(answer) == ["들었어요: 안녕"]
        assert chips(answer) == ["결과 보기", "왜?"]


def test_two_at_once_are_ordered_and_none_is_lost(tmp_path: Path) -> None:
    bot = EchoBot()
    skill = KakaoSkill.of(Settings(_env_file=None, state_dir=tmp_path))  # type: ignore[call-arg]
    wanted = [f"느리게 0.02 {number}" for number in range(8)]

    async def run() -> list[dict[str, Any]]:
        world = World(now=NOW)
        mine = [skill.answer(SkillRequest.model_validate(request(text)), bot, world) for text in wanted]
        other = skill.answer(SkillRequest.model_validate(request("안녕", user="other")), bot, world)
        answers = await asyncio.gather(*mine, other)
        await skill.close()
        return [answer.wire() for answer in answers]

    answers = asyncio.run(run())
    assert [texts(answer)[0] for answer in answers] == [f"들었어요: {text}" for text in (*wanted, "안녕")]
    assert [turn.text for turn in bot.heard if turn.text != "안녕"] == wanted
    assert bot.heard[1].text == "안녕", "others do not wait"
    assert set(bot.most_at_once.values()) == {1}


def test_many_at_once_over_http_are_all_answered(tmp_path: Path) -> None:
    bot = EchoBot()
    with open_door(tmp_path, bot) as http, ThreadPoolExecutor(20) as pool:
        wanted = [(f"느리게 0.02 {number}", f"user-{number % 5}") for number in range(20)]
        calls = [pool.submit(http.post, PATH, json=request(text, user=user)) for text, user in wanted]
        assert [texts(call.result().json()) for call in calls] == [
            [f"들었어요: {text}"] for text, _ in wanted
        ]
        assert set(bot.most_at_once.values()) == {1}


def test_late_answers_come_in_order(tmp_path: Path) -> None:
    with open_door(tmp_path, kakao_deadline_s=0.1) as http:
        for number in range(3):
            http.post(PATH, json=request(f"느리게 0.2 {number}"))
        time.sleep(0.7)
        shown = [http.post(PATH, json=request("결과 보기")).json() for _ in range(3)]
        assert [texts(answer) for answer in shown] == [[f"들었어요: 느리게 0.2 {n}"] for n in range(3)]
        assert chips(shown[0])[0] == "결과 보기"
        assert chips(shown[2]) == ["왜?"]


def test_a_flood_of_one_user_is_answered_in_words(tmp_path: Path) -> None:
    with open_door(tmp_path, kakao_deadline_s=0.4) as http:
        answers = [http.post(PATH, json=request("느리게 4")).json() for _ in range(12)]
        assert "아직 살펴보고" in texts(answers[-1])[0]
        assert texts(http.post(PATH, json=request("안녕", user="other")).json()) == ["들었어요: 안녕"]


@pytest.mark.parametrize("word", ["고장", "망가짐"])
def test_a_failing_bot_is_put_into_words(tmp_path: Path, word: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), open_door(tmp_path, **SOON) as http:
        answer = http.post(PATH, json=request(word, user="user-personal"))
        assert answer.status_code == 200
        assert "119" in texts(answer.json())[0]
        http.post(PATH, json=request(f"느리게 0.4 {word}"))
        time.sleep(0.3)
        assert "답을 드릴 수 없어요" in texts(http.post(PATH, json=request("결과 보기")).json())[0]
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("assistant")]
    assert ours
    assert not any(word in line or "user-personal" in line for line in ours)


def test_danger_does_not_wait_for_earlier_turns(tmp_path: Path) -> None:
    with open_door(tmp_path, kakao_deadline_s=2) as http, ThreadPoolExecutor(2) as pool:
        slow = pool.submit(http.post, PATH, json=request("느리게 1.8 부산"))
        time.sleep(0.2)
        answer = http.post(PATH, json=request("살려줘")).json()
        assert texts(answer) == ["들었어요: 살려줘"]
        assert not slow.done()
        assert texts(slow.result().json()) == ["들었어요: 느리게 1.8 부산"]


def test_danger_is_held_too_if_its_answer_is_late(tmp_path: Path) -> None:
    with open_door(tmp_path, kakao_deadline_s=0.3) as http:
        http.post(PATH, json=request("느리게 1 부산"))
        held = http.post(PATH, json=request("느리게 0.5 살려줘")).json()
        assert "119" in texts(held)[0]
        time.sleep(0.4)
        assert texts(http.post(PATH, json=request("결과 보기")).json()) == ["들었어요: 느리게 0.5 살려줘"]
