"""`gilbeot serve`: everything in one process."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from assistant.commands.errors import CommandError
from assistant.commands.options import ScenarioName, scenario_now
from assistant.settings import settings


def serve(
    port: Annotated[int | None, typer.Option("--port", help="포트 (기본 8080, GILBEOT_PORT)")] = None,
    host: Annotated[str | None, typer.Option("--host", help="주소 (기본 127.0.0.1)")] = None,
    scenario: ScenarioName = None,
) -> None:
    """서버를 띄워요: 대화, 위험 엔진, HTTP API가 한 프로세스에 있어요."""
    import uvicorn

    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    scenario_now(scenario, None)
    config = settings().model_copy(
        update={
            key: value
            for key, value in {"port": port, "host": host, "scenario": scenario}.items()
            if value is not None
        }
    )
    from assistant.api.app import create_app
    from assistant.store.database import StoreError

    try:
        app = create_app(config)
    except StoreError as error:
        raise CommandError(str(error)) from error
    typer.echo(f"길벗: http://{config.host}:{config.port}  (API 문서 /docs, 준비 상태 /health/ready)")
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host=config.host,
            port=config.port,
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=5,  # open streams of alerts do not end by themselves
            ws="wsproto",  # Rasa pins a generation of websockets that uvicorn no longer takes
        )
    )
    try:
        server.run()
    except SystemExit as error:
        raise CommandError(
            f"{config.host}:{config.port} 을 열 수 없어요. 다른 포트를 써 보세요: gilbeot serve --port 8081"
        ) from error
