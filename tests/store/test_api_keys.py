"""Keys are kept as hashes, compared whole, and revocable."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from assistant.store.api_keys import ApiKeys, Scope
from assistant.store.database import StoreError, open_database


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "keys.db"


@pytest.fixture
def keys(database: Path) -> ApiKeys:
    return ApiKeys(open_database(f"sqlite:///{database}"))


def test_a_key_opens_and_a_wrong_one_does_not(keys: ApiKeys) -> None:
    made, text = keys.create("lab", [Scope.READ])
    found = keys.check(text)
    assert found is not None
    assert (found.id, found.name, found.scopes) == (made.id, "lab", {Scope.READ})
    other = keys.create("other", [Scope.TALK])[1]
    swapped = "_".join([*text.split("_")[:2], other.split("_", 2)[2]])
    for wrong in ("", "gb", "gb__", text[:-1], text + "x", swapped, text.upper(), "xx" + text[2:], "gb_1_2"):
        assert keys.check(wrong) is None


def test_the_secret_is_nowhere_in_the_file(keys: ApiKeys, database: Path) -> None:
    secret = keys.create("lab", [Scope.READ])[1].split("_", 2)[2]
    assert secret.encode() not in database.read_bytes()
    assert len(secret) >= 43


def test_only_the_owner_may_read_the_file(keys: ApiKeys, database: Path) -> None:
    assert keys.all() == ()
    assert stat.S_IMODE(database.stat().st_mode) == 0o600


def test_a_revoked_key_opens_nothing(keys: ApiKeys) -> None:
    made, text = keys.create("lab", [Scope.READ])
    assert keys.revoke(made.id)
    assert keys.check(text) is None
    assert not keys.revoke(made.id)
    assert not keys.revoke("nothing")
    [listed] = keys.all()
    assert listed.revoked is not None


def test_use_is_noted(keys: ApiKeys) -> None:
    _, text = keys.create("lab", [Scope.READ])
    assert keys.all()[0].last_used is None
    keys.check(text)
    first = keys.all()[0].last_used
    keys.check(text)
    assert first is not None
    assert keys.all()[0].last_used == first


def test_keys_outlive_the_process(database: Path) -> None:
    text = ApiKeys(open_database(f"sqlite:///{database}")).create("lab", [Scope.READ])[1]
    assert ApiKeys(open_database(f"sqlite:///{database}")).check(text) is not None


@pytest.mark.parametrize("name", ["", "x" * 101])
def test_bad_names(keys: ApiKeys, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        keys.create(name, [Scope.READ])


@pytest.mark.parametrize("url", ["nonsense", "sqlite:////proc/none/x.db", "postgresql://127.0.0.1:1/none"])
def test_a_database_that_cannot_be_opened_says_what_to_check(url: str) -> None:
    with pytest.raises(StoreError, match="GILBEOT_DATABASE_URL"):
        open_database(url)


def test_ids_are_found_without_injection(keys: ApiKeys) -> None:
    keys.create("lab", [Scope.READ])
    assert keys.check("gb_' OR 1=1 --_x") is None
    assert not keys.revoke("' OR 1=1 --")
    assert keys.all()[0].revoked is None
