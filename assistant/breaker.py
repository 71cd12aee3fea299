"""A circuit breaker: a service that keeps failing is left alone for a while, then tried once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BreakerRules:
    """When it opens and for how long."""

    failures: int = 3
    """Failures in a row that open it."""
    rest_s: float = 30.0
    """First rest; doubles with each failed trial."""
    longest_rest_s: float = 600.0


class Breaker:
    """Pure: the caller passes `now` in seconds of a clock that never goes back."""

    def __init__(self, rules: BreakerRules | None = None) -> None:
        self._rules = rules or BreakerRules()
        self._failed = 0
        self._rest = 0.0
        self._opened: float | None = None
        self._trying = False

    @property
    def is_open(self) -> bool:
        """Whether requests are being turned away."""
        return self._opened is not None

    def allows(self, now: float) -> bool:
        """Whether a request may go through; after the rest exactly one may, as a trial."""
        if self._opened is None:
            return True
        if self._trying or now < self._opened + self._rest:
            return False
        self._trying = True
        return True

    def succeeded(self) -> None:
        """It answered: all is well again."""
        self._failed, self._rest, self._opened, self._trying = 0, 0.0, None, False

    def failed(self, now: float) -> None:
        """It failed; opens, or rests longer than before."""
        self._failed += 1
        if self._trying or self._failed >= self._rules.failures:
            doubled = min(self._rest * 2, self._rules.longest_rest_s)
            self._rest = doubled if self._trying else self._rules.rest_s
            self._opened, self._trying = now, False

    def closed_until(self, moment: float) -> None:
        """It said itself when to come back (a quota): no request before that moment."""
        self._opened, self._rest, self._trying = moment, 0.0, False

    def abandoned(self) -> None:
        """A request was given up for another reason than the service: a trial may be made again."""
        self._trying = False
