"""What can go wrong when a source is asked. No message ever holds a key, a URL or what a user said.

```
FeedError
├── Unreachable      no answer: network, time-out, 5xx, service down
├── Refused          the key is unknown, expired, unsigned or not allowed from here
├── Busy             too many requests for now
├── Misconfigured    a setting of the source cannot be read
└── BadAnswer        an answer that cannot be read: HTML, XML, cut off, `body: null`, too long
    └── Incomplete   some pages or rows are missing
```
"""

from __future__ import annotations

from datetime import timedelta


class FeedError(Exception):
    """A poll that failed. `reason` is a Korean clause for `gilbeot feeds`: what is wrong, what to do."""

    code = "feed-error"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unreachable(FeedError):
    """Nobody answered, or the service says it is down."""

    code = "feed-unreachable"


class Refused(FeedError):
    """The source does not accept the key or this address."""

    code = "feed-key-refused"


class Busy(FeedError):
    """The quota is used up. `after`: when the source says one may ask again."""

    code = "feed-quota"

    def __init__(self, reason: str, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.after = after


class Misconfigured(FeedError):
    """A setting other than the key is wrong; the reason names it."""

    code = "feed-misconfigured"


class BadAnswer(FeedError):
    """The answer is not what the source promises."""

    code = "feed-bad-answer"


class Incomplete(BadAnswer):
    """A part of the answer is missing, so its silence would mean nothing."""

    code = "feed-incomplete"
