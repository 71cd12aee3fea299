"""The reasons for a score: signals met on the way, the same event told once.

Signals of one hazard and severity are one event, whether several regions or several sources report it
(accidents and the like only if their names agree too). A driver's contribution is the score that it
alone would give, by the same formula as the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from assistant.risk.matching import Meeting
from assistant.risk.model import Driver, Exposure, Itinerary, Signal, SignalKind
from assistant.risk.phases import KST
from assistant.risk.scoring import score

RegionName = Callable[[str], str]
"""Korean name of a region code, "" if it has none."""

RUN_GAP_SECONDS = 3600.0
"""A hazard left for longer than this and met again is told as two drivers."""
NAMED_REGIONS = 3
"""More regions than this are counted in the text; `Driver.region` lists all."""

_KIND_WORDS = {SignalKind.ALERT: "", SignalKind.FORECAST: " 예보", SignalKind.OBSERVATION: " 관측"}

_Key = tuple[str, str, str, bool, str]


def drivers(
    itinerary: Itinerary, met: Iterable[Meeting], region_name: RegionName | None = None
) -> tuple[Driver, ...]:
    """All drivers, the largest contribution first."""
    groups: dict[_Key, list[Meeting]] = {}
    for meeting in met:
        groups.setdefault(_key(meeting), []).append(meeting)
    found = [_driver(itinerary, run, region_name) for group in groups.values() for run in _runs(group)]
    return tuple(sorted(found, key=lambda driver: (-driver.contribution, driver.from_, driver.name)))


def _key(meeting: Meeting) -> _Key:
    signal, spec = meeting.prepared.signal, meeting.prepared.spec
    name = signal.name if spec.by_name else ""
    return signal.hazard.value, signal.severity.value, signal.kind.value, signal.extrapolated, name


def _runs(group: list[Meeting]) -> list[list[Meeting]]:
    """Cut where the traveller is out of the event for long."""
    runs: list[list[Meeting]] = []
    until = 0.0
    for meeting in sorted(group, key=lambda item: (item.start, item.end)):
        if not runs or meeting.start - until > RUN_GAP_SECONDS:
            runs.append([])
            until = meeting.end
        runs[-1].append(meeting)
        until = max(until, meeting.end)
    return runs


def _driver(itinerary: Itinerary, run: Sequence[Meeting], region_name: RegionName | None) -> Driver:
    chief = max(run, key=lambda item: (item.strength, item.prepared.signal.issued)).prepared.signal
    signals = list({meeting.prepared.signal.id: meeting.prepared.signal for meeting in run}.values())
    regions = region_names(itinerary.exposures, sorted({meeting.slot for meeting in run}), region_name)
    return Driver(
        hazard=chief.hazard,
        name=chief.name,
        region="·".join(regions),
        from_=_time(min(meeting.start for meeting in run)),
        until=_time(max(meeting.end for meeting in run)),
        severity=chief.severity,
        certainty=chief.certainty,
        source=_sources(chief, signals),
        issued=max(signal.issued for signal in signals if signal.source == chief.source),
        valid_from=min(signal.onset for signal in signals),
        valid_until=_valid_until(signals),
        kind=chief.kind,
        extrapolated=chief.extrapolated,
        contribution=round(score(run), 1),
        text=_text(chief, regions),
        signal_ids=tuple(signal.id for signal in signals),
        facts={key: float(value) if isinstance(value, int) else value for key, value in chief.facts.items()},
    )


def region_names(
    exposures: Sequence[Exposure], slots: Iterable[int], region_name: RegionName | None = None
) -> tuple[str, ...]:
    """Korean names of the regions of some exposures in order of travel, each once."""
    names: dict[str, None] = {}
    for slot in slots:
        exposure = exposures[slot]
        name = region_name(exposure.region) if region_name is not None and exposure.region is not None else ""
        names[name or exposure.place] = None
    return tuple(names)


def _sources(chief: Signal, signals: Iterable[Signal]) -> str:
    return "·".join(dict.fromkeys([chief.source, *(signal.source for signal in signals)]))


def _valid_until(signals: Sequence[Signal]) -> datetime | None:
    """The last end that the sources name; None as soon as one of them is open."""
    ends = [signal.expires or signal.expected_end for signal in signals]
    known = [end for end in ends if end is not None]
    return max(known) if len(known) == len(ends) else None


def _text(signal: Signal, regions: Sequence[str]) -> str:
    listed = "·".join(regions)
    if len(regions) > NAMED_REGIONS:
        listed = f"{'·'.join(regions[:2])} 등 {len(regions)}곳"
    kind = " 예상" if signal.extrapolated else _KIND_WORDS[signal.kind]
    return f"{listed}에 {signal.name}{kind}" if listed else f"{signal.name}{kind}"


def _time(epoch: float) -> datetime:
    return datetime.fromtimestamp(epoch, KST)
