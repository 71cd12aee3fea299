"""Secrets and addresses."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from pydantic import SecretStr

from assistant.channels.access import Access, Refusal

INSIDE = (ip_network("203.0.113.0/24"), ip_network("2001:db8::/32"))


@pytest.mark.parametrize(
    ("address", "refusal"),
    [
        ("203.0.113.7", None),
        ("::ffff:203.0.113.7", None),
        ("2001:db8::1", None),
        ("203.0.114.7", Refusal.ADDRESS),
        ("2001:db9::1", Refusal.ADDRESS),
        ("testclient", Refusal.ADDRESS),
        ("", Refusal.ADDRESS),
        (None, Refusal.ADDRESS),
    ],
)
def test_addresses(address: str | None, refusal: Refusal | None) -> None:
    assert Access(networks=INSIDE).refusal(None, address) is refusal


@pytest.mark.parametrize(
    ("secret", "refusal"),
    [("s" * 16, None), ("s" * 15, Refusal.SECRET), ("\udcff", Refusal.SECRET), (None, Refusal.SECRET)],
)
def test_secrets(secret: str | None, refusal: Refusal | None) -> None:
    assert Access(secret=SecretStr("s" * 16)).refusal(secret, None) is refusal


def test_what_is_not_set_is_not_asked_for() -> None:
    assert Access().refusal(None, None) is None


def test_both_rules_hold() -> None:
    both = Access(secret=SecretStr("s" * 16), networks=INSIDE)
    assert both.refusal("s" * 16, "203.0.113.7") is None
    assert both.refusal("s" * 16, "8.8.8.8") is Refusal.ADDRESS
    assert both.refusal("no", "203.0.113.7") is Refusal.SECRET
