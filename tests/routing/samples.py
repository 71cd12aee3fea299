"""Well-known places (city halls, public coordinates) and departures for the routing tests."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.places.model import Place, PlaceKind

SEOUL_TIME = ZoneInfo("Asia/Seoul")
NIGHT = datetime(2026, 11, 24, 3, tzinfo=SEOUL_TIME)
"""A Tuesday at three: free flow."""
MORNING = datetime(2026, 11, 24, 9, tzinfo=SEOUL_TIME)

_POINTS = {
    "서울": (37.5663, 126.9780),
    "부산": (35.1796, 129.0756),
    "대구": (35.8714, 128.6014),
    "인천": (37.4563, 126.7052),
    "광주": (35.1595, 126.8526),
    "대전": (36.3504, 127.3845),
    "울산": (35.5384, 129.3114),
    "세종": (36.4800, 127.2890),
    "수원": (37.2636, 127.0286),
    "춘천": (37.8813, 127.7300),
    "강릉": (37.7519, 128.8761),
    "속초": (38.2070, 128.5918),
    "전주": (35.8242, 127.1480),
    "목포": (34.8118, 126.3922),
    "여수": (34.7604, 127.6622),
    "경주": (35.8562, 129.2247),
    "포항": (36.0190, 129.3435),
    "안동": (36.5684, 128.7294),
    "청주": (36.6424, 127.4890),
    "김해": (35.2285, 128.8894),
    "거제": (34.8806, 128.6211),
    "강남역": (37.4979, 127.0276),
    "제주": (33.4996, 126.5312),
    "서귀포": (33.2541, 126.5600),
    "우도": (33.5033, 126.9554),
    "울릉도": (37.4811, 130.9018),
    "백령도": (37.9742, 124.7187),
    "흑산도": (34.6798, 125.4313),
    "홍도": (34.6870, 125.1920),
    "마라도": (33.1190, 126.2680),
    "강화": (37.7467, 126.4880),
    "진도": (34.4868, 126.2635),
    "남해": (34.8375, 127.8926),
    "도쿄": (35.6812, 139.7671),
    "쓰시마": (34.2030, 129.2870),
    "개성": (37.9700, 126.5540),
    "동해 한가운데": (38.2000, 130.2000),
    "널섬": (0.0, 0.0),
}


def place(name: str) -> Place:
    """A place of the table, without a region: the planner has to look it up."""
    lat, lon = _POINTS[name]
    return Place(name=name, kind=PlaceKind.DISTRICT, lat=lat, lon=lon, region=None)
