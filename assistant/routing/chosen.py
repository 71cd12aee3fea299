"""The planner that the settings choose."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from assistant.routing.builtin import load_planner
from assistant.routing.model import Planner
from assistant.routing.remote.ways import Ask, Router, RouterError, Way
from assistant.settings import RouterKind, Settings

log = logging.getLogger(__name__)


class NotConfigured:
    """A router whose key or address is missing: trips are planned with usual times, and say so."""

    def __init__(self, kind: RouterKind, setting: str) -> None:
        self.name = {RouterKind.KAKAO: "카카오모빌리티", RouterKind.TMAP: "티맵"}.get(kind, "Valhalla")
        self._reason = f"GILBEOT_ROUTER={kind.value} needs {setting}. Set it, or GILBEOT_ROUTER=builtin."
        log.warning(self._reason)

    def ways(self, ask: Ask) -> Sequence[Way]:  # noqa: ARG002
        """None, with the setting that is missing."""
        raise RouterError(self._reason)


def planner_of(config: Settings) -> Planner:
    """The planner; the same one for the same settings."""
    kind = config.router
    if kind is RouterKind.BUILTIN:
        return load_planner()
    values = {
        RouterKind.VALHALLA: config.valhalla_config or config.valhalla_url,
        RouterKind.KAKAO: config.kakao_mobility_key,
        RouterKind.TMAP: config.tmap_key,
    }
    return _remote(kind, values[kind])


@cache
def _remote(kind: RouterKind, value: Any) -> Planner:
    from assistant import clock
    from assistant.routing import remote

    router: Router
    if value is None:
        names = {RouterKind.KAKAO: "KAKAO_MOBILITY_KEY", RouterKind.TMAP: "TMAP_KEY"}
        router = NotConfigured(kind, f"GILBEOT_{names.get(kind, 'VALHALLA_CONFIG or GILBEOT_VALHALLA_URL')}")
    elif kind is RouterKind.VALHALLA:
        valhalla = remote.ValhallaRouter
        router = valhalla.with_tiles(value) if isinstance(value, Path) else valhalla.at(str(value))
    else:
        router = remote.KakaoRouter(value) if kind is RouterKind.KAKAO else remote.TmapRouter(value)
    return remote.RemotePlanner(router, load_planner(), clock.now)
