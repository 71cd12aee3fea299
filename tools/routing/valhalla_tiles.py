"""Valhalla tiles of OpenStreetMap data, with the configuration to use them by.

    python -m tools.routing.valhalla_tiles roads.osm.pbf var/valhalla
    python -m tools.routing.valhalla_tiles --fetch

The builder is a program in the wheels of pyvalhalla from 3.9 on, which are for Python 3.12 and later; as a
program it runs anywhere, so the wheel is unpacked beside the project (`.uv/`, 256 MB) and not installed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
VERSION = "3.9.1"
BUILDER = ROOT / ".uv" / f"valhalla-{VERSION}"
PORT = 8002
EXCLUDED_M = 5_000_000
"""Outlines of what may be kept out of in one question, metres: districts. Valhalla's own limit is 10 km."""


def fetched() -> bool:
    """Is the builder there?"""
    return (BUILDER / "valhalla/bin/valhalla_build_tiles").is_file()


def fetch() -> None:
    """Gets the builder from the package registry. Raises CalledProcessError, with pip's reason on stderr."""
    if fetched():
        return
    print(f"==> fetching Valhalla's tile builder {VERSION} (once)", flush=True)
    uv = os.environ.get("UV") or shutil.which("uv") or str(ROOT / ".uv/bin/uv")
    wanted = ["--python-version", "3.12", "--only-binary", ":all:", "--no-deps", f"pyvalhalla=={VERSION}"]
    partial = BUILDER.with_suffix(".part")
    shutil.rmtree(partial, ignore_errors=True)
    subprocess.run([uv, "pip", "install", "--quiet", "--target", str(partial), *wanted], check=True)
    partial.rename(BUILDER)


def build(roads: Path, folder: Path, port: int = PORT) -> Path:
    """Tiles of `roads` in `folder`; returns the configuration to use them in this process.

    Beside it lies `server.json`, for `valhalla_service`: versions do not read each other's configuration.
    Raises CalledProcessError where the data are none.
    """
    from valhalla.config import get_config

    fetch()
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    tiles, extract = folder / "tiles", folder / "tiles.tar"
    options = {
        "--mjolnir-tile-dir": tiles,
        "--mjolnir-tile-extract": extract,
        "--mjolnir-admin": folder / "none.sqlite",
        "--mjolnir-timezone": folder / "none.sqlite",
        "--service-limits-max-exclude-polygons-length": EXCLUDED_M,
        "--httpd-service-listen": f"tcp://127.0.0.1:{port}",
    }
    words = [str(word) for pair in options.items() for word in pair]
    program = BUILDER / "valhalla"
    made = [sys.executable, str(program / "valhalla_build_config.py"), *words]
    server = folder / "server.json"
    server.write_bytes(subprocess.run(made, check=True, capture_output=True).stdout)
    subprocess.run([str(program / "bin/valhalla_build_tiles"), "-c", str(server), str(roads)], check=True)
    here = folder / "valhalla.json"
    config = get_config(tile_extract=extract, tile_dir=tiles)
    config["service_limits"]["max_exclude_polygons_length"] = EXCLUDED_M
    here.write_text(json.dumps(config, indent=1))
    return here


def main() -> int:
    """Builds, or only fetches the builder; non-zero for the latter only in CI: a person may go on without."""
    try:
        if sys.argv[1:] == ["--fetch"]:
            fetch()
        elif len(sys.argv) == 3:
            path = build(Path(sys.argv[1]), Path(sys.argv[2]))
            print(f"in this process: GILBEOT_ROUTER=valhalla GILBEOT_VALHALLA_CONFIG={path}")
            print(f"as a server:     {BUILDER}/valhalla/bin/valhalla_service {path.with_name('server.json')}")
            print(f"                 GILBEOT_ROUTER=valhalla GILBEOT_VALHALLA_URL=http://127.0.0.1:{PORT}")
        else:
            raise SystemExit((__doc__ or "").strip())
    except subprocess.CalledProcessError as error:
        print(f"    Valhalla: {Path(str(error.cmd[0])).name} failed ({error.returncode})", file=sys.stderr)
        return 1 if len(sys.argv) == 3 or os.environ.get("CI") else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
