"""Amazon's rules for the address and the chain of a signing certificate, with an authority of our own."""

from __future__ import annotations

import asyncio
import ssl
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from assistant.channels.alexa.certificates import CertificateError, Certificates, checked, mozillas, path_of
from tests.channels.alexa.authority import (
    AMAZON,
    CHAIN,
    DAY,
    INTERMEDIATE,
    NAME,
    NOW,
    ROOT,
    between,
    leaf,
    root,
    roots,
    serving,
)

URL = "https://s3.amazonaws.com/echo.api/echo-api-cert.pem"


@pytest.mark.parametrize(
    "url",
    [
        URL,
        "https://s3.amazonaws.com:443/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com/echo.api/../echo.api/echo-api-cert.pem",
        "HTTPS://S3.AmazonAWS.com/echo.api/./echo-api-cert.pem",
        "https://s3.amazonaws.com/echo.api//echo-api-cert.pem#here",
    ],
)
def test_where_certificates_may_be(url: str) -> None:
    assert path_of(url) == "/echo.api/echo-api-cert.pem"


@pytest.mark.parametrize(
    "url",
    [
        "http://s3.amazonaws.com/echo.api/echo-api-cert.pem",
        "https://notamazon.com/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com.evil.example/echo.api/echo-api-cert.pem",
        "https://evil.example@s3.amazonaws.com/echo.api/x.pem",
        "https://s3.amazonaws.com@evil.example/echo.api/x.pem",
        "https://s3.amazonaws.com/EcHo.aPi/echo-api-cert.pem",
        "https://s3.amazonaws.com/invalid.path/echo-api-cert.pem",
        "https://s3.amazonaws.com/echo.api/../evil/x.pem",
        "https://s3.amazonaws.com/echo.api/%2e%2e/evil/x.pem",
        "https://s3.amazonaws.com/echo.api/..\\evil\\x.pem",
        "https://s3.amazonaws.com/echo.api",
        "https://s3.amazonaws.com/echo.api/",
        "https://s3.amazonaws.com//echo.api/x.pem",
        "https://s3.amazonaws.com:563/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com:99999/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com:x/echo.api/echo-api-cert.pem",
        "https://[s3.amazonaws.com/echo.api/echo-api-cert.pem",
        "https://s3.amazonaws.com/echo.api/가.pem",
        "https://s3.amazonaws.com/echo.api/x\n.pem",
        "https://s3.amazonaws.com/echo.api/" + "x" * 2000,
        "s3.amazonaws.com/echo.api/x.pem",
        "",
    ],
)
def test_where_they_may_not_be(url: str) -> None:
    with pytest.raises(CertificateError):
        path_of(url)


def test_a_chain_that_leads_back_to_a_root() -> None:
    assert checked(CHAIN, roots(), NOW) == AMAZON.certificate
    # The root itself need not be sent, nor need the order be right behind the first.
    assert checked(AMAZON.pem + INTERMEDIATE.pem, roots(), NOW) == AMAZON.certificate
    second = between(INTERMEDIATE, "Second")
    deep = leaf(second, NAME)
    assert checked(deep.pem + ROOT.pem + INTERMEDIATE.pem + second.pem, roots(), NOW) == deep.certificate


def _chains() -> dict[str, bytes]:
    stranger = root("Stranger")
    middle = INTERMEDIATE
    expired = leaf(middle, NAME, begins=NOW - 5 * DAY, ends=NOW - DAY)
    not_yet = leaf(middle, NAME, begins=NOW + DAY, ends=NOW + 5 * DAY)
    not_an_authority = leaf(middle, NAME, "x", key=ec.generate_private_key(ec.SECP256R1()))
    small = leaf(middle, NAME, key=rsa.generate_private_key(public_exponent=65537, key_size=1024))
    return {
        "empty": b"",
        "no PEM": b"-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n",
        "another name": leaf(middle, "echo-api.amazon.com.evil.example").pem + middle.pem,
        "a wildcard of nobody": leaf(middle, "*.example.com").pem + middle.pem,
        "no name": leaf(middle).pem + middle.pem,
        "expired": expired.pem + middle.pem,
        "not valid yet": not_yet.pem + middle.pem,
        "a link is missing": AMAZON.pem,
        "an unknown root": leaf(stranger, NAME).pem + stranger.pem,
        "signed by a server": leaf(not_an_authority, NAME).pem + not_an_authority.pem + middle.pem,
        "signed by another of the same name": leaf(between(stranger), NAME).pem + middle.pem,
        "an elliptic key": leaf(middle, NAME, key=ec.generate_private_key(ec.SECP256R1())).pem + middle.pem,
        "a small key": small.pem + middle.pem,
        "the authority first": middle.pem + AMAZON.pem,
        "too many": CHAIN * 5,
    }


