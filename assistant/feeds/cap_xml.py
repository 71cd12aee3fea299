"""The XML of a CAP 1.2 alert: parsed without DTDs and entities, and read element by element."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from assistant.clock import SEOUL
from assistant.feeds.cap import CAP
from assistant.feeds.cap_errors import CapError

MAX_ELEMENTS = 10_000
MAX_TEXT = 20_000
"""Longest text of one element, in characters (a polygon)."""


def parse_alert(body: bytes) -> Element:
    """The root of one alert. Raises `CapError` for what is not well-formed, has a DTD or is no CAP 1.2."""
    try:
        root: Element = fromstring(body, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException:
        raise CapError("unsafe_xml", "Document types and entities are not allowed.") from None
    except (ParseError, ValueError, LookupError, RecursionError):
        raise CapError("malformed_cap", "The body is not well-formed XML.") from None
    if root.tag != f"{{{CAP}}}alert":
        raise CapError("not_cap", f"The root must be one <alert> of the namespace {CAP}.")
    if sum(1 for _ in root.iter()) > MAX_ELEMENTS:
        raise CapError("malformed_cap", f"An alert has at most {MAX_ELEMENTS} elements.")
    return root


def children(parent: Element, name: str) -> Iterator[Element]:
    """The elements of that name right below."""
    return (child for child in parent if child.tag == f"{{{CAP}}}{name}")


def texts(parent: Element, name: str) -> tuple[str, ...]:
    """The texts of all elements of that name right below; empty ones are left out."""
    found = tuple((child.text or "").strip() for child in children(parent, name))
    if any(len(text) > MAX_TEXT for text in found):
        raise CapError("malformed_cap", f"<{name}> is too long (at most {MAX_TEXT} characters).")
    return tuple(filter(None, found))


def text(parent: Element, name: str, most: int = 200) -> str:
    """The text of the one element of that name; "" if there is none. Raises `CapError`."""
    found = texts(parent, name)
    if len(found) > 1:
        raise CapError("malformed_cap", f"<{name}> may come once only.")
    if found and len(found[0]) > most:
        raise CapError("malformed_cap", f"<{name}> is too long (at most {most} characters).")
    return found[0] if found else ""


def needed(parent: Element, name: str, most: int = 200) -> str:
    """The same, where there must be one."""
    found = text(parent, name, most)
    if not found:
        raise CapError("malformed_cap", f"<{name}> is missing.")
    return found


def pairs(parent: Element, name: str) -> tuple[tuple[str, str], ...]:
    """(valueName, value) of every `parameter`, `geocode` or `eventCode`."""
    found = ((text(child, "valueName", 100), text(child, "value", 500)) for child in children(parent, name))
    return tuple((key, value) for key, value in found if key)


def moment(words: str, name: str) -> datetime:
    """An aware time, in Korean time. Raises `CapError`: CAP demands a zone."""
    try:
        at = datetime.fromisoformat(words)
        if at.tzinfo is None:
            raise ValueError
        return at.astimezone(SEOUL)
    except (ValueError, OverflowError):
        raise CapError(
            "malformed_cap", f"<{name}> must be a time with zone: 2026-07-16T09:00:00+09:00."
        ) from None
