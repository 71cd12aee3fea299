"""Users have names that cannot be traced back, and keep them."""

from __future__ import annotations

import logging
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant.channels.pseudonyms import Pseudonyms
from assistant.store.keyfile import kept_key


def test_one_name_for_a_person_in_one_bot() -> None:
    names = Pseudonyms("kakao", b"k" * 32)
    told = {names.of_user(bot, user) for bot in ("b1", "b2") for user in ("u1", "u2", "u1")}
    assert len(told) == 4
    assert all(name.startswith("kakao-") and len(name) == 38 for name in told)
    assert names.of_user("b1", "u1") == Pseudonyms("kakao", b"k" * 32).of_user("b1", "u1")
    assert names.of_user("b1", "u1") != Pseudonyms("kakao", b"l" * 32).of_user("b1", "u1")
    assert names.of_user("b1", "u1") != Pseudonyms("clova", b"k" * 32).of_user("b1", "u1")
    assert names.of_user("b", "1u") != names.of_user("b1", "u")


def test_a_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: kept_key(folder / "kakao.key"), range(32)))
    assert len(keys) == 1
    assert [path.name for path in folder.iterdir()] == ["kakao.key"]
    assert stat.S_IMODE((folder / "kakao.key").stat().st_mode) == 0o600
    first, again = (Pseudonyms.of("kakao", None, folder).of_user("b", "u") for _ in range(2))
    assert first == again


def test_a_given_key_needs_no_file(tmp_path: Path) -> None:
    Pseudonyms.of("kakao", SecretStr("k" * 32), tmp_path / "var")
    assert not (tmp_path / "var").exists()


def test_a_broken_key_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "kakao.key").write_text("short")
    with pytest.raises(ValueError, match="Delete it"):
        Pseudonyms.of("kakao", None, tmp_path)


def test_where_nothing_can_be_kept_it_works_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    with caplog.at_level(logging.WARNING):
        names = Pseudonyms.of("kakao", None, tmp_path / "file")
    assert names.of_user("b", "u").startswith("kakao-")
    assert "no key can be kept" in caplog.text
