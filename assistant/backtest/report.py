"""The results as tables and plots."""

from __future__ import annotations

import io
from collections.abc import Sequence

from assistant.backtest.floods import Told
from assistant.backtest.infection import Ranking
from assistant.backtest.message_gain import Gain, Reach
from assistant.backtest.message_reading import HazardScore, PlaceScore
from assistant.backtest.typhoons import TrackErrors
from assistant.backtest.warnings import Verdicts, WarningsResult
from assistant.evaluation.tables import Table, percent

_INK = "#16425b"
_COLUMNS = ("trips touched", "hit rate", "false alarm ratio", "trips alarmed")


def warnings_tables(result: WarningsResult) -> list[Table]:
    """Systems, families of hazards, and hours ahead."""

    def row(verdict: Verdicts) -> tuple[str, ...]:
        return (
            verdict.name,
            f"{verdict.touched:,}",
            percent(verdict.hit_rate),
            percent(verdict.false_alarms),
            percent(verdict.alarmed),
        )

    trips = result.systems[0].trips if result.systems else 0
    ahead = tuple((f"{lead} h", percent(share)) for lead, share in result.ahead.items())
    return [
        Table(
            title=f"Warned at departure, {result.first} to {result.last}, {trips:,} trips",
            columns=("system", *_COLUMNS),
            rows=tuple(map(row, result.systems)),
        ),
        Table(
            title="Ours by family of hazards",
            columns=("family", *_COLUMNS),
            rows=tuple(row(verdict) for verdict in result.families if verdict.touched or verdict.warned),
        ),
        Table(
            title="Share of all trips by level",
            columns=("level", "share"),
            rows=tuple((level.value, percent(share)) for level, share in result.levels.items()),
        ),
        Table(title="Touched trips warned ahead of departure", columns=("ahead", "share"), rows=ahead),
    ]


def typhoons_table(errors: Sequence[TrackErrors]) -> Table:
    """Errors by lead."""
    return Table(
        title="Typhoon position, km",
        columns=("lead", "fixes", "median, motion continued", "70 % within", "median, staying where it was"),
        rows=tuple(
            (f"{e.lead_h} h", f"{e.count:,}", f"{e.median:.0f}", f"{e.seventy:.0f}", f"{e.median_still:.0f}")
            for e in errors
        ),
    )


def floods_table(told: Sequence[Told]) -> Table:
    """What was told before each flood."""
    return Table(
        title="Two floods: what was told of being there when the water came",
        columns=("flood", "before", "level", "because"),
        rows=tuple((t.flood.what, f"{t.before_min} min", t.level.value, t.why or "-") for t in told),
        names=4,
    )


def reading_tables(hazards: Sequence[HazardScore], places: Sequence[PlaceScore]) -> list[Table]:
    """Hazard and place of disaster messages by their text."""
    typed = hazards[0].total if hazards else {}
    names = tuple(score.name for score in hazards[:3])
    return [
        Table(
            title=f"Hazard of disaster messages, {sum(typed.values()):,} with a type that stands for one",
            columns=("system", "type named", "mean over types"),
            rows=tuple((s.name, percent(s.accuracy), percent(s.mean_recall)) for s in hazards),
        ),
        Table(
            title="Type named, by type",
            columns=("type", "messages", *names),
            rows=tuple(
                (kind, f"{count:,}", *(percent(score.of(kind)) for score in hazards[:3]))
                for kind, count in sorted(typed.items(), key=lambda item: -item[1])
            ),
        ),
        Table(
            title=f"Place of disaster messages, {places[0].messages if places else 0:,} messages",
            columns=(
                "system",
                "place told",
                "told and right",
                "districts told that are right",
                "districts sent to that are told",
            ),
            rows=tuple(
                (
                    s.name,
                    percent(s.found / max(1, s.messages)),
                    percent(s.inside / max(1, s.messages)),
                    percent(s.both / max(1, s.told)),
                    percent(s.both / max(1, s.sent)),
                )
                for s in places
            ),
        ),
    ]


def gain_tables(gain: Gain) -> list[Table]:
    """Messages a resident gets, and those that touch a trip."""

    def month(pairs: int) -> str:
        return f"{pairs / gain.months:.2f}" if gain.months else "–"

    def row(reach: Reach) -> tuple[str, ...]:
        return (reach.name, month(reach.received), month(reach.touching), percent(reach.precision))

    columns = ("received a month", "touching a trip", "share")
    return [
        Table(
            title=f"Messages and trips, {gain.first} to {gain.last}, {gain.messages:,} messages, "
            f"{gain.residents} residents, per resident and 30 days",
            columns=("way", *columns, "of all that touch"),
            rows=tuple((*row(way), percent(way.touching / max(1, gain.touching))) for way in gain.ways),
        ),
        Table(
            title="On the phone at home, by hazard first told",
            columns=("hazard", *columns, "of these told by gilbeot"),
            rows=tuple(
                (*row(family), percent(family.told / max(1, family.touching)) if family.touching else "–")
                for family in gain.families
                if family.received
            ),
        ),
        Table(
            title="On the phone at home, if messages held shorter or longer than taken",
            columns=("hours held", "touching a trip"),
            rows=tuple((f"x {stretch:g}", percent(share)) for stretch, share in gain.stretched.items()),
        ),
    ]


def infection_table(rankings: Sequence[Ranking]) -> Table:
    """Ranks of provinces by period and method."""
    return Table(
        title="Provinces ranked by next week's COVID-19 incidence",
        columns=(
            "period",
            "method",
            "weeks",
            "rank correlation",
            "weeks better, worse",
            "top 3 hit",
            "incidence off by a factor",
        ),
        names=2,
        rows=tuple(
            (
                r.period,
                r.method,
                f"{r.weeks}",
                f"{r.rank_correlation:.3f}",
                f"{r.better}, {r.worse}",
                percent(r.top_hits),
                f"{r.factor:.2f}",
            )
            for r in rankings
        ),
    )


def warnings_plot(result: WarningsResult) -> bytes | None:
    """Hit rate by share of trips alarmed, and by hours ahead, as PNG; None without matplotlib."""
    try:
        import matplotlib as mpl
    except ImportError:
        return None
    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    for number, verdict in enumerate(result.systems):
        left.scatter(verdict.alarmed, verdict.hit_rate, s=60, marker="osDv^"[number % 5], label=verdict.name)
    left.set_xlabel("share of trips alarmed")
    left.set_ylabel("share of touched trips warned")
    left.set_ylim(0, 1.03)
    left.legend(fontsize=7, loc="lower right")
    right.plot(list(result.ahead), list(result.ahead.values()), marker="o", color=_INK)
    right.set_xlabel("hours before departure")
    right.set_ylabel("share of touched trips warned")
    right.set_ylim(0, 1.03)
    right.invert_xaxis()
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110, bbox_inches="tight", metadata={"Software": None})
    plt.close(figure)
    return buffer.getvalue()
