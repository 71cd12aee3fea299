"""The process that reads a ZIM file: `python -m assistant.partners.knowledge.zim_worker FILE`.

libzim is under the GPL (version 3); it runs here, in a process of its own, and is never loaded into the
assistant. In: a JSON list of titles. Out: `{"title", "text"}` of the first that is an
article, `null`, or `{"error"}`.
"""

from __future__ import annotations

import json
import sys
from typing import Any

MAX_BYTES = 1_000_000


def find(path: str, titles: list[str]) -> dict[str, str] | None:
    """The first title that the file has an article of, redirects followed."""
    from libzim.reader import Archive

    archive: Any = Archive(path)
    for title in titles:
        for spelling in (title, title.replace(" ", "")):
            if archive.has_entry_by_title(spelling):
                item = archive.get_entry_by_title(spelling).get_item()
                content = bytes(item.content[:MAX_BYTES]).decode("utf-8", errors="ignore")
                return {"title": item.title, "text": content}
    return None


def main() -> int:
    """One look-up."""
    try:
        answer: object = find(sys.argv[1], json.load(sys.stdin))
    except Exception as error:  # noqa: BLE001 - told to the other side
        answer = {"error": f"{type(error).__name__}: {error}"[:200]}
    json.dump(answer, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
