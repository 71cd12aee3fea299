from __future__ import annotations

import threading

from assistant.partners.ducking import Ducking


class Sound:
    def __init__(self) -> None:
        self.told: list[str] = []
        self.back = threading.Event()

    def duck(self) -> None:
        self.told.append("duck")

    def restore(self) -> None:
        self.told.append("restore")
        self.back.set()


class Broken(Sound):
    def duck(self) -> None:
        raise OSError


def test_quiet_from_the_first_hold_to_the_last_release() -> None:
    ducking, sound = Ducking(), Sound()
    ducking.register(Broken())
    ducking.register(sound)
    with ducking.held("listening:a"):
        with ducking.held("speaking:b"):
            assert sound.told == ["duck"]
        assert ducking.is_held
    assert sound.told == ["duck", "restore"]
    assert not ducking.is_held


def test_releasing_twice_or_what_is_not_held_does_nothing() -> None:
    ducking, sound = Ducking(), Sound()
    ducking.register(sound)
    ducking.release("never")
    ducking.hold("a")
    ducking.hold("a")
    ducking.release("a")
    ducking.release("a")
    assert sound.told == ["duck", "restore"]
    ducking.unregister(sound)
    with ducking.held("a"):
        pass
    assert len(sound.told) == 2


def test_a_forgotten_hold_ends() -> None:
    ducking, sound = Ducking(longest_s=0.02), Sound()
    ducking.register(sound)
    ducking.hold("a client that vanished")
    assert sound.back.wait(5)
    assert not ducking.is_held
