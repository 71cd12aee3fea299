"""Who may talk to a channel: those who know its secret, from the addresses that are allowed."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

from pydantic import SecretStr

Network = IPv4Network | IPv6Network


class Refusal(StrEnum):
    """Why a request is refused."""

    SECRET = "wrong_secret"  # noqa: S105
    ADDRESS = "address_not_allowed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """The rule of one channel. What is not set is not asked for."""

    secret: SecretStr | None = None
    networks: Sequence[Network] = ()

    def refusal(self, secret: str | None, address: str | None) -> Refusal | None:
        """None if the request may pass. Secrets are compared in constant time."""
        if self.networks and not self._from_inside(address):
            return Refusal.ADDRESS
        if self.secret is not None and not hmac.compare_digest(
            (secret or "").encode("utf-8", "surrogatepass"), self.secret.get_secret_value().encode()
        ):
            return Refusal.SECRET
        return None

    def _from_inside(self, address: str | None) -> bool:
        try:
            caller = ip_address(address or "")
        except ValueError:
            return False
        if isinstance(caller, IPv6Address) and caller.ipv4_mapped:
            caller = caller.ipv4_mapped
        return any(caller in network for network in self.networks)
