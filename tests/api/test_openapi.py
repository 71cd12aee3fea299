"""Whatever the OpenAPI allows, and much that it does not, is answered without a 5xx and as promised."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from assistant.api.app import create_app
from assistant.settings import Settings


class NoBot:
    """Talking has tests of its own."""

    async def handle(self, turn: Any) -> Any:
        raise AssertionError(turn)

    async def forget(self, user_id: str) -> None:
        raise AssertionError(user_id)


FOLDER = Path(tempfile.mkdtemp(prefix="gilbeot-openapi-"))
APP = create_app(
    Settings(database_url=f"sqlite:///{FOLDER / 'keys.db'}", scenario="khanun-2023", rate_per_minute=0),
    NoBot(),  # type: ignore[arg-type]
)
CONFIG = schemathesis.Config.from_dict({"generation": {"mode": "all"}})
SCHEMA = schemathesis.openapi.from_asgi("/openapi.json", APP, config=CONFIG).exclude(
    # The stream of alerts has no end; tests/api/test_routes_alerts.py reads it;
    # sound has tests/api/test_speech.py.
    path_regex="^/(health|v1/messages|v1/speech|v1/alerts/stream|channels/nugu/health)"
)


@SCHEMA.parametrize()
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_server_error(case: schemathesis.Case) -> None:
    response = case.call()
    case.validate_response(
        response, checks=[not_a_server_error, content_type_conformance, response_schema_conformance]
    )
