"""The map on a page of its own: the picture, and all of it again as words for those who cannot see it."""

from __future__ import annotations

from datetime import datetime
from html import escape

from assistant.answers import route_answer
from assistant.maps.drawing import title
from assistant.maps.svg import svg
from assistant.maps.view import MapView, clock_of
from assistant.risk.phases import KST

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
STYLE = """
body{margin:0 auto;max-width:900px;padding:16px;font-family:system-ui,'NanumGothic','Noto Sans KR',sans-serif;
color:#22262b;background:#fff;line-height:1.6}
svg{width:100%;height:auto;border:1px solid #c9c3b6;border-radius:12px}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:6px 10px;border-bottom:1px solid #e2ddd3}
"""


def html(view: MapView, now: datetime) -> str:
    """One HTML document without scripts, that loads nothing."""
    answer = escape(route_answer(view.assessment, now).text)
    stops = "".join(
        f"<tr><td>{escape(clock_of(stop.at))}</td><td>{escape(stop.name)}</td></tr>" for stop in view.stops
    )
    made = escape(f"{now.astimezone(KST):%Y-%m-%d %H:%M} 기준")
    return (
        '<!doctype html><html lang="ko"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>{escape(title(view))} · 길벗</title><style>{STYLE}</style></head><body>"
        f"<main><h1>{escape(title(view))}</h1><p>{answer}</p>{svg(view, now)}"
        "<h2>지나는 때</h2><table><thead><tr><th>시각</th><th>곳</th></tr></thead>"
        f"<tbody>{stops}</tbody></table><p><small>{made}. 시각은 평소 교통을 기준으로 해요.</small></p>"
        "</main></body></html>"
    )
