"""Routers that know more of the roads: Valhalla, Kakao Mobility, TMAP. For cars; the built-in stands in.

Each is one file that turns a question into a request and an answer into `ways`; `planner` does the rest.
"""

from __future__ import annotations

from assistant.routing.remote.kakao import KakaoRouter
from assistant.routing.remote.planner import RemotePlanner
from assistant.routing.remote.tmap import TmapRouter
from assistant.routing.remote.valhalla import ValhallaRouter

__all__ = ["KakaoRouter", "RemotePlanner", "TmapRouter", "ValhallaRouter"]
