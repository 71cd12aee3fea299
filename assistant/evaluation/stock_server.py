"""A stock Rasa server with the baseline model, run as its users do (`rasa run --enable-api`)."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx

from assistant.evaluation.stock import BaselineError

START_S = 180.0
"""Longest wait for the server: TensorFlow alone takes half a minute on a busy machine."""


class StockServer:
    """Runs while the `with` block does; answers `parse`. `started_s` is the cold start in seconds."""

    def __init__(self, model: Path) -> None:
        self._model = model
        self._port = _free_port()
        self._url = f"http://127.0.0.1:{self._port}"
        self._log = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed in __exit__
        self._process: subprocess.Popen[str] | None = None
        self._client: httpx.AsyncClient | None = None
        self.started_s = 0.0

    def __enter__(self) -> StockServer:
        """Starts the server and waits until it can parse. Raises `BaselineError`."""
        command = [sys.executable, "-m", "rasa", "run", "--enable-api", "--model", str(self._model)]
        command += ["--interface", "127.0.0.1", "--port", str(self._port)]
        quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}
        began = time.perf_counter()
        self._process = subprocess.Popen(  # noqa: S603 - our own arguments
            command,
            cwd=self._model.parent,
            env=os.environ | quiet,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            self._wait(began)
        except BaseException:
            self._stop()
            raise
        self.started_s = time.perf_counter() - began
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends the server."""
        self._stop()

    async def parse(self, text: str) -> Mapping[str, Any]:
        """Rasa's parse result of one text. Raises `BaselineError`."""
        if self._client is None:
            self._client = httpx.AsyncClient(base_url=self._url, timeout=30.0)
        try:
            answer = await self._client.post("/model/parse", json={"text": text})
            answer.raise_for_status()
            parsed: Mapping[str, Any] = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise BaselineError(f"the stock Rasa server does not answer: {error!r}") from error
        return parsed

    def _wait(self, began: float) -> None:
        assert self._process is not None
        while time.perf_counter() - began < START_S:
            if self._process.poll() is not None:
                raise BaselineError(f"rasa run ended ({self._process.returncode}):\n{self._told()}")
            try:
                if httpx.post(f"{self._url}/model/parse", json={"text": "안녕"}, timeout=10.0).is_success:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.5)
        raise BaselineError(f"rasa run is not ready after {START_S:.0f} s:\n{self._told()}")

    def _told(self) -> str:
        self._log.seek(0)
        return self._log.read()[-2000:]

    def _stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._log.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
