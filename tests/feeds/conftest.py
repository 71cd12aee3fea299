from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.feeds.wire import Wire, serving


@pytest.fixture
def wire() -> Iterator[Wire]:
    """A local server that speaks like the official services."""
    with serving() as server:
        yield server
