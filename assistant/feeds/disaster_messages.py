"""Disaster messages (긴급재난문자, DSSP-IF-00247 of safetydata.go.kr), live.

The text of a message is read and not kept: it may hold telephone numbers or describe a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import SecretStr

from assistant.feeds.batch import Batch, Cover, covered
from assistant.feeds.envelope import (
    NO_DATA,
    Page,
    Row,
    all_pages,
    code_error,
    count_of,
    parse_json,
    rows_of,
)
from assistant.feeds.errors import BadAnswer
from assistant.feeds.http import Answer, FeedClient, service_key
from assistant.feeds.kma_bulletin import KST
from assistant.feeds.kma_wire import kst
from assistant.feeds.message_text import (
    Rule,
    is_over,
    is_service,
    regions_meant,
    regions_sent,
    rules_of,
    sender_of,
    severity_of,
)
from assistant.risk.model import Area, Certainty, Hazard, Signal, SignalKind, Urgency

FEED = "disaster_messages"
SOURCE = "행정안전부"
URL = "https://www.safetydata.go.kr/V2/api/DSSP-IF-00247"
ROWS = 1000

COVERED = frozenset(
    {
        Hazard.FLOOD,
        Hazard.LANDSLIDE,
        Hazard.WILDFIRE,
        Hazard.EARTHQUAKE,
        Hazard.TSUNAMI,
        Hazard.CIVIL_EMERGENCY,
    }
)
"""Where such an event threatens people the authorities send a message; of the others many never get one."""
HORIZON = timedelta(hours=2)
"""Messages tell of what is there: the hour that is asked about, and the age of the poll. Judgement."""


class DisasterMessages:
    """The feed."""

    name = FEED

    def __init__(self, key: SecretStr) -> None:
        self._key = key

    async def ask(self, client: FeedClient, now: datetime, before: Batch | None) -> Batch:
        """Messages since yesterday. Raises `FeedError`."""
        today = now.astimezone(KST)
        rows = await self._since(client, today - timedelta(days=1))
        if not any((at := kst(row.get("CRT_DT"))) and at.date() == today.date() for row in rows):
            # Where `crtDt` is taken as that day alone, today's are still to be asked for.
            rows += await self._since(client, today)
        return read_messages(rows, before)

    async def _since(self, client: FeedClient, day: datetime) -> list[Row]:
        params: dict[str, str | int] = {
            "serviceKey": service_key(self._key),
            "returnType": "json",
            "crtDt": f"{day:%Y%m%d}",
        }
        return await all_pages(client, URL, params, read_page, ROWS)


def read_page(answer: Answer) -> Page:
    """Rows of one page. Errors put `body: null` beside their code."""
    document = parse_json(answer)
    header = document.get("header") if isinstance(document, Mapping) else None
    if not isinstance(header, Mapping) or "resultCode" not in header:
        raise BadAnswer("응답에 결과 코드가 없어요")
    code = str(header["resultCode"])
    if code in NO_DATA:
        return [], 0
    if error := code_error(code):
        raise error
    total = count_of(document.get("totalCount"))
    body = document.get("body")
    if body is None and total != 0:
        raise BadAnswer("응답의 본문이 비어 있어요 (body: null)")
    return rows_of(body), total


def read_messages(rows: Sequence[Mapping[str, Any]], before: Batch | None = None) -> Batch:
    """Signals of the messages; each message once, and what a later one calls off ends there."""
    signals: dict[str, Signal] = {s.id: s for s in before.signals} if before else {}
    unreadable = sum(kst(row.get("CRT_DT")) is None for row in rows)
    newest = before.newest if before else None
    seen: set[tuple[str, str]] = set()
    dated = [(at, row) for row in rows if (at := kst(row.get("CRT_DT")))]
    for issued, row in sorted(dated, key=lambda pair: (pair[0], str(pair[1].get("SN", "")))):
        text, sent_to = str(row.get("MSG_CN") or ""), str(row.get("RCPTN_RGN_NM") or "")
        newest = max(newest, issued) if newest else issued
        if (text, sent_to) in seen:
            continue
        seen.add((text, sent_to))
        sent, unknown = regions_sent(sent_to)
        if not text or not sent:
            unreadable += 1
            continue
        unreadable += unknown > 0
        rules = rules_of(text, str(row.get("DST_SE_NM") or ""))
        if is_over(text):
            _end(signals, rules, text, sent, issued)
        elif not is_service(text) or any(rule.point for rule in rules):
            for rule in rules:
                signal = _signal(rule, row, text, sent, issued)
                signals.setdefault(signal.id, signal)
    live = [s for s in signals.values() if newest is None or s.expires is None or s.expires > newest]
    return Batch(
        signals=tuple(sorted(live, key=lambda s: (s.issued, s.id))),
        covers=covered(unreadable, rows, Cover(hazards=COVERED, regions=None, horizon=HORIZON)),
        newest=newest,
        note=f"지역이나 내용을 다 읽지 못한 문자 {unreadable}건" if unreadable else "",
    )


def _signal(rule: Rule, row: Mapping[str, Any], text: str, sent: frozenset[str], issued: datetime) -> Signal:
    step = str(row.get("EMRG_STEP_NM") or "안전안내").strip()
    facts: dict[str, float | str] = {"step": step}
    if sender := sender_of(text):
        facts["sender"] = sender
    return Signal(
        id=f"{FEED}:{row.get('SN', f'{issued:%Y%m%dT%H%M%S}')}:{rule.hazard}",
        hazard=rule.hazard,
        kind=SignalKind.ALERT,
        feed=FEED,
        source=SOURCE,
        name=f"{rule.label} {step}문자",
        area=Area(regions=regions_meant(text, sent) if rule.point else sent),
        issued=issued,
        onset=issued,
        expires=issued + rule.lasts,
        severity=severity_of(text, step),
        certainty=Certainty.LIKELY,
        urgency=Urgency.IMMEDIATE,
        facts=facts,
    )


def _end(
    signals: dict[str, Signal], rules: tuple[Rule, ...], text: str, sent: frozenset[str], issued: datetime
) -> None:
    """Ends earlier messages of the same hazards in the same regions, of the same sender if it is told."""
    hazards = {rule.hazard for rule in rules}
    sender = sender_of(text)
    for key, signal in signals.items():
        same = signal.hazard in hazards and signal.area.regions <= sent and signal.issued < issued
        if same and signal.facts.get("sender", sender) == sender:
            signals[key] = replace(signal, expires=issued)
