"""Trips are unreadable in the files, kept apart by user, stored once, and gone when they are deleted."""

from __future__ import annotations

import json
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from assistant.journeys import Rated, TripPlan
from assistant.places.model import Place
from assistant.risk.model import Advice, Hazard, Level, Mode, Profile
from assistant.store.database import open_database
from assistant.store.personal import count_rows, delete_user, user_tag
from assistant.store.sealing import KEY_FILE, Sealer, SealError
from assistant.store.trips import ClientIdTaken, TooManyTrips, TripStore
from tests.engine_fakes import BUSAN, NOW, SEOUL

PLAN = TripPlan(
    origin=replace(SEOUL, name="공덕동우리집"),
    destination=BUSAN,
    depart=NOW + timedelta(hours=5),
    mode=Mode.TRAIN,
    profile=Profile(respiratory=True),
    title="비밀출장",
)
RATED = Rated(
    level=Level.ALERT,
    score=61.0,
    coverage=0.6,
    confidence=0.7,
    advice=Advice.DELAY,
    hazards=(Hazard.HEAVY_RAIN,),
    unknown=(Hazard.FOG,),
    arrive=NOW + timedelta(hours=8),
    at=NOW,
)


@pytest.fixture
def sealer(tmp_path: Path) -> Sealer:
    return Sealer.of(None, tmp_path)


@pytest.fixture
def store(tmp_path: Path, sealer: Sealer) -> TripStore:
    return TripStore(open_database(f"sqlite:///{tmp_path / 'g.db'}"), sealer)


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("g.db*"))


def test_only_what_changed_is_opened_again(store: TripStore, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    read = TripStore._trip
    monkeypatch.setattr(TripStore, "_trip", lambda self, row: opened.append(row.id) or read(self, row))
    one, two = (store.add("local", user, PLAN, NOW)[0] for user in ("minsu", "yuna"))
    known = store.reread({})
    assert {number: trip for number, (_, trip) in known.items()} == {one.id: one, two.id: two}
    opened.clear()
    assert store.reread(known) == known
    assert opened == []
    store.rate(one.id, RATED, NOW)
    store.remove("local", two.id)
    three, _ = store.add("local", "jun", PLAN, NOW)
    opened.clear()
    known = store.reread(known)
    assert sorted(opened) == sorted([one.id, three.id])
    assert {number: trip for number, (_, trip) in known.items()} == {trip.id: trip for trip in store.all()}
    assert known[one.id][1].rated == RATED


def test_what_goes_in_comes_out(store: TripStore) -> None:
    trip, new = store.add("key", "me", PLAN, NOW, client_id="cal-1", rated=RATED)
    assert new
    assert store.get("key", trip.id) == trip
    assert store.by_client_id("key", "me", "cal-1") == trip
    assert (trip.plan, trip.rated) == (PLAN, RATED)


def test_the_key_lives_in_the_keyring_of_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = pytest.importorskip("keyring", reason="the extra keyring is not installed")
    kept: dict[tuple[str, str], str] = {}

    class Memory(keyring.backend.KeyringBackend):  # type: ignore[misc, name-defined]
        priority = 1.0

        def get_password(self, service: str, name: str) -> str | None:
            return kept.get((service, name))

        def set_password(self, service: str, name: str, password: str) -> None:
            kept[service, name] = password

    before = keyring.get_keyring()
    sealed = Sealer.of(None, tmp_path).seal("비밀", "x")
    try:
        keyring.set_keyring(Memory())
        assert Sealer.of(None, tmp_path, keyring=True).open(sealed, "x") == "비밀"  # the key has moved
        assert not (tmp_path / KEY_FILE).exists()
        assert Sealer.of(None, tmp_path, keyring=True).open(sealed, "x") == "비밀"
        assert len(kept) == 1
        keyring.set_keyring(keyring.backends.fail.Keyring())
        with pytest.raises(OSError, match="keyring of this machine cannot be used"):
            Sealer.of(None, tmp_path, keyring=True)
    finally:
        keyring.set_keyring(before)
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ValueError, match="extra"):
        Sealer.of(None, tmp_path, keyring=True)


def test_nothing_personal_is_readable_in_the_files(tmp_path: Path, store: TripStore) -> None:
    store.add("ownerkeyid", "user-minsu", PLAN, NOW, client_id="calendar-77", rated=RATED)
    data = on_disk(tmp_path)
    for word in (
        "공덕동우리집",
        "비밀출장",
        "부산",
        "user-minsu",
        "calendar-77",
        "ownerkeyid",
        "train",
        "128.",
        "26110",
    ):
        assert word.encode() not in data
        assert json.dumps(word)[1:-1].encode() not in data
    key = tmp_path / KEY_FILE
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert key.read_bytes() not in data