@pytest.mark.parametrize(("what", "pem"), _chains().items(), ids=list(_chains()))
def test_chains_that_are_not_trusted(what: str, pem: bytes) -> None:
    with pytest.raises(CertificateError):
        checked(pem, roots(), NOW)


def test_mozillas_roots_do_not_know_our_authority() -> None:
    with pytest.raises(CertificateError, match="not trusted"):
        checked(CHAIN, mozillas(), NOW)


def test_a_certificate_is_fetched_once(tmp_path: Path) -> None:
    with serving({"/echo.api/echo-api-cert.pem": CHAIN}, tmp_path) as bucket:
        clock = [0.0]
        here = Certificates(roots, address=bucket.address, tls=bucket.tls, clock=lambda: clock[0])

        async def ask(times: int, now: datetime = NOW) -> None:
            keys = await asyncio.gather(*(here.key(URL, now) for _ in range(times)))
            assert all(key == AMAZON.key.public_key() for key in keys)

        asyncio.run(ask(20))
        asyncio.run(ask(1))
        assert bucket.asked.total() == 1
        clock[0] = 24 * 3600 + 1.0
        asyncio.run(ask(1))
        assert bucket.asked.total() == 2
        # Kept no longer than it is valid.
        clock[0] *= 2
        asyncio.run(ask(1, NOW + 30 * DAY - timedelta(seconds=60)))
        clock[0] += 61
        with pytest.raises(CertificateError, match="not trusted"):
            asyncio.run(ask(1, NOW + 30 * DAY + timedelta(seconds=1)))


@pytest.mark.parametrize("name", ["missing.pem", "elsewhere.pem", "huge.pem", "none.pem"])
def test_what_gives_no_certificate_is_not_asked_again_at_once(tmp_path: Path, name: str) -> None:
    files = {"/echo.api/huge.pem": b"x" * 1_000_000, "/echo.api/none.pem": b"hello"}
    with serving(files, tmp_path) as bucket:
        clock = [0.0]
        here = Certificates(roots, address=bucket.address, tls=bucket.tls, clock=lambda: clock[0])

        def ask() -> None:
            with pytest.raises(CertificateError):
                asyncio.run(here.key(f"https://s3.amazonaws.com/echo.api/{name}", NOW))

        ask()
        ask()
        assert dict(bucket.asked) == {f"/echo.api/{name}": 1}
        clock[0] = 11
        ask()
        assert bucket.asked.total() == 2


def test_made_up_addresses_do_not_drive_out_a_good_certificate(tmp_path: Path) -> None:
    with serving({"/echo.api/echo-api-cert.pem": CHAIN}, tmp_path) as bucket:
        here = Certificates(roots, address=bucket.address, tls=bucket.tls)

        async def flood() -> None:
            await here.key(URL, NOW)
            made_up = (here.key(f"https://s3.amazonaws.com/echo.api/{n}", NOW) for n in range(100))
            assert all(
                isinstance(one, CertificateError)
                for one in await asyncio.gather(*made_up, return_exceptions=True)
            )
            await here.key(URL, NOW)

        asyncio.run(flood())
        assert bucket.asked["/echo.api/echo-api-cert.pem"] == 1


def test_a_server_that_is_not_amazons_is_not_believed(tmp_path: Path) -> None:
    with serving({"/echo.api/echo-api-cert.pem": CHAIN}, tmp_path) as bucket:
        here = Certificates(roots, address=bucket.address, tls=ssl.create_default_context())
        with pytest.raises(CertificateError, match="cannot be fetched"):
            asyncio.run(here.key(URL, NOW))
        assert bucket.asked.total() == 0
