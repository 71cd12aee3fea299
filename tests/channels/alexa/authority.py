"""A certificate authority of our own, which makes what Amazon has, and everything that it must not have."""

from __future__ import annotations

import ssl
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from cryptography.x509.verification import Store

HOST = "s3.amazonaws.com"
NAME = "echo-api.amazon.com"
NOW = datetime.now(UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Issued:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Any

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)


def root(name: str = "Our Root") -> Issued:
    """An authority that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    return Issued(_ca(name, key, name, key), key)


def between(issuer: Issued, name: str = "Our Intermediate") -> Issued:
    """An authority that another one vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    return Issued(_ca(name, key, _name(issuer), issuer.key), key)


def leaf(
    issuer: Issued,
    *names: str,
    key: Any = None,
    begins: datetime = NOW - DAY,
    ends: datetime = NOW + 30 * DAY,
) -> Issued:
    """A server's certificate for those names."""
    key = key or rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key()
    builder = (
        _begun("leaf", public, _name(issuer), begins, ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False
        )
    )
    if names:
        alternative = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
        builder = builder.add_extension(alternative, critical=False)
    return Issued(builder.sign(issuer.key, hashes.SHA256()), key)


def _ca(name: str, key: Any, issuer: str, issuer_key: Any) -> x509.Certificate:
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        _begun(name, key.public_key(), issuer, NOW - 10 * DAY, NOW + 3650 * DAY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
    )
    return builder.sign(issuer_key, hashes.SHA256())


def _begun(name: str, public: Any, issuer: str, begins: datetime, ends: datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(issuer))
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _name(issued: Issued) -> str:
    return str(issued.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)


ROOT = root()
INTERMEDIATE = between(ROOT)
AMAZON = leaf(INTERMEDIATE, NAME, "example.com")
CHAIN = AMAZON.pem + INTERMEDIATE.pem + ROOT.pem


def roots(*trusted: Issued) -> Store:
    """What is trusted."""
    return Store([one.certificate for one in trusted or (ROOT,)])


@dataclass(frozen=True)
class Bucket:
    """A server that says it is Amazon's, and what was fetched from it."""

    address: str
    tls: ssl.SSLContext
    """Trusts the certificate that the server has for Amazon's host."""
    asked: Counter[str]


@contextmanager
def serving(files: Mapping[str, bytes], folder: Path) -> Iterator[Bucket]:
    """Serves the files over TLS, under Amazon's name, on this machine. Anything else is 404 or a redirect."""
    asked: Counter[str] = Counter()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked[self.path] += 1
            if self.headers["Host"] != HOST:
                self.send_error(400)
            elif self.path.endswith("/elsewhere.pem"):
                self.send_response(302)
                self.send_header("Location", "/echo.api/echo-api-cert.pem")
                self.end_headers()
            elif self.path in files:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(files[self.path])
            else:
                self.send_error(404)

        def log_message(self, *args: object) -> None:
            """Quietly."""

    own = leaf(ROOT, HOST)
    pair = folder / "server.pem"
    pair.write_bytes(
        own.pem + own.key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    trusting = ssl.create_default_context(cadata=ROOT.pem.decode())
    try:
        yield Bucket(f"https://127.0.0.1:{server.server_port}", trusting, asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
