from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.breaker import Breaker, BreakerRules

RULES = BreakerRules(failures=3, rest_s=30, longest_rest_s=100)


def opened(now: float = 0.0) -> Breaker:
    breaker = Breaker(RULES)
    for _ in range(3):
        assert breaker.allows(now)
        breaker.failed(now)
    return breaker


def test_opens_after_failures_in_a_row_and_tries_once_after_the_rest() -> None:
    breaker = opened()
    assert not breaker.allows(29)
    assert breaker.allows(31)
    assert not breaker.allows(31), "one trial at a time"
    breaker.succeeded()
    assert breaker.allows(32)
    breaker.failed(32)
    assert breaker.allows(32), "one failure does not open it again"


def test_rests_longer_after_each_failed_trial_but_not_for_ever() -> None:
    breaker, now, rests = opened(), 0.0, []
    for _ in range(4):
        start = now
        while not breaker.allows(now):
            now += 1
        rests.append(now - start)
        breaker.failed(now)
    assert rests == [30, 60, 100, 100]


def test_a_trial_that_was_given_up_may_be_made_again() -> None:
    breaker = opened()
    assert breaker.allows(31)
    breaker.abandoned()
    assert breaker.allows(31)


@given(st.lists(st.tuples(st.floats(0, 50), st.booleans()), max_size=60))
def test_it_never_stays_open_longer_than_the_longest_rest(steps: list[tuple[float, bool]]) -> None:
    breaker, now = Breaker(RULES), 0.0
    for wait, works in steps:
        now += wait
        if breaker.allows(now):
            breaker.succeeded() if works else breaker.failed(now)
    assert breaker.allows(now + RULES.longest_rest_s)
