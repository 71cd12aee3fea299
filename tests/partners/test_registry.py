from __future__ import annotations

from pathlib import Path

import pytest

from assistant.partners.errors import PartnersFileError
from assistant.partners.registry import Unusable, registered
from assistant.settings import Settings
from tests.partners.talk import Talk


def settings(path: Path | None, **more: object) -> Settings:
    return Settings(_env_file=None, partners_file=path, **more)  # type: ignore[call-arg, arg-type]


def test_the_partners_that_come_with_it_need_nothing() -> None:
    for one in registered(settings(None)):
        assert not isinstance(one.partner, Unusable)


def test_several_of_one_kind_with_names_and_options(tmp_path: Path) -> None:
    path = tmp_path / "partners.toml"
    path.write_text(
        """
        [[partner]]
        use = "rasa"
        name = "지니"
        called = ["지니"]
        wake = ["헤이 지니"]
        timeout_s = 1
        [partner.options]
        url = "http://127.0.0.1:1"

        [[partner]]
        use = "rasa"
        name = "피자봇"
        called = ["피자봇"]
        """,
        encoding="utf-8",
    )
    first, second = registered(settings(path))
    assert (first.name, second.name) == ("지니", "피자봇")
    talk = Talk(first, second)
    assert "피자봇은 아직 연결되지 않았어요" in (talk.say("피자봇한테 피자 시켜줘") or "")
    assert "지니는 지금 대답하지 않아요" in (talk.say("헤이 지니 노래 틀어줘") or "")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[partner]]\nuse = 'nobody'", "There are:"),
        ("[[partner]]\nname = 'x'", "use"),
        ("[[partner]]\nuse = 'rasa'\ntimeout_s = 60", "timeout_s"),
        ("[[partner]]\nuse = 'rasa'\nwhat = 1", "what"),
        ("[[partner]]\nuse = 'rasa'\ncalled = [' ']", "empty name"),
        ("[[partner]]\nuse='rasa'\ncalled=['a']\n[[partner]]\nuse='wyoming'\ncalled=['a']", "both"),
        ("[[partner]]\nuse='rasa'\n[[partner]]\nuse='rasa'", "the same name"),
        ("[partner]\nuse = 'rasa'", "[[partner]]"),
        ("partner = 'rasa", "not TOML"),
        ("partner = [1]", "partner"),
        (b"\xff\xfe", "not TOML"),
    ],
)
def test_a_file_that_cannot_be_used_says_where(tmp_path: Path, text: str | bytes, says: str) -> None:
    path = tmp_path / "partners.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(PartnersFileError, match=says.replace("[", r"\[")):
        registered(settings(path))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PartnersFileError, match="cannot be read"):
        registered(settings(tmp_path / "none.toml"))


def test_one_that_cannot_be_made_leaves_the_others_alone(tmp_path: Path) -> None:
    path = tmp_path / "partners.toml"
    path.write_text(
        "[[partner]]\nuse='rasa'\nname='하나'\ncalled=['하나']\noptions={timeout_s='soon'}\n"
        "[[partner]]\nuse='rasa'\nname='둘'\n",
        encoding="utf-8",
    )
    first, second = registered(settings(path))
    assert isinstance(first.partner, Unusable)
    assert not isinstance(second.partner, Unusable)
    assert "설정을 확인해 주세요" in (Talk(first).say("하나한테 물 달라고 해") or "")
