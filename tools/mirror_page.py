"""The stamp of the built mirror page: a hash of its source beside it, so that a forgotten build is noticed.

`python -m tools.mirror_page stamp` writes it (`make mirror`); `tests/mirror/test_built.py` compares it,
without Node.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "mirror"
PAGE = ROOT / "assistant" / "api" / "mirror_page"
STAMP = PAGE / "source.sha256"
_FILES = ("index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts")


def source_hash(source: Path = SOURCE) -> str:
    """SHA-256 over the names and contents of everything the page is built from."""
    files = [source / name for name in _FILES]
    files += sorted(p for folder in ("src", "public") for p in (source / folder).rglob("*") if p.is_file())
    total = hashlib.sha256()
    for file in files:
        total.update(f"{file.relative_to(source).as_posix()}\0".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def main() -> int:
    """Writes the stamp."""
    if sys.argv[1:] != ["stamp"]:
        print("usage: python -m tools.mirror_page stamp", file=sys.stderr)
        return 2
    STAMP.write_text(source_hash() + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
