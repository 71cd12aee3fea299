"""Case counts over HTTP. Rows are constructed from FACTS §1."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from assistant.feeds.batch import Batch
from assistant.feeds.errors import Refused
from assistant.feeds.infection_cases import InfectionCases
from assistant.risk.model import Severity
from tests.feeds.helpers import at
from tests.feeds.wire import KEY, Say, Wire, portal

NOW = at("2021-08-10 12:00")
PATH = "apis.data.go.kr/1352000/ODMS_COVID_04/callCovid04Api"


def row(day: datetime, province: str, new: int | str) -> dict[str, Any]:
    # 1,000 people in 100,000 so far, of 9,500,000: the population follows from the two.
    return {
        "gubun": province,
        "stdDay": f"{day:%Y-%m-%d}",
        "incDec": str(new),
        "defCnt": "95000",
        "qurRate": "1000",
        "localOccCnt": str(new),
    }


def ask(wire: Wire, new: int | str, days: int = 15, newest: datetime = NOW, code: str = "00") -> Batch:
    says = []
    for ago in range(days):
        day = NOW - timedelta(days=ago)
        rows = [row(day, "서울", new), row(day, "합계", "9999")] if day <= newest else ""
        says.append(Say(portal(rows, code=code)))
    wire.says[PATH] = says
    return asyncio.run(wire.ask(InfectionCases(KEY, "covid19"), NOW))


@pytest.mark.parametrize(
    ("new", "severity"),
    [(94, None), (95, Severity.MINOR), (190, Severity.MODERATE), (380, Severity.SEVERE)],
)
def test_levels_by_incidence(wire: Wire, new: int, severity: Severity | None) -> None:
    batch = ask(wire, new)
    assert [s.severity for s in batch.signals] == ([severity] if severity else [])
    (cover,) = batch.covers
    assert cover.regions
    assert all(code.startswith("11") for code in cover.regions)
    if severity:
        assert batch.signals[0].name == "코로나19 유행"
        assert batch.signals[0].facts["daily_cases_per_100k"] == pytest.approx(new / 95, abs=0.01)


def test_a_source_that_ended_covers_nothing(wire: Wire) -> None:
    for batch in (
        ask(wire, 300, newest=NOW - timedelta(days=10)),
        ask(wire, 300, newest=NOW - timedelta(days=99)),
    ):
        assert (batch.signals, batch.covers) == ((), ())
        assert "자료가 없어요" in batch.note


def test_missing_counts_are_no_zeros(wire: Wire) -> None:
    assert ask(wire, "-").covers == ()


def test_a_refused_key(wire: Wire) -> None:
    with pytest.raises(Refused):
        ask(wire, 1, code="30")


def test_an_unknown_disease() -> None:
    with pytest.raises(ValueError, match="covid19"):
        InfectionCases(KEY, "plague")
