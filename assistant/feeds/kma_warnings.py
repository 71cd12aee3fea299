"""KMA warnings, live: the hub's table of what is in force, or data.go.kr's text and events.

data.go.kr has the present as a text without times (`getPwnStatus`) and the changes of the last days with
times (`getPwnCd`). The text says what is in force; an event of the same zone, kind and level lends it its
times; events issued later, or taking effect later, come on top by the rules of `resolve`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from pydantic import SecretStr

from assistant.feeds.batch import Batch, Cover
from assistant.feeds.envelope import all_pages, data_go_kr, markup_error
from assistant.feeds.errors import BadAnswer, FeedError, Refused
from assistant.feeds.http import Answer, FeedClient, service_key
from assistant.feeds.kma_bulletin import KST, BulletinError
from assistant.feeds.kma_signals import FEED, warning_signals
from assistant.feeds.kma_status import parse_status
from assistant.feeds.kma_tables import Command, warning_tables
from assistant.feeds.kma_wire import (
    OFFICE,
    STATUS,
    Read,
    kst,
    place_zones,
    read_events,
    read_hub,
    read_notices,
    regions_of,
)
from assistant.feeds.resolve import resolve
from assistant.feeds.statements import Statement
from assistant.risk.model import Hazard

SERVICE = "https://apis.data.go.kr/1360000/WthrWrnInfoService"
HUB = "https://apihub.kma.go.kr/api/typ01/url/wrn_now_data.php"
EVENT_DAYS = 5
"""Days of events asked for; the service gives at most six."""
ROWS = 500


class KmaWarnings:
    """The feed. At least one key is needed; with both the hub is asked first."""

    name = FEED

    def __init__(self, key: SecretStr | None, hub_key: SecretStr | None) -> None:
        self._key = key
        self._hub_key = hub_key

    async def ask(self, client: FeedClient, now: datetime, before: Batch | None) -> Batch:  # noqa: ARG002
        """Warnings in force or announced. Raises `FeedError`."""
        if self._hub_key is not None:
            try:
                return batch(await _hub(client, self._hub_key), now)
            except FeedError:
                if self._key is None:
                    raise
        if self._key is None:
            raise Refused("인증키가 없어요")
        return batch(await _portal(client, self._key, now), now)


def batch(read: Read, now: datetime) -> Batch:
    """What is in force at `now`. A hazard with a warning that stands nowhere on the map is not covered."""
    tables = warning_tables()
    warnings = resolve(read.statements, now + timedelta(minutes=10))
    unsure = {tables.hazards[kind] for kind, _ in read.unplaced}
    by_horizon: dict[timedelta, set[Hazard]] = {}
    for hazard, horizon in tables.horizons.items():
        if hazard not in unsure:
            by_horizon.setdefault(horizon, set()).add(hazard)
    notes = []
    if read.unplaced:
        notes.append(
            "모르는 특보구역: " + ", ".join(sorted(f"{kind} {name}" for kind, name in read.unplaced)[:5])
        )
    if read.skipped:
        notes.append(f"읽지 못한 줄 {read.skipped}개")
    return Batch(
        signals=warning_signals(warnings, now, regions_of),
        covers=tuple(
            Cover(hazards=frozenset(hazards), regions=None, horizon=horizon)
            for horizon, hazards in sorted(by_horizon.items())
            if not read.skipped
        ),
        newest=max((statement.issued for statement in read.statements), default=None),
        note=". ".join(notes),
    )


async def _hub(client: FeedClient, key: SecretStr) -> Read:
    answer = await client.get(HUB, {"fe": "f", "tm": "", "disp": 0, "help": 1, "authKey": service_key(key)})
    return read_hub(_table(answer))


def _table(answer: Answer) -> str:
    """The text of a hub table, which always has comments. Raises `FeedError` for error pages."""
    text = answer.text.strip()
    if text.startswith("<"):
        raise markup_error(text)
    if text.startswith("{"):
        raise Refused("API 허브가 요청을 받아 주지 않아요. 인증키와 활용신청을 확인해 주세요")
    if "#" not in text or "REG_ID" not in text:
        raise BadAnswer("특보 표가 아닌 응답이 왔어요")
    return text


async def _portal(client: FeedClient, key: SecretStr, now: datetime) -> Read:
    params = {"serviceKey": service_key(key), "dataType": "JSON"}
    # The newest status says all; how many older ones there are does not matter.
    first = await client.get(f"{SERVICE}/getPwnStatus", {**params, "pageNo": 1, "numOfRows": 10})
    status, _ = data_go_kr(first)
    if not status:
        raise BadAnswer("특보 현황이 비어 있어요")
    today = now.astimezone(KST)
    days = {
        "fromTmFc": f"{today - timedelta(days=EVENT_DAYS):%Y%m%d}",
        "toTmFc": f"{today:%Y%m%d}",
    }
    events = await all_pages(client, f"{SERVICE}/getPwnCd", params | days, data_go_kr, ROWS)
    newest = max(status, key=lambda row: str(row.get("tmFc", "")))
    issued = kst(newest.get("tmFc"))
    if issued is None or not isinstance(newest.get("t6"), str):
        raise BadAnswer("특보 현황에 발표 시각이나 내용이 없어요")
    return combine(newest["t6"], str(newest.get("t7") or ""), issued, read_events(events))


def combine(status: str, ahead: str, issued: datetime, events: Read) -> Read:
    """The text of what is in force, the preliminary notices and the events, as one set of statements.

    Raises `BadAnswer` if the text cannot be read.
    """
    try:
        lines = parse_status(status, issued.date())
    except BulletinError:
        raise BadAnswer("특보 현황의 글을 읽을 수 없어요") from None
    if not lines and "없음" not in status:
        raise BadAnswer("특보 현황에 특보도 '없음'도 없어요")
    notices = read_notices(ahead, issued)
    read = Read(skipped=events.skipped + notices.skipped, unplaced=set(notices.unplaced))
    for number, line in enumerate(lines, 1):
        zones = set(line.area.zones)
        for name in line.area.unknown:
            placed, lost = place_zones(name, "", issued.date())
            zones |= placed
            read.unplaced |= {(line.kind, left) for left in lost}
        unset = Statement(
            issued=issued,
            office=OFFICE,
            number=number,
            kind=line.kind,
            level=line.level,
            command=Command.ISSUE,
            effective=issued,
            zones=frozenset(zones),
        )
        read.statements += _with_times(unset, events.statements)
    read.statements += notices.statements
    read.statements += [s for s in events.statements if s.issued > issued or s.effective > issued]
    if any(s.issued > issued for s in events.statements):
        read.unplaced |= events.unplaced
    return read


def _with_times(line: Statement, events: Iterable[Statement]) -> list[Statement]:
    """A line of the status, its zones parted by the event that set them.

    Without one the warning is older than the events, and so than all that they announce for later.
    """
    last: dict[str, Statement] = {}
    oldest = line.issued
    for event in sorted(events, key=lambda s: s.order):
        if event.issued > line.issued:
            continue
        if event.effective > line.issued:
            oldest = min(oldest, event.issued - timedelta(minutes=1))
        elif event.kind is line.kind:
            for zone in event.zones & line.zones:
                last[zone] = event
    parts: dict[tuple[datetime, datetime], set[str]] = {}
    for zone in line.zones:
        found = last.get(zone)
        known = found is not None and found.level is line.level and not found.command.releases
        times = (found.issued, found.effective) if found and known else (oldest, line.effective)
        parts.setdefault(times, set()).add(zone)
    return [
        replace(
            line,
            issued=times[0],
            effective=times[1],
            zones=frozenset(zones),
            number=STATUS + line.number * 1000 + n,
        )
        for n, (times, zones) in enumerate(sorted(parts.items()), 1)
    ]
