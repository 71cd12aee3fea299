"""Fetching models, from a server on this machine that can break off."""

from __future__ import annotations

import hashlib
import io
import os
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.speech.errors import ModelNotFetched
from assistant.speech.models import FETCHABLE, OFFICIAL, Model, fetch, shipped

NAME = "vosk-model-tiny"


def archive(names: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in names.items():
            file.writestr(name, content)
    return data.getvalue()


GOOD = archive({f"{NAME}/am/final.mdl": os.urandom(300_000), f"{NAME}/conf/model.conf": b"x"})


class Store:
    """Gives `body`, from the middle when asked, and at most `most` bytes at a time."""

    def __init__(self, body: bytes) -> None:
        self.body, self.most, self.status, self.ranges = body, len(body), 0, True
        self.asked: list[str | None] = []
        store = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                wanted = self.headers.get("range")
                store.asked.append(wanted)
                first = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and store.ranges else 0
                self.send_response(store.status or (206 if first else 200))
                self.send_header("content-length", str(len(store.body) - first))
                self.end_headers()
                self.wfile.write(store.body[first : first + store.most])

            def log_message(self, *args: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def model(self, **changes: object) -> Model:
        url = f"http://127.0.0.1:{self.server.server_port}/model.zip"
        made = replace(
            OFFICIAL, name=NAME, url=url, size=len(self.body), sha256=hashlib.sha256(self.body).hexdigest()
        )
        return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture
def store() -> Iterator[Store]:
    found = Store(GOOD)
    yield found
    found.server.shutdown()
    found.server.server_close()


def nothing(done: int, whole: int) -> None: ...


def test_a_model_is_fetched_once(store: Store, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    folder = fetch(store.model(), tmp_path, lambda done, whole: seen.append((done, whole)))
    assert (folder / "conf" / "model.conf").read_bytes() == b"x"
    assert seen[-1] == (len(GOOD), len(GOOD))
    assert fetch(store.model(), tmp_path, nothing) == folder
    assert len(store.asked) == 1
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize("ranges", [True, False])
def test_a_download_goes_on_where_it_broke_off(store: Store, tmp_path: Path, ranges: bool) -> None:
    store.most, store.ranges = 100_000, ranges
    with pytest.raises(ModelNotFetched, match="again"):
        fetch(store.model(), tmp_path, nothing)
    store.most = len(GOOD)
    assert (fetch(store.model(), tmp_path, nothing) / "am" / "final.mdl").is_file()
    assert store.asked[0] is None
    assert store.asked[1] is not None
    assert 0 < int(store.asked[1].removeprefix("bytes=").removesuffix("-")) <= 100_000


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (archive({"other/am": b"x"}), "no folder"),
        (archive({"../out": b"x", f"{NAME}/am": b"x"}), "outside"),
        (archive({f"{NAME}/am": bytes(20_000_000)}), "far larger"),
        (b"no archive", "zip"),
    ],
)
def test_archives_that_are_not_to_be_trusted(tmp_path: Path, body: bytes, said: str) -> None:
    store = Store(body)
    with pytest.raises(ModelNotFetched, match=said):
        fetch(store.model(), tmp_path / "models", nothing)
    store.server.shutdown()
    store.server.server_close()
    assert not (tmp_path / "models" / NAME).exists()
    assert not (tmp_path / "out").exists()


def test_something_else_under_that_name_is_deleted(store: Store, tmp_path: Path) -> None:
    with pytest.raises(ModelNotFetched, match="SHA-256"):
        fetch(store.model(sha256="0" * 64), tmp_path, nothing)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ModelNotFetched, match="more than"):
        fetch(store.model(size=1000), tmp_path, nothing)
    assert list(tmp_path.iterdir()) == []


def test_servers_that_do_not_give_it(store: Store, tmp_path: Path) -> None:
    store.status = 404
    with pytest.raises(ModelNotFetched, match="404"):
        fetch(store.model(), tmp_path, nothing)
    with pytest.raises(ModelNotFetched, match="again"):
        fetch(store.model(url="http://127.0.0.1:9/none.zip"), tmp_path, nothing)


def test_the_command_lists_and_refuses() -> None:
    listed = CliRunner().invoke(app, ["models"])
    assert listed.exit_code == 0
    for text in (OFFICIAL.sha256, shipped().sha256, "Apache-2.0", "86.9 MB", "합성한 목소리"):
        assert text in listed.stdout
    refused = CliRunner().invoke(app, ["models", "fetch", "nothing"])
    assert refused.exit_code != 0
    assert next(iter(FETCHABLE)) in str(refused.exception)
