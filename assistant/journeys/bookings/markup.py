"""Finds schema.org data in JSON files and HTML pages, also in those that are not quite well formed."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from extruct.w3cmicrodata import MicrodataExtractor
from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from assistant.journeys.bookings.linked import reservations
from assistant.journeys.bookings.model import BookingUnreadable, Paper, Reservation

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{1,40})")
_TRAILING = re.compile(r",(\s{0,200}[}\]])")
_BEFORE = re.compile(
    r"<!--|(?://|/\*)? ?<!\[CDATA\[(?: ?\*/)?|/\*(?:[^*]|\*(?!/)){0,500}\*/|//[^\n{\[]{0,500}\n"
)
"""What hides JSON in a script from old browsers, before it."""
_BEHIND = ("-->", "// ]]>", "//]]>", "/* ]]> */", "/*]]>*/", "]]>", "//", ";")
_SHELLS = 6
"""Of these, one within the other, at the most."""
_RUN_ON = re.compile(r"\}(\s{0,200})\{")


def decoded(data: bytes, charset: str | None = None) -> str:
    """The text: by its mark, by what it says of itself, as UTF-8, or as older Korean programs write it."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return data[len(mark) :].decode(name, errors="replace")
    told = _CHARSET.search(data[:4096])
    names = ["utf-8", charset, told.group(1).decode() if told else None, "cp949"]
    for name in filter(None, names):
        try:
            return data.decode(name)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return data.decode("utf-8", errors="replace")


def in_json(text: str, errors: list[str], paper: Paper = Paper.JSON_LD) -> list[Reservation]:
    """The reservations of a JSON-LD text. Raises `BookingUnreadable` for what is no JSON at all."""
    return reservations(_loaded(text), paper, errors)


def in_html(text: str, errors: list[str]) -> list[Reservation]:
    """Those of a page: its JSON-LD scripts and its microdata."""
    if not text.strip():
        return []
    try:
        tree = document_fromstring(text.encode(), parser=HTMLParser(encoding="utf-8", huge_tree=False))
    except (etree.LxmlError, ValueError, RecursionError) as error:
        raise BookingUnreadable("웹 페이지를 읽을 수 없어요.") from error
    found: list[Reservation] = []
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            found += in_json(script.text_content(), errors)
        except BookingUnreadable as error:
            errors.append(str(error))
    if b"itemscope" in text.encode():
        found += reservations(list(_microdata(tree, errors)), Paper.MICRODATA, errors)
    return found


def _microdata(tree: Any, errors: list[str]) -> Iterator[Any]:
    try:
        items = MicrodataExtractor(strict=False).extract_items(tree, base_url=None)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        errors.append(f"웹 페이지 안의 예약 표시를 읽지 못했어요 ({type(error).__name__}).")
        return
    yield from (_as_linked(item, 0) for item in items)


def _as_linked(value: Any, depth: int) -> Any:
    """Microdata in the form of JSON-LD."""
    if depth > 20:
        return None
    if isinstance(value, list):
        return [_as_linked(each, depth + 1) for each in value]
    if isinstance(value, dict) and "properties" in value:
        return {
            "@type": value.get("type"),
            **{name: _as_linked(each, depth + 1) for name, each in value["properties"].items()},
        }
    return value


def _loaded(text: str) -> Any:
    text = _bare(text)
    for attempt in (str, _mended, _unescaped):
        try:
            return json.loads(attempt(text), strict=False)
        except ValueError:
            continue
        except RecursionError as error:
            raise BookingUnreadable("JSON이 너무 깊어요.") from error
    raise BookingUnreadable("예약 정보(JSON)가 깨져 있어서 읽지 못했어요.")


def _bare(text: str) -> str:
    """Without comments and CDATA around it."""
    for _ in range(_SHELLS):
        text = text.strip()
        shell = _BEFORE.match(text)
        text = text[shell.end() :] if shell else text
        text = text.removesuffix(next((each for each in _BEHIND if text.endswith(each)), ""))
    return text.strip()


def _unescaped(text: str) -> str:
    return _mended(html.unescape(text))


def _mended(text: str) -> str:
    """Two common faults: a comma before a closing bracket, and objects of a list without one between."""
    mended = _RUN_ON.sub(r"},\1{", _TRAILING.sub(r"\1", text))
    return f"[{mended}]" if mended.startswith("{") and mended != text else mended
