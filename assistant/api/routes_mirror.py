"""`/mirror`: the page for smart mirrors, built from `mirror/` and shipped here; and `GET /v1/mirror`."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel
from starlette.responses import Response
from starlette.types import Scope as AsgiScope

from assistant import __version__
from assistant.answers.tables import hazard_word, level_word, mode_word
from assistant.api.access import needs
from assistant.risk.model import Hazard, Level, Mode
from assistant.store.api_keys import Scope

router = APIRouter(tags=["mirror"])

PAGE = files(__package__) / "mirror_page"
"""The built page (`make mirror`). Committed, so that running needs no Node."""

HEADERS = {
    # Nothing from elsewhere, nothing inline, no strings made into script. `connect-src 'self'` includes
    # the WebSocket.
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'self'",
        )
    ),
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=(self)",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


class Words(BaseModel):
    """Korean words by the values of the API."""

    level: dict[str, str]
    hazard: dict[str, str]
    mode: dict[str, str]


class Beginning(BaseModel):
    """What a mirror needs before it can draw."""

    now: str
    """The server's moment, ISO 8601; a replayed scenario has its own."""
    home: str
    """Where trips start when nobody has said (`GILBEOT_HOME`)."""
    scenario: str | None
    version: str
    words: Words


@router.get("/v1/mirror", summary="What a mirror needs to begin", dependencies=[Depends(needs(Scope.READ))])
async def beginning(request: Request) -> Beginning:
    """The moment, the home, and the words for levels, hazards and modes."""
    return Beginning(
        now=request.app.state.clock.now().isoformat(),
        home=request.app.state.home,
        scenario=request.app.state.scenario,
        version=__version__,
        words=Words(
            level={level.value: level_word(level) for level in Level},
            hazard={hazard.value: hazard_word(hazard) for hazard in Hazard},
            mode={mode.value: mode_word(mode, "noun") for mode in Mode},
        ),
    )


class Page(StaticFiles):
    """The files of the page, each with the headers that keep it to itself."""

    async def get_response(self, path: str, scope: AsgiScope) -> Response:
        """As StaticFiles; raises its HTTPException for files that are not there."""
        response = await super().get_response(path, scope)
        response.headers.update(HEADERS)
        return response


def install(app: FastAPI, home: str) -> None:
    """Puts the page and its beginning into the application."""
    app.state.home = home
    app.include_router(router)

    @app.get("/mirror", include_in_schema=False)
    async def _to_the_page() -> Any:
        return RedirectResponse("/mirror/")

    app.mount("/mirror", Page(directory=str(PAGE), html=True), name="mirror")
