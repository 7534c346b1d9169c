"""nginx in front of gunicorn, both with the settings that are shipped: what passes, and what does not."""

from __future__ import annotations

import os
import re
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from time import sleep

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app import create_app
from demo.stage import free_port
from tests.deployment.tools import DEPLOY, program
from tests.e2e.callers import environ

SITE = (DEPLOY / "nginx/honghui.conf").read_text(encoding="utf-8")
AROUND = """
daemon off;
pid {folder}/nginx.pid;
error_log stderr;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    {site}
}}
"""
TRIES = 300
# For who watches on the machine itself.
INSIDE = {"/healthz", "/readyz", "/metrics"}


def certificate(folder: Path) -> None:
    """Write what certbot, or the county's authority, would have put there."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=9000))
    (folder / "honghui.crt").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    kept = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "honghui.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, *kept))


def configuration(folder: Path, port: int = 443, upstream: int = 8080) -> Path:
    """Put the site into an nginx of one's own, on loopback."""
    certificate(folder)
    site = re.sub(r"\n    listen \[::\]:.*", "", SITE)
    site = site.replace("listen 443 ", f"listen 127.0.0.1:{port} ").replace(
        "listen 80;", f"listen 127.0.0.1:{free_port()};"
    )
    site = site.replace("/etc/nginx/", f"{folder}/").replace("/var/log/nginx/", f"{folder}/")
    site = site.replace("127.0.0.1:8080", f"127.0.0.1:{upstream}")
    file = folder / "nginx.conf"
    file.write_text(AROUND.format(folder=folder, site=site))
    return file


@contextmanager
def running(folder: Path, command: list[str], **more: str) -> Iterator[None]:
    with subprocess.Popen(command, cwd=folder, env={**os.environ, **more}) as process:
        try:
            yield
        finally:
            process.terminate()


def test_nginx_takes_the_site(tmp_path: Path) -> None:
    nginx = program("nginx", "tests/install-nginx")
    said = subprocess.run([nginx, "-t", "-c", configuration(tmp_path)], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    assert "[warn]" not in said.stderr


def test_everything_that_can_be_opened_has_its_place_in_the_site() -> None:
    """A page nobody lets through would answer 404, however well it is made."""
    places = re.findall(r"location (?:=|~)? ?(\S+) \{", SITE)
    assert "/" in places
    for rule in create_app({}).url_map.iter_rules():
        path = re.sub(r"<[^>]+>", "x", rule.rule)
        passes = any(re.match(place, path) for place in places if place != "/")
        assert passes is (path not in INSIDE), f"{path} has no location in the site, or should have none"


def answer(path: str, body: bytes | None = None) -> int:
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    try:
        with urllib.request.urlopen(path, data=body, context=trusting, timeout=60) as said:
            return int(said.status)
    except urllib.error.HTTPError as refused:
        return refused.code


@pytest.fixture
def address(tmp_path: Path, socket_enabled: object) -> Iterator[str]:
    """The service as it is installed: nginx with its site, then behind it gunicorn with its settings."""
    nginx, port, upstream = program("nginx", "tests/install-nginx"), free_port(), free_port()
    whole, settings = f"https://127.0.0.1:{port}", str(DEPLOY / "gunicorn.conf.py")
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", settings, "--workers=1", f"--bind=127.0.0.1:{upstream}"]
    with running(tmp_path, [nginx, "-c", str(configuration(tmp_path, port, upstream))]):
        wait_until(whole, lambda status: status == 502)
        with running(tmp_path, gunicorn, **environ(f"sqlite:///{tmp_path}/honghui.db")):
            wait_until(whole, lambda status: status != 502)
            yield whole


def wait_until(address: str, true: Callable[[int], bool]) -> None:
    """Knock until the answer is as it should be."""
    for _ in range(TRIES):
        with suppress(OSError):
            if true(answer(f"{address}/login?code=used-once")):
                return
        sleep(0.1)
    raise AssertionError(f"{address} did not come that far")


@pytest.mark.processes
@pytest.mark.timeout(300)
def test_what_passes_and_what_does_not(address: str, tmp_path: Path) -> None:
    assert answer(f"{address}/healthz") == 404
    assert answer(f"{address}/wecom/callback?msg_signature=x&timestamp=1&nonce=1&echostr=x") == 403
    assert answer(f"{address}/.env") == 404
    assert answer(f"{address}/m/x", b"x" * 300_000) == 413
    assert answer(f"{address}/console/x", b"x" * 7_500_000) == 413
    logs = [log.read_text() for log in tmp_path.glob("*.log")]
    assert len(logs) == 2
    assert f"127.0.0.1:{upstream_of(tmp_path)} 502" in logs[0] + logs[1], "which machine did not answer, while it began"
    assert [log for log in logs if "msg_signature" in log or "used-once" in log] == []


def upstream_of(folder: Path) -> str:
    found = re.search(r"server 127\.0\.0\.1:(\d+);", (folder / "nginx.conf").read_text())
    assert found
    return found[1]
