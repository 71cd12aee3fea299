"""The envelopes of Korean public data, with their faults, down to plain rows.

HTTP 200 carries errors too; "no rows" is written as `items: ""`, `item: {}` or a code of its own; an error
page may be HTML or XML though JSON was asked for. Whatever is not surely "no rows" is an error here,
because silence must never be made up.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any

from defusedxml import DefusedXmlException, ElementTree

from assistant.feeds.errors import BadAnswer, Busy, FeedError, Incomplete, Refused, Unreachable
from assistant.feeds.http import Answer, FeedClient

Row = dict[str, Any]
Page = tuple[list[Row], int | None]
"""Rows of one page, and how many there are in all (None if not said)."""

NO_DATA = frozenset({"03", "3"})
_FINE = frozenset({"00", "0", "000", "200", "INFO-000", "INFO-0", "SUCCESS", "NORMAL_CODE"})
# Codes of data.go.kr, shared by its gateway and by safetydata.go.kr.
_REFUSED = {
    "20": "이 서비스를 쓸 권한이 없어요. 활용신청을 확인해 주세요",
    "30": "등록되지 않은 인증키예요. 키를 확인해 주세요",
    "31": "인증키의 사용 기간이 끝났어요. 새로 신청해 주세요",
    "32": "이 주소(IP)는 등록되어 있지 않아요. 활용신청에 이 서버의 주소를 넣어 주세요",
    "33": "서명되지 않은 호출이에요. 인증키를 확인해 주세요",
    "INFO-100": "인증키가 유효하지 않아요. 키를 확인해 주세요",
}
_BUSY = {"22": "오늘 물을 수 있는 횟수를 다 썼어요", "21": "잠시 쓸 수 없는 인증키예요"}
_DOWN = {"01", "02", "04", "05", "1", "2", "4", "5", "12", "99", "ERROR-500", "ERROR-600", "ERROR-601"}
_MISSING = frozenset({"", "-", "null", "None", "NaN", "통신장애"})
MAX_PAGES = 20


def parse_json(answer: Answer) -> Any:
    """The JSON of an answer. Raises `FeedError` for XML errors (with their code), HTML and cut-off texts."""
    text = answer.text.strip().lstrip("\ufeff")
    if text.startswith("<"):
        raise markup_error(text)
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        if "SERVICE_KEY" in text[:500].upper() or text.upper().startswith("UNAUTHORIZED"):
            raise Refused(_REFUSED["30"]) from None
        raise BadAnswer("JSON이 아니거나 중간에 끊긴 응답이 왔어요") from None


def markup_error(text: str) -> FeedError:
    """The error that an XML or HTML text stands for."""
    if text[:200].lower().lstrip().startswith(("<!doctype html", "<html")):
        return BadAnswer("자료 대신 웹 페이지가 왔어요. 점검 중이거나 주소가 바뀌었을 수 있어요")
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, DefusedXmlException, ValueError):
        return BadAnswer("읽을 수 없는 XML이 왔어요")
    for tag in ("returnReasonCode", "resultCode", "code", "CODE"):
        if (code := root.findtext(f".//{tag}")) and (error := code_error(code.strip())):
            return error
    return BadAnswer("JSON을 부탁했는데 XML이 왔어요")


def code_error(code: str) -> FeedError | None:
    """The error of a result code; None if the code says that all is well."""
    if code.upper() in _FINE:
        return None
    if code in _REFUSED:
        return Refused(f"{_REFUSED[code]} (코드 {code})")
    if code in _BUSY:
        return Busy(f"{_BUSY[code]} (코드 {code})")
    if code in _DOWN:
        return Unreachable(f"서비스에 장애가 있어요 (코드 {code})")
    return BadAnswer(f"서비스가 오류를 알렸어요 (코드 {code[:12]})")


def data_go_kr(answer: Answer, empty: Collection[str] = NO_DATA) -> Page:
    """`response.header.resultCode`, `response.body.items.item`. `empty`: codes that mean "no rows"."""
    document = parse_json(answer)
    response = document.get("response", document) if isinstance(document, Mapping) else None
    if not isinstance(response, Mapping):
        raise BadAnswer("응답의 틀이 약속과 달라요")
    header = response.get("header") or response.get("cmmMsgHeader") or {}
    code = str(header.get("resultCode", header.get("returnReasonCode", ""))) if header else ""
    if code in empty:
        return [], 0
    if code and (error := code_error(code)):
        raise error
    body = response.get("body")
    if not code or not isinstance(body, Mapping):
        raise BadAnswer("응답에 본문이 없어요")
    items = body.get("items", "")
    if isinstance(items, Mapping):
        items = items.get("item", "")
    return rows_of(items), count_of(body.get("totalCount"))


def rows_of(items: Any) -> list[Row]:
    """A list of objects; one object alone, "", null and {} are written by some services too.

    Raises `BadAnswer` for anything else.
    """
    if items in ("", None) or items == {}:
        return []
    if isinstance(items, Mapping):
        return [dict(items)]
    if isinstance(items, list) and all(isinstance(item, Mapping) for item in items):
        return [dict(item) for item in items]
    raise BadAnswer("응답의 목록이 약속과 달라요")


def count_of(value: Any) -> int | None:
    """A count that may come as text."""
    number = number_of(value)
    return None if number is None or number < 0 else int(number)


def number_of(value: Any) -> float | None:
    """A number that may come as text; None for "", "-", null, not-a-number and KMA's ±900 and beyond."""
    if isinstance(value, bool) or value is None:
        return None
    text = str(value).strip().replace(",", "")
    if text in _MISSING:
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) < 1e12 else None


def measured(value: Any) -> float | None:
    """`number_of` for weather: KMA writes missing values as -900 or less, or 900 or more."""
    number = number_of(value)
    return None if number is None or abs(number) >= 900 else number


async def all_pages(
    client: FeedClient,
    url: str,
    params: Mapping[str, str | int],
    read: Callable[[Answer], Page],
    rows_a_page: int,
) -> list[Row]:
    """The rows of all pages, identical ones once. Raises `Incomplete` if fewer came than were announced."""
    rows: list[Row] = []
    total: int | None = None
    for page in range(1, MAX_PAGES + 1):
        answer = await client.get(url, {**params, "pageNo": page, "numOfRows": rows_a_page})
        found, count = read(answer)
        total = max(total or 0, count) if count is not None else total
        rows += found
        if not found or (len(rows) >= total if total is not None else len(found) < rows_a_page):
            break
    if total is not None and len(rows) < total:
        raise Incomplete(f"{total:,}건 가운데 {len(rows):,}건만 왔어요")
    return unique(rows)


def unique(rows: list[Row]) -> list[Row]:
    """Identical rows once, in order."""
    seen = {json.dumps(row, sort_keys=True, ensure_ascii=False, default=str): row for row in reversed(rows)}
    return list(reversed(seen.values()))
