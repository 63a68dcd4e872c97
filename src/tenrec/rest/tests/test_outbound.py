"""Nobody makes the server knock at doors of its own: every disguise of an address is tried."""

import datetime
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.test import override_settings

from tenrec.core.config import Config
from tenrec.rest import outbound
from tenrec.rest.outbound import AddressRefused, Unreached, is_public, post_json

PRIVATE = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f.1",
    "0x7f000001",
    "017700000001",
    "localhost",
    "0.0.0.0",
    "0",
    "10.0.0.1",
    "172.16.5.4",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "198.18.0.1",
    "224.0.0.1",
    "239.1.2.3",
    "240.0.0.1",
    "255.255.255.255",
    "[::]",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:a9fe:a9fe]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b::10.0.0.1]",
    "[64:ff9b:1::7f00:1]",
    "[::127.0.0.1]",
    "[2002:7f00:1::]",
    "[2002:a00:1::1]",
    "[2001:0:7f00:1::1]",
    "[fe80::1]",
    "[fec0::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[ff02::1]",
    "[2001:db8::1]",
]
UNREADABLE = [
    "",
    "x",
    "http://hooks.slack.com/x",
    "ftp://hooks.slack.com/x",
    "file:///etc/passwd",
    "//hooks.slack.com/x",
    "https:hooks.slack.com",
    "https:///x",
    "https://:443/x",
    "https://example.com:0/x",
    "https://example.com:99999/x",
    "https://example.com:x/",
    "https://user:password@example.com/",
    "https://example.com@127.0.0.1/",
    "https://127.0.0.1\\@example.com/",
    "https://exa mple.com/",
    "https://example.com/\r\nHost: localhost",
    "https://example.com/\x00",
    "https://[::1/",
    "https://\u2460\u2461\u2466.\u24ea.\u24ea.\u2460/",
    "https://" + "a" * 64 + ".com/",
    "https://" + "a." * 990,
    "https://example.com/" + "x" * 2000,
]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Where a connection would have gone; none is made."""
    made: list[Any] = []

    def connect(where: Any, *_: Any, **__: Any) -> Any:
        made.append(where)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    return made


def answers(monkeypatch: pytest.MonkeyPatch, *turns: list[str]) -> list[str]:
    """What the resolver says, from one question to the next; the names that it was asked."""
    asked: list[str] = []
    left = list(turns)

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(0, 0, 0, "", (text, port)) for text in left.pop(0)]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return asked


@pytest.mark.parametrize("host", PRIVATE)
def test_post__private_address_in_any_spelling__is_refused(calls: list[Any], host: str) -> None:
    with pytest.raises(AddressRefused):
        post_json(f"https://{host}/services/x", {})
    assert calls == []


@pytest.mark.parametrize("url", UNREADABLE)
def test_post__no_plain_https_address__is_refused(calls: list[Any], url: str) -> None:
    with pytest.raises(AddressRefused):
        post_json(url, {})
    assert calls == []


@pytest.mark.parametrize("inside", ["10.0.0.1", "::1", "::ffff:192.168.0.1", "fe80::1%eth0"])
def test_post__name_that_also_leads_inside__is_refused(
    calls: list[Any], monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    answers(monkeypatch, ["93.184.215.14", inside])
    with pytest.raises(AddressRefused):
        post_json("https://mixed.example.com/", {})
    assert calls == []


def test_post__name_that_is_rebound__goes_where_it_was_looked_at(
    calls: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second answer of the resolver would be the metadata of the cloud: nobody asks for it."""
    asked = answers(monkeypatch, ["93.184.215.14"], ["169.254.169.254"])
    with pytest.raises(Unreached):
        post_json("https://rebound.example.com/", {})
    assert asked == ["rebound.example.com"]
    assert calls == [("93.184.215.14", 443)]


def test_is_public__addresses_of_the_internet() -> None:
    for text in ("93.184.215.14", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "2002:808:808::"):
        assert is_public(ipaddress.ip_address(text)), text


# A real host with TLS, on this machine; the operator has allowed its network.


class Host(BaseHTTPRequestHandler):
    """Answers as its path says, and keeps what came."""

    seen: list[tuple[str, bytes]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Host.seen.append((self.path, body))
        if self.path == "/slow":
            for _ in range(100):
                self.wfile.write(b"H")
                time.sleep(0.1)
            return
        status = int(self.path.strip("/").partition("?")[0])
        self.send_response(status)
        self.send_header("Location", "/200")
        self.end_headers()
        self.wfile.write(b"internal secret")

    do_GET = do_POST

    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """Its port, and the certificate that says `localhost`."""
    pair = tmp_path_factory.mktemp("tls") / "pair.pem"
    _make_certificate(pair)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # whoever hangs up
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1], pair
    server.shutdown()
    server.server_close()
    thread.join()


def _make_certificate(path: Path) -> None:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))


@pytest.fixture
def port(host: tuple[int, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    Host.seen.clear()
    monkeypatch.setenv("SSL_CERT_FILE", str(host[1]))
    own = {"TENREC_OUTBOUND_NETWORKS": "127.0.0.0/8,::1"}
    with override_settings(CONFIG=Config.from_env(own)):
        yield host[0]


def test_post__allowed_network__arrives(port: int) -> None:
    assert post_json(f"https://localhost:{port}/200?a=b", {"text": "hello"}) == 200
    assert Host.seen == [("/200?a=b", b'{"text": "hello"}')]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_post__redirect__is_not_followed(port: int, status: int) -> None:
    assert post_json(f"https://localhost:{port}/{status}", {}) == status
    assert len(Host.seen) == 1


def test_post__certificate_of_another_name__sends_nothing(port: int) -> None:
    with pytest.raises(Unreached):
        post_json(f"https://127.0.0.1:{port}/200", {})
    assert Host.seen == []


def test_post__certificate_of_nobody__sends_nothing(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(Unreached):
        post_json(f"https://localhost:{port}/200", {})
    assert Host.seen == []


def test_post__answer_byte_by_byte__is_cut_off(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "_SECONDS", 1.0)
    began = time.monotonic()
    with pytest.raises(Unreached):
        post_json(f"https://localhost:{port}/slow", {})
    assert time.monotonic() - began < 5


def test_post__nobody_listens__is_unreached(port: int) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(Unreached):
            post_json(f"https://localhost:{free.getsockname()[1]}/200", {})
