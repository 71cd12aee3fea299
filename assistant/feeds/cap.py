"""Signals as CAP 1.2 alerts (OASIS Common Alerting Protocol), in one Atom feed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from xml.etree import ElementTree as ET

from assistant.places import load_regions
from assistant.risk.model import Hazard, Signal, SignalKind

CAP = "urn:oasis:names:tc:emergency:cap:1.2"
ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
SENDER = "gilbeot"

_CATEGORY = {
    Hazard.EARTHQUAKE: "Geo",
    Hazard.TSUNAMI: "Geo",
    Hazard.LANDSLIDE: "Geo",
    Hazard.WILDFIRE: "Fire",
    Hazard.INFECTION: "Health",
    Hazard.FINE_DUST: "Env",
    Hazard.CROWDING: "Safety",
    Hazard.CIVIL_EMERGENCY: "Security",
    Hazard.TRAFFIC_ACCIDENT: "Transport",
    Hazard.ROAD_CLOSURE: "Transport",
    Hazard.CONGESTION: "Transport",
    Hazard.OTHER: "Other",
}
"""CAP categories; weather ("Met") is not listed."""
_UNSAFE = re.compile(r"[\s,<&]+")

for _prefix, _uri in (("", ATOM), ("cap", CAP)):
    ET.register_namespace(_prefix, _uri)


def cap_feed(signals: Iterable[Signal], now: datetime, url: str, *, exercise: bool = False) -> bytes:
    """An Atom feed whose entries hold one CAP alert each. `exercise`: replayed events are marked as such."""
    feed = ET.Element(f"{{{ATOM}}}feed")
    _text(feed, ATOM, "id", url)
    _text(feed, ATOM, "title", "길벗 Gilbeot: signals in force or announced")
    _text(feed, ATOM, "updated", now.isoformat(timespec="seconds"))
    for signal in signals:
        entry = ET.SubElement(feed, f"{{{ATOM}}}entry")
        _text(entry, ATOM, "id", f"urn:gilbeot:signal:{_identifier(signal)}")
        _text(entry, ATOM, "title", f"{signal.source} {signal.name}")
        _text(entry, ATOM, "updated", signal.issued.isoformat(timespec="seconds"))
        author = ET.SubElement(entry, f"{{{ATOM}}}author")
        _text(author, ATOM, "name", signal.source)
        content = ET.SubElement(entry, f"{{{ATOM}}}content", {"type": "text/xml"})
        content.append(cap_alert(signal, exercise=exercise))
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def cap_alert(signal: Signal, *, exercise: bool = False) -> ET.Element:
    """One alert; a forecast or a measurement is one as well, with its certainty."""
    alert = ET.Element(f"{{{CAP}}}alert")
    for name, value in (
        ("identifier", _identifier(signal)),
        ("sender", SENDER),
        ("sent", _time(signal.issued)),
        ("status", "Exercise" if exercise else "Actual"),
        ("msgType", "Alert"),
        ("source", signal.source),
        ("scope", "Public"),
    ):
        _text(alert, CAP, name, value)
    info = ET.SubElement(alert, f"{{{CAP}}}info")
    for name, value in (
        ("language", "ko-KR"),
        ("category", _CATEGORY.get(signal.hazard, "Met")),
        ("event", signal.name),
        ("urgency", signal.urgency.value),
        ("severity", signal.severity.value),
        ("certainty", signal.certainty.value),
        ("effective", _time(signal.issued)),
        ("onset", _time(signal.onset)),
    ):
        _text(info, CAP, name, value)
    if signal.expires is not None:
        _text(info, CAP, "expires", _time(signal.expires))
    _text(info, CAP, "senderName", signal.source)
    _text(info, CAP, "headline", f"{signal.source} {signal.name}{_ENDING[signal.kind]}")
    marks = [("hazard", signal.hazard.value), ("gilbeot:kind", signal.kind.value)]
    if signal.extrapolated:
        marks.append(("gilbeot:extrapolated", "true"))
    if signal.expected_end is not None:
        marks.append(("gilbeot:expected_end", _time(signal.expected_end)))
    for name, fact in (*marks, *sorted(signal.facts.items())):
        parameter = ET.SubElement(info, f"{{{CAP}}}parameter")
        _text(parameter, CAP, "valueName", name)
        _text(parameter, CAP, "value", str(fact))
    _area(info, signal)
    return alert


_ENDING = {SignalKind.ALERT: "", SignalKind.FORECAST: " 예보", SignalKind.OBSERVATION: " 관측"}


def _area(info: ET.Element, signal: Signal) -> None:
    area = ET.SubElement(info, f"{{{CAP}}}area")
    names = signal.area.zones or tuple(_name(code) for code in sorted(signal.area.regions))
    _text(area, CAP, "areaDesc", ", ".join(names) or "표시된 원 안")
    if signal.area.circle is not None:
        circle = signal.area.circle
        _text(area, CAP, "circle", f"{circle.lat:.4f},{circle.lon:.4f} {circle.radius_km:.1f}")
    for code in sorted(signal.area.regions):
        geocode = ET.SubElement(area, f"{{{CAP}}}geocode")
        _text(geocode, CAP, "valueName", "KR-SEA" if code.startswith("sea:") else "KR-SGG")
        _text(geocode, CAP, "value", code.removeprefix("sea:"))


def _name(code: str) -> str:
    try:
        return load_regions().get(code).name
    except KeyError:
        return code.removeprefix("sea:")


def _identifier(signal: Signal) -> str:
    """CAP forbids spaces, commas, < and & in identifiers."""
    return _UNSAFE.sub("-", signal.id)


def _time(moment: datetime) -> str:
    """CAP wants seconds and a numeric zone, never Z."""
    text = moment.replace(microsecond=0).isoformat()
    return text.replace("+00:00", "-00:00")


def _text(parent: ET.Element, namespace: str, name: str, value: str) -> None:
    ET.SubElement(parent, f"{{{namespace}}}{name}").text = value