def test_another_key_opens_nothing_and_rows_cannot_be_swapped(tmp_path: Path, store: TripStore) -> None:
    first, _ = store.add("key", "me", PLAN, NOW)
    engine = open_database(f"sqlite:///{tmp_path / 'g.db'}")
    other = TripStore(engine, Sealer.of(SecretStr("z" * 32), tmp_path))
    assert other.get("key", first.id) is None
    with pytest.raises(SealError):
        list(other.all())
    second, _ = store.add("key", "me", replace(PLAN, title="둘"), NOW)
    with engine.begin() as connection:
        connection.execute(
            sa.text("update trips set sealed = (select sealed from trips where id = :a) where id = :b"),
            {"a": first.id, "b": second.id},
        )
    with pytest.raises(SealError):
        store.get("key", second.id)


def test_the_same_trip_is_stored_once_whoever_is_first(store: TripStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: store.add("key", "me", PLAN, NOW, client_id="x"), range(8)))
    assert len({trip.id for trip, _ in made}) == 1
    assert sum(new for _, new in made) == 1
    with pytest.raises(ClientIdTaken):
        store.add("key", "me", replace(PLAN, mode=Mode.CAR), NOW, client_id="x")
    # Another user's, and another key's, are other trips.
    assert store.add("key", "you", PLAN, NOW, client_id="x")[1]
    assert store.add("other", "me", PLAN, NOW, client_id="x")[1]


def test_users_see_their_own_only(store: TripStore) -> None:
    mine, _ = store.add("key", "me", PLAN, NOW)
    later, _ = store.add("key", "me", replace(PLAN, depart=NOW + timedelta(hours=2)), NOW)
    yours, _ = store.add("key", "you", PLAN, NOW)
    assert [trip.id for trip in store.of("key", "me")] == [later.id, mine.id]
    assert {trip.id for trip in store.of("key")} == {mine.id, later.id, yours.id}
    assert store.get("other", mine.id) is None
    assert not store.remove("other", mine.id)
    assert store.remove("key", mine.id)
    assert not store.remove("key", mine.id)


def test_one_user_cannot_fill_the_store(store: TripStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.store.trips.MAX_TRIPS", 2)
    for hour in (1, 2):
        store.add("key", "me", replace(PLAN, depart=NOW + timedelta(hours=hour)), NOW, client_id=str(hour))
    with pytest.raises(TooManyTrips):
        store.add("key", "me", PLAN, NOW, client_id="3")
    again = replace(PLAN, depart=NOW + timedelta(hours=1))
    assert store.add("key", "me", again, NOW, client_id="1")[1] is False
    assert store.add("key", "you", PLAN, NOW)[1]


def test_old_trips_are_forgotten(store: TripStore) -> None:
    old, _ = store.add("key", "me", PLAN, NOW, rated=RATED)
    week = timedelta(days=7)
    assert store.purge(NOW + timedelta(days=7), week) == 0
    assert store.purge(NOW + timedelta(days=9), week) == 1
    assert store.get("key", old.id) is None


def test_deleted_is_gone_from_the_files(tmp_path: Path, store: TripStore, sealer: Sealer) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'g.db'}")
    for number in range(30):
        store.add("key", "me", replace(PLAN, title=f"여정 {number}"), NOW, rated=RATED)
    kept, _ = store.add("key", "you", PLAN, NOW)
    tag = user_tag(sealer, "key", "me")
    with engine.connect() as connection:
        rows = connection.execute(
            sa.text("select id, sealed from trips where user_tag = :t"), {"t": tag}
        ).all()
    before = on_disk(tmp_path)
    assert all(row.sealed in before for row in rows)
    assert delete_user(engine, tag)["trips"] == 30
    after = on_disk(tmp_path)
    assert not any(row.sealed[:40] in after or row.id.encode() in after for row in rows)
    assert tag.encode() not in after
    assert not any(count_rows(engine, tag).values())
    assert [trip.id for trip in store.of("key")] == [kept.id]


def test_a_place_of_another_region_is_kept_whole(store: TripStore) -> None:
    sea = Place(name="바다", kind=SEOUL.kind, lat=33.0, lon=126.0, region=None)
    trip, _ = store.add("key", "me", replace(PLAN, destination=sea), NOW)
    found = store.get("key", trip.id)
    assert found is not None
    assert found.plan.destination == sea
