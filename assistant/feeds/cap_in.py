"""One CAP 1.2 alert, as others send it, as signals. Nothing of it is trusted but what could be read.

An alert is taken as a whole or refused as a whole (`CapError`). What is said in several languages is
read once, in Korean if there is Korean.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import TypeVar
from xml.etree.ElementTree import Element

from assistant.feeds.batch import SKEW
from assistant.feeds.cap_area import read_area
from assistant.feeds.cap_errors import CapError
from assistant.feeds.cap_xml import children, moment, needed, pairs, parse_alert, text
from assistant.feeds.message_text import rules_of
from assistant.risk.model import Area, Certainty, Hazard, Severity, Signal, SignalKind, Urgency

FEED = "cap_in"
OPEN_ENDED = timedelta(hours=24)
"""An alert without an end stops counting this long after it came, unless it comes again."""
OLDEST = timedelta(days=30)
"""An alert without an end that was sent before this is taken for a leftover."""
FARTHEST = timedelta(days=366)
MAX_SIGNALS = 200
MAX_FACTS = 50
_ALL_CLEAR = "AllClear"

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class CapAlert:
    """What an alert says."""

    sender: str
    identifier: str
    sent: datetime
    status: str
    """Actual, Exercise, System, Test or Draft."""
    message: str
    """Alert, Update or Cancel."""
    references: tuple[tuple[str, str], ...]
    """(sender, identifier) of the alerts that this one replaces or ends."""
    signals: tuple[Signal, ...]
    expires: datetime
    """When it stops counting altogether."""

    @property
    def key(self) -> tuple[str, str]:
        """Who said it, and under which number."""
        return self.sender, self.identifier


def read_alert(body: bytes, now: datetime) -> CapAlert:
    """Reads one alert at `now` (aware). Raises `CapError`."""
    root = parse_alert(body)
    sender, identifier = needed(root, "sender"), needed(root, "identifier")
    if any(sign in sender + identifier for sign in " ,<&\t\n"):
        raise CapError("malformed_cap", "<sender> and <identifier> have no blanks, commas, < or &.")
    message = _one_of(root, "msgType", ("Alert", "Update", "Cancel"))
    status = _one_of(root, "status", ("Actual", "Exercise", "System", "Test", "Draft"))
    _one_of(root, "scope", ("Public", "Restricted", "Private"))
    sent = moment(needed(root, "sent"), "sent")
    if sent > now + SKEW:
        raise CapError("time_out_of_range", "<sent> is in the future: check the clock.")
    references = _references(text(root, "references", 20_000))
    if message != "Alert" and not references:
        raise CapError("malformed_cap", f"An alert of type {message} needs <references>.")
    read = _Reader(root, f"cap:{sender}:{identifier}", sent, now)
    signals = () if message == "Cancel" else read.signals()
    open_until = now + OPEN_ENDED if sent > now - OLDEST else now
    expires = max((signal.expires or open_until for signal in signals), default=open_until)
    if signals and expires <= now:
        raise CapError("expired", "Everything in the alert is over.")
    return CapAlert(
        sender=sender,
        identifier=identifier,
        sent=sent,
        status=status,
        message=message,
        references=references,
        signals=signals,
        expires=expires,
    )


def _references(words: str) -> tuple[tuple[str, str], ...]:
    """ "sender,identifier,sent" with blanks between."""
    found = []
    for reference in words.split():
        parts = reference.split(",")
        if len(parts) != 3:
            raise CapError("malformed_cap", "<references> are 'sender,identifier,sent' with blanks between.")
        found.append((parts[0], parts[1]))
    return tuple(found)


class _Reader:
    """The infos of one alert."""

    def __init__(self, root: Element, number: str, sent: datetime, now: datetime) -> None:
        self._root, self._number, self._sent, self._now = root, number, sent, now

    def signals(self) -> tuple[Signal, ...]:
        """Of every info in one language. Raises `CapError` if there is none."""
        infos = list(children(self._root, "info"))
        if not infos:
            raise CapError("malformed_cap", "<info> is missing.")
        tongues = [text(info, "language") or "en-US" for info in infos]
        chosen = next((tongue for tongue in tongues if tongue.lower().startswith("ko")), tongues[0])
        found: list[Signal] = []
        for number, (info, tongue) in enumerate(zip(infos, tongues, strict=True)):
            if tongue == chosen and text(info, "responseType") != _ALL_CLEAR:
                found += self._info(info, number)
                if len(found) > MAX_SIGNALS:
                    raise CapError("bad_area", f"An alert has at most {MAX_SIGNALS} areas and circles.")
        return tuple(found)

    def _info(self, info: Element, number: int) -> list[Signal]:
        event, parameters = needed(info, "event"), pairs(info, "parameter")
        onset, expires = self._hours(info)
        areas = [area for element in children(info, "area") for area in read_area(element)]
        if not areas:
            raise CapError("unknown_area", "<area> is missing.")
        marks = dict(reversed(parameters))
        end = marks.get("gilbeot:expected_end")
        expected_end = moment(end, "gilbeot:expected_end") if end else None
        severity = _word(info, "severity", Severity)
        certainty, urgency = _word(info, "certainty", Certainty), _word(info, "urgency", Urgency)

        def signal(place: int, area: Area) -> Signal:
            return Signal(
                id=f"{self._number}:{number}.{place}",
                hazard=_hazard(event, marks.get("hazard")),
                kind=_kind(marks.get("gilbeot:kind")),
                feed=FEED,
                source=text(info, "senderName") or text(self._root, "source") or needed(self._root, "sender"),
                name=event,
                area=area,
                issued=self._sent,
                onset=onset,
                expires=expires,
                expected_end=expected_end,
                severity=severity,
                certainty=certainty,
                urgency=urgency,
                extrapolated=marks.get("gilbeot:extrapolated") == "true",
                facts=_facts(parameters),
            )

        return [signal(place, area) for place, area in enumerate(areas)]

    def _hours(self, info: Element) -> tuple[datetime, datetime | None]:
        said = {name: text(info, name) for name in ("effective", "onset", "expires")}
        times = {name: moment(words, name) for name, words in said.items() if words}
        onset = times.get("onset") or times.get("effective") or self._sent
        expires = times.get("expires")
        if any(abs(at - self._now) > FARTHEST for at in (onset, expires or onset)):
            raise CapError("time_out_of_range", "<onset> and <expires> lie within a year.")
        if expires is not None and expires <= onset:
            raise CapError("time_out_of_range", "<expires> must come after <onset>.")
        return onset, expires


def _one_of(parent: Element, name: str, allowed: tuple[str, ...]) -> str:
    found = needed(parent, name)
    if found not in allowed:
        raise CapError("malformed_cap", f"<{name}> is one of {', '.join(allowed)} here.")
    return found


def _word(info: Element, name: str, words: type[Word]) -> Word:
    found = needed(info, name)
    try:
        return words(found)
    except ValueError:
        raise CapError("malformed_cap", f"<{name}> is one of {', '.join(words)}.") from None


def _kind(mark: str | None) -> SignalKind:
    """As our own CAP says. What others send is an alert: somebody warns."""
    return SignalKind(mark) if mark in set(SignalKind) else SignalKind.ALERT


def _hazard(event: str, mark: str | None) -> Hazard:
    """As the parameter says, else by the words of the event; `OTHER` if they say nothing to us."""
    if mark in set(Hazard):
        return Hazard(mark)
    if rules := rules_of(event):
        return rules[0].hazard
    said = event.lower()
    return next((hazard for hazard, words in _events() if any(word in said for word in words)), Hazard.OTHER)


@cache
def _events() -> tuple[tuple[Hazard, tuple[str, ...]], ...]:
    path = resources.files("assistant.feeds") / "data" / "cap_events.toml"
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["event"]
    return tuple((Hazard(row["hazard"]), tuple(row["words"])) for row in rows)


def _facts(parameters: tuple[tuple[str, str], ...]) -> dict[str, float | str]:
    facts: dict[str, float | str] = {}
    for name, value in parameters:
        if name != "hazard" and not name.startswith("gilbeot:") and len(facts) < MAX_FACTS:
            facts.setdefault(name, _number(value))
    return facts


def _number(value: str) -> float | str:
    try:
        number = float(value)
    except ValueError:
        return value
    return number if math.isfinite(number) else value
