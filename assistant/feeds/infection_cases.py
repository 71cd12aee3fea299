"""Case counts of a disease by province -> infection signals. The disease is configuration.

Incidence is taken from the counts themselves: population = all cases / all cases per 100,000. A source that
stopped publishing covers nothing: old counts are not told as today's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any

from pydantic import SecretStr

from assistant.feeds.batch import Batch, Cover
from assistant.feeds.envelope import Row, all_pages, data_go_kr, number_of
from assistant.feeds.http import FeedClient, service_key
from assistant.feeds.kma_bulletin import KST
from assistant.feeds.kma_wire import kst
from assistant.places.regions import load_regions
from assistant.risk.model import Area, Certainty, Hazard, Severity, Signal, SignalKind, Urgency

FEED = "infection_cases"
ROWS = 1000
WEEK = 7
HOLDS = timedelta(days=7)
"""A weekly mean speaks for the week after: incidence doubles or halves more slowly than that. Judgement."""


class InfectionCases:
    """The feed. Raises ValueError for a disease that the table does not have."""

    name = FEED

    def __init__(self, key: SecretStr, disease: str) -> None:
        if disease not in _diseases():
            raise ValueError(f"GILBEOT_DISEASE: {disease!r} is not one of {', '.join(_diseases())}")
        self._key = key
        self._disease = _diseases()[disease]

    async def ask(self, client: FeedClient, now: datetime, before: Batch | None) -> Batch:  # noqa: ARG002
        """Incidence of the last days. Raises `FeedError`."""
        rows: list[Row] = []
        today = now.astimezone(KST)
        for ago in range(int(self._disease["lag_days"]) + WEEK):
            params = {
                "serviceKey": service_key(self._key),
                **self._disease["query"],
                "std_day": f"{today - timedelta(days=ago):%Y-%m-%d}",
            }
            rows += await all_pages(client, self._disease["url"], params, data_go_kr, ROWS)
            if ago >= int(self._disease["lag_days"]) and not rows:
                break
        return read_cases(rows, self._disease, now)


def read_cases(rows: Iterable[Mapping[str, Any]], disease: Mapping[str, Any], now: datetime) -> Batch:
    """A signal for each province at the first level and above; covers the provinces with a week of counts."""
    fields = disease["fields"]
    days: dict[str, dict[datetime, tuple[float, float | None]]] = {}
    for row in rows:
        day, new = kst(str(row.get(fields["day"], ""))[:10]), number_of(row.get(fields["new"]))
        if day is None or new is None:
            continue
        total, rate = number_of(row.get(fields["total"])), number_of(row.get(fields["per_100k"]))
        people = 100_000 * total / rate if total and rate else None
        days.setdefault(str(row.get(fields["region"], "")).strip(), {})[day] = (max(0.0, new), people)
    signals: list[Signal] = []
    covered: set[str] = set()
    newest: datetime | None = None
    for province, counts in days.items():
        codes = frozenset(region.code for region in load_regions().find(province))
        last = max(counts)
        week = [counts[day] for day in counts if last - day < timedelta(days=WEEK)]
        people = next((p for _, p in reversed(week) if p), None)
        fresh = now - last <= timedelta(days=int(disease["lag_days"]) + 1)
        if not codes or people is None or len(week) < WEEK or not fresh:
            continue
        newest = max(newest, last) if newest else last
        covered |= codes
        daily = 100_000 * sum(new for new, _ in week) / WEEK / people
        if severity := _level(disease["levels"], daily):
            signals.append(_signal(disease, province, codes, last, daily, severity))
    return Batch(
        signals=tuple(signals),
        covers=(Cover(hazards=frozenset({Hazard.INFECTION}), regions=frozenset(covered), horizon=HOLDS),)
        if covered
        else (),
        newest=newest,
        note="" if covered else f"{disease['label']}의 최근 한 주 자료가 없어요",
    )


def _signal(
    disease: Mapping[str, Any],
    province: str,
    codes: frozenset[str],
    day: datetime,
    daily: float,
    severity: Severity,
) -> Signal:
    return Signal(
        id=f"{FEED}:{disease['label']}:{province}:{day:%Y%m%d}",
        hazard=Hazard.INFECTION,
        kind=SignalKind.OBSERVATION,
        feed=FEED,
        source="감염병 발생 현황",
        name=f"{disease['label']} 유행",
        area=Area(regions=codes),
        issued=day,
        onset=day,
        expires=day + HOLDS + timedelta(days=int(disease["lag_days"])),
        severity=severity,
        certainty=Certainty.OBSERVED,
        urgency=Urgency.EXPECTED,
        facts={"daily_cases_per_100k": round(daily, 2), "disease": disease["label"], "province": province},
    )


def _level(levels: Mapping[str, str], daily: float) -> Severity | None:
    reached = [float(level) for level in levels if daily >= float(level)]
    return Severity(levels[f"{max(reached):g}"]) if reached else None


@cache
def _diseases() -> Mapping[str, Mapping[str, Any]]:
    path = resources.files("assistant.feeds") / "data" / "diseases.toml"
    table: Mapping[str, Mapping[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return table
