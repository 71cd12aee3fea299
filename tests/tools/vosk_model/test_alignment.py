from __future__ import annotations

from itertools import pairwise

import pytest

from tools.vosk_model.alignment import match, segments
from tools.vosk_model.phones import SILENCE


def test_phones_get_the_times_of_what_sounds_like_them() -> None:
    theirs = [(0.0, "_:"), (0.1, "b"), (0.2, "u"), (0.3, "s"), (0.45, "a"), (0.6, "n"), (0.8, "_:")]
    ours = [SILENCE, "b", "u", "s", "a", "N", SILENCE]
    starts, cost = match(ours, theirs)
    assert starts == [0.0, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8]
    assert cost == pytest.approx(0.0)


def test_a_sound_without_time_takes_some_of_the_one_before() -> None:
    theirs = [(0.0, "_:"), (0.1, "g"), (0.2, "i"), (0.6, "_:")]
    starts, _ = match([SILENCE, "g", "i", "L", SILENCE], theirs)
    placed = segments([SILENCE, "g", "i", "L", SILENCE], starts, 0.9)
    assert [each.phone for each in placed] == [SILENCE, "g", "i", "L", SILENCE]
    assert all(left.end_s == right.start_s for left, right in pairwise(placed))
    assert placed[3].end_s - placed[3].start_s > 0.1


def test_pauses_that_were_not_made_are_dropped() -> None:
    theirs = [(0.0, "_:"), (0.1, "a"), (0.2, "n"), (0.4, "_:")]
    ours = [SILENCE, "a", SILENCE, "n", SILENCE]
    starts, _ = match(ours, theirs)
    assert [each.phone for each in segments(ours, starts, 0.5)] == [SILENCE, "a", "n", SILENCE]
