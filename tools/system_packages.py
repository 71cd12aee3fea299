"""Debian's programs that the tests drive: a browser, servers. The product itself needs none of them.

`make test` calls this first. What is missing is installed where that needs no password (root, or sudo without
one); elsewhere the one command is printed and the tests that need the program skip with it. In CI they fail.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass

APT = {"DEBIAN_FRONTEND": "noninteractive"}


@dataclass(frozen=True, slots=True)
class Program:
    """A program, by any of the names that it goes by, and the Debian packages that bring it."""

    name: str
    commands: tuple[str, ...]
    packages: tuple[str, ...]
    needed_for: str

    def path(self) -> str | None:
        """Where it is, or None."""
        return next(
            (found for command in self.commands if (found := shutil.which(command, path=_PATH))), None
        )


_PATH = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin", "/sbin"])

PROGRAMS = (
    Program(
        "chromium",
        ("chromium", "chromium-browser"),
        ("chromium", "fonts-nanum"),
        "the mirror page in a browser",
    ),
    Program("mpd", ("mpd",), ("mpd",), "music by a real server"),
)


def program(name: str) -> Program:
    """The row of that name; KeyError otherwise."""
    return {row.name: row for row in PROGRAMS}[name]


def missing(programs: Iterable[Program] = PROGRAMS) -> list[Program]:
    """Those that are not on this machine."""
    return [row for row in programs if row.path() is None]


def command(programs: Iterable[Program]) -> str:
    """What a person types to install them."""
    packages = sorted({package for row in programs for package in row.packages})
    return f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(packages)}"


def _apt() -> list[str] | None:
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n", "apt-get"]
    return None


def install(programs: list[Program]) -> bool:
    """Installs their packages; False where that takes a password or another system than Debian."""
    apt = _apt()
    if apt is None:
        return False
    packages = sorted({package for row in programs for package in row.packages})
    print(f"==> installing {' '.join(packages)}", flush=True)
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        done = subprocess.run([*apt, *arguments], env=os.environ | APT, capture_output=True, text=True)
        if done.returncode:
            print((done.stdout + done.stderr).strip()[-2000:], file=sys.stderr)
            return False
    return not missing(programs)


def main() -> int:
    """Installs what is missing. Non-zero only in CI: a person may go on without."""
    wanted = missing()
    if not wanted or install(wanted):
        return 0
    for row in wanted:
        print(f"    missing: {row.name} (for {row.needed_for})", file=sys.stderr)
    print(f"    the tests that need them will skip; to run them:\n    {command(wanted)}", file=sys.stderr)
    return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main())
