"""What lies between a town hall and the platform: a forward proxy, and an authority of the county's own."""

from __future__ import annotations

import select
import socket
import socketserver
import ssl
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Certificate = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


@cache
def county_authority() -> Certificate:
    """Make an authority no browser knows."""
    return _signed("县政务外网CA", None)


def authority_file(folder: Path) -> Path:
    """Write the authority's certificate as the county hands it out."""
    file = folder / "county.pem"
    file.write_bytes(county_authority()[0].public_bytes(serialization.Encoding.PEM))
    return file


def certified(folder: Path, *, ended: bool = False) -> ssl.SSLContext:
    """Make what a server on loopback shows: a certificate of the county's authority, or one that has `ended`."""
    certificate, key = _signed("127.0.0.1", county_authority(), ended=ended)
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def _signed(name: str, by: Certificate | None, *, ended: bool = False) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    until = datetime.now(UTC) + timedelta(days=-1 if ended else 1)
    builder = (
        x509.CertificateBuilder(subject_name=subject, issuer_name=by[0].subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(until - timedelta(days=2))
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
    )
    if by:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(name))]), critical=False)
    return builder.sign(by[1] if by else key, hashes.SHA256()), key


class Proxy:
    """A forward proxy that remembers whom it was asked for; with a `password` it lets nobody else through."""

    def __init__(self, password: str | None) -> None:
        self.password = password
        self.asked: list[str] = []
        self.address = ""

    def lets_in(self, head: bytes) -> bool:
        """Tell whether whoever asks may pass."""
        wanted = b64encode(f"county:{self.password}".encode())
        return self.password is None or b"Basic " + wanted in head


class _Tunnel(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        proxy: Proxy = self.server.proxy  # type: ignore[attr-defined]
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.rfile.readline()
        host = head.split()[1].decode()
        proxy.asked.append(host)
        if not proxy.lets_in(head):
            self.wfile.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            return
        name, _, port = host.rpartition(":")
        with socket.create_connection((name, int(port)), 5) as beyond:
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            _pass_on(self.connection, beyond)


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    """Carry bytes both ways until either side hangs up."""
    partner = {one: other, other: one}
    while True:
        for ready in select.select([one, other], [], [], 5)[0] or [one]:
            try:
                said = ready.recv(65536)
                partner[ready].sendall(said)
            except OSError:
                return
            if not said:
                return


@contextmanager
def forward_proxy(password: str | None = None) -> Iterator[Proxy]:
    """Run a forward proxy on loopback for a while."""
    socketserver.ThreadingTCPServer.daemon_threads = True
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Tunnel) as server:
        server.proxy = proxy = Proxy(password)  # type: ignore[attr-defined]
        user = f"county:{password}@" if password else ""
        proxy.address = f"http://{user}127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield proxy
        server.shutdown()
        thread.join()
