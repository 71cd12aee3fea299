"""CAP 1.2 in: what others send, and what we sent ourselves, read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from assistant.engine import LocalEngine
from assistant.feeds.cap import cap_alert
from assistant.feeds.cap_errors import CapError
from assistant.feeds.cap_in import FEED, read_alert
from assistant.feeds.inbox import Inbox, WithInbox
from assistant.feeds.model import FeedStatus
from assistant.feeds.scenarios import load_scenario
from assistant.places import load_regions
from assistant.risk.model import Certainty, Circle, Hazard, Severity, Signal, SignalKind, Urgency
from assistant.riskclient import SignalQuery
from tests.engine_fakes import KST, FakeProvider

NOW = datetime(2026, 7, 16, 9, tzinfo=KST)
SGG = "<geocode><valueName>KR-SGG</valueName><value>48270</value></geocode>"


def xml(area: str = SGG, info: str = "", **changes: str) -> bytes:
    fields = {
        "identifier": "A1",
        "sender": "hq@example.org",
        "sent": "2026-07-16T08:50:00+09:00",
        "status": "Actual",
        "msgType": "Alert",
        "scope": "Public",
        "references": "",
        "event": "호우경보",
        "severity": "Severe",
        "certainty": "Likely",
        "urgency": "Immediate",
        "expires": "2026-07-16T18:00:00+09:00",
        "areaDesc": "밀양시",
        "dtd": "",
        "onset": "2026-07-16T10:00:00+09:00",
    }
    f = {**fields, **changes}

    def tags(*names: str) -> str:
        return "".join(f"<{name}>{f[name]}</{name}>" for name in names if f[name])

    return (
        f"<?xml version='1.0' encoding='utf-8'?>{f['dtd']}"
        "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'>"
        f"{tags('identifier', 'sender', 'sent', 'status', 'msgType', 'scope', 'references')}"
        "<info><category>Met</category>"
        f"{tags('event', 'urgency', 'severity', 'certainty', 'onset', 'expires')}"
        f"{info}<area>{tags('areaDesc')}{area}</area></info></alert>"
    ).encode()


def one(**changes: str) -> Signal:
    (signal,) = read_alert(xml(**changes), NOW).signals
    return signal


def test_what_an_alert_says() -> None:
    signal = one()
    assert (signal.hazard, signal.name, signal.kind) == (Hazard.HEAVY_RAIN, "호우경보", SignalKind.ALERT)
    assert signal.area.regions == {"48270"}
    assert (signal.severity, signal.certainty, signal.urgency) == (
        Severity.SEVERE, Certainty.LIKELY, Urgency.IMMEDIATE,
    )  # fmt: skip
    assert (signal.onset, signal.expires) == (NOW + timedelta(hours=1), NOW + timedelta(hours=9))
    assert (signal.feed, signal.source) == (FEED, "hq@example.org")


@pytest.mark.parametrize("scenario", ["khanun-2023"])
def test_our_own_cap_comes_back_as_it_was(scenario: str) -> None:
    now = load_scenario(scenario).meta.suggested_now
    signals = LocalEngine.default().signals_sync(SignalQuery(now=now, scenario=scenario))
    assert len(signals) > 10
    for signal in signals:
        alert = read_alert(ET.tostring(cap_alert(signal, exercise=True)), now)
        (back,) = alert.signals
        assert alert.status == "Exercise"
        circle = signal.area.circle
        assert (back.area.circle is None) == (circle is None)
        if circle is not None and back.area.circle is not None:
            assert back.area.circle.lat == pytest.approx(circle.lat, abs=1e-4)
            assert back.area.circle.radius_km == pytest.approx(circle.radius_km, abs=0.05)
        assert replace(back, id=signal.id, feed=signal.feed, area=signal.area) == signal
        assert back.area.regions == signal.area.regions
        assert back.area.zones in (signal.area.zones, ())


@pytest.mark.parametrize(
    ("event", "hazard"),
    [
        ("Flash Flood Warning", Hazard.FLOOD), ("산사태 경보", Hazard.LANDSLIDE), ("Typhoon", Hazard.TYPHOON),
        ("인파 혼잡", Hazard.CROWDING), ("Something odd", Hazard.OTHER),
    ],
)  # fmt: skip
def test_the_hazard_of_an_event(event: str, hazard: Hazard) -> None:
    assert one(event=event).hazard is hazard


def test_a_parameter_names_the_hazard() -> None:
    info = "<parameter><valueName>hazard</valueName><value>fog</value></parameter>"
    assert one(info=info).hazard is Hazard.FOG


def test_facts_are_numbers_only_if_finite() -> None:
    info = "".join(
        f"<parameter><valueName>{name}</valueName><value>{value}</value></parameter>"
        for name, value in (("rain_mm_3h", "90"), ("gust_mps", "NaN"), ("speed_kmh", "inf"))
    )
    assert one(info=info).facts == {"rain_mm_3h": 90.0, "gust_mps": "NaN", "speed_kmh": "inf"}


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("경남 밀양시", {"48270"}),
        ("밀양시, 부산 중구", {"48270", "26110"}),
        ("남해동부앞바다", {"sea:남해동부앞바다"}),
    ],
)
def test_areas_by_name(name: str, codes: set[str]) -> None:
    assert one(area="", areaDesc=name).area.regions == codes


def test_a_province_is_all_its_regions() -> None:
    every = {region.code for region in load_regions().all() if region.code.startswith("48")}
    assert one(area="", areaDesc="경상남도").area.regions == every


def test_a_polygon_is_the_regions_it_overlaps_and_no_others() -> None:
    box = "35.45,128.70 35.45,128.80 35.55,128.80 35.55,128.70 35.45,128.70"
    assert one(area=f"<polygon>{box}</polygon>", areaDesc="어떤 곳").area.regions == {"48270"}
    # Its own outline gives the region alone: shared borders do not count.
    outline = max(load_regions().shape("48270").geoms, key=lambda part: part.area)
    ring = " ".join(f"{lat:.5f},{lon:.5f}" for lon, lat in outline.simplify(0.002).exterior.coords)
    assert one(area=f"<polygon>{ring}</polygon>", areaDesc="밀양").area.regions == {"48270"}


def test_every_circle_counts() -> None:
    circles = "<circle>35.1,129.0 12.5</circle><circle>36,128 3</circle>"
    first, second = read_alert(xml(area=circles), NOW).signals
    assert first.area.circle == Circle(lat=35.1, lon=129.0, radius_km=12.5)
    assert second.area.circle == Circle(lat=36.0, lon=128.0, radius_km=3.0)
    assert first.id != second.id
    assert not first.area.regions


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"areaDesc": "안드로메다", "area": ""}, "unknown_area"),
        ({"areaDesc": "밀양시, 안드로메다", "area": ""}, "unknown_area"),
        ({"areaDesc": "중구", "area": ""}, "ambiguous_area"),
        ({"areaDesc": "광주", "area": ""}, "ambiguous_area"),
        ({"area": SGG.replace("48270", "99999")}, "unknown_area"),
        ({"area": "<polygon>0,0 0,1 1,1 0,0</polygon>"}, "unknown_area"),
        ({"area": "<polygon>0,0 0,1 1,1</polygon>"}, "bad_area"),
        ({"area": "<polygon>35,128 nan,1 36,129 35,128</polygon>"}, "bad_area"),
        ({"area": "<circle>95,128 3</circle>"}, "bad_area"),
        ({"area": "<circle>35,128 -3</circle>"}, "bad_area"),
        ({"area": "<circle>35,128 nan</circle>"}, "bad_area"),
        ({"sent": "2026-07-16T08:50:00"}, "malformed_cap"),
        ({"sent": "2026-07-17T08:50:00+09:00"}, "time_out_of_range"),
        ({"expires": "2029-07-17T08:50:00+09:00"}, "time_out_of_range"),
        ({"onset": "9999-12-31T23:59:59-23:00"}, "malformed_cap"),
        ({"expires": "2026-07-16T09:30:00+09:00"}, "time_out_of_range"),
        ({"onset": "2026-07-16T01:00:00+09:00", "expires": "2026-07-16T08:00:00+09:00"}, "expired"),
        ({"expires": "", "sent": "2026-01-01T00:00:00+09:00"}, "expired"),
        ({"severity": "Terrible"}, "malformed_cap"),
        ({"event": ""}, "malformed_cap"),
        ({"identifier": "a b"}, "malformed_cap"),
        ({"msgType": "Ack"}, "malformed_cap"),
        ({"msgType": "Update"}, "malformed_cap"),
        ({"msgType": "Cancel", "references": "a b"}, "malformed_cap"),
        ({"dtd": "<!DOCTYPE a [<!ENTITY x 'y'>]>"}, "unsafe_xml"),
        ({"dtd": "<!DOCTYPE a SYSTEM 'http://127.0.0.1/evil.dtd'>"}, "unsafe_xml"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken(changes: dict[str, str], code: str) -> None:
    with pytest.raises(CapError) as refused:
        read_alert(xml(**changes), NOW)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "body",
    [b"", b"x", b"<a/>", b"\xff\xfe", b"<alert xmlns='urn:oasis:names:tc:emergency:cap:1.1'/>", b"<" * 9999],
)
def test_what_is_no_cap(body: bytes) -> None:
    with pytest.raises(CapError):
        read_alert(body, NOW)


# --- the inbox


@pytest.fixture
def box() -> Inbox:
    return Inbox()


def take(box: Inbox, owner: str = "k", **changes: str) -> object:
    return box.take(owner, read_alert(xml(**changes), NOW), NOW)


def test_updates_and_cancels_by_reference(box: Inbox) -> None:
    ref = "hq@example.org,A1,2026-07-16T08:50:00+09:00"
    take(box)
    take(box, identifier="A2", msgType="Update", references=ref, event="호우주의보")
    assert [signal.name for signal in box.signals(NOW)] == ["호우주의보"]
    take(box, identifier="A3", msgType="Cancel", references=ref.replace("A1", "A2"))
    assert box.signals(NOW) == ()


def test_an_end_may_come_before_what_it_ends(box: Inbox) -> None:
    take(box, identifier="A3", msgType="Cancel", references="hq@example.org,A1,2026-07-16T08:50:00+09:00")
    take(box)
    assert box.signals(NOW) == ()


def test_the_same_alert_twice_is_one(box: Inbox) -> None:
    take(box)
    take(box)
    assert len(box.signals(NOW)) == 1
    with pytest.raises(CapError, match="already"):
        take(box, event="태풍경보")


def test_only_its_sender_ends_an_alert(box: Inbox) -> None:
    take(box)
    cancel = {
        "identifier": "B1",
        "msgType": "Cancel",
        "references": "hq@example.org,A1,2026-07-16T08:50:00+09:00",
    }
    with pytest.raises(CapError, match="Only the key"):
        take(box, "other", **cancel)
    assert len(box.signals(NOW)) == 1


def test_alerts_end(box: Inbox) -> None:
    take(box)
    take(box, identifier="open", expires="")
    assert len(box.signals(NOW + timedelta(hours=8))) == 2
    assert [s.expires for s in box.signals(NOW + timedelta(hours=10))] == [None]
    assert box.signals(NOW + timedelta(hours=24)) == ()


def test_tests_and_exercises_do_not_count(box: Inbox) -> None:
    with pytest.raises(CapError, match="Actual"):
        take(box, status="Exercise")


def test_it_is_a_source_of_its_own_that_covers_nothing(box: Inbox) -> None:
    known = WithInbox(FakeProvider(), box)
    before = known.revision
    assert len(known.health(NOW)) == 1
    take(box)
    assert known.revision != before
    assert [signal.name for signal in known.situation(NOW).signals] == ["호우경보"]
    assert known.situation(NOW).coverage == FakeProvider().situation(NOW).coverage
    row = known.health(NOW)[-1]
    assert (row.feed, row.status, row.hazards) == (FEED, FeedStatus.OK, (Hazard.HEAVY_RAIN,))
    assert known.health(NOW + timedelta(days=2))[-1].status is FeedStatus.STALE
