"""An event and a context for one step, and a small city database to look addresses up in."""

import struct
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import maxminddb
import pytest

from tenrec.core.event import Event
from tenrec.ingest.context import BatchContext, GeoReader, TeamSettings
from tenrec.persons.apply import Groups, People

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
Make = Callable[..., Any]


@pytest.fixture
def event() -> Make:
    def make(name: str = "e", *, timestamp: datetime = NOW, **properties: Any) -> Event:
        return Event(
            7, "0190bb00-9999-7aaa-8bbb-cccccccccccc", name, "u", timestamp, NOW, properties
        )

    return make


@pytest.fixture
def context() -> Make:
    def make(geoip: GeoReader | None = None, **settings: Any) -> BatchContext:
        return BatchContext({7: TeamSettings(7, **settings)}, People(), Groups(), geoip, NOW)

    return make


@pytest.fixture
def city_database(tmp_path: Path) -> Make:
    """Writes a MaxMind file that knows these networks; one data type of each kind it uses."""

    def make(records: dict[str, dict[str, Any]]) -> Any:
        path = tmp_path / "city.mmdb"
        path.write_bytes(_mmdb(records))
        return maxminddb.open_database(path)

    return make


class Short(int):
    """The format wants some numbers in two bytes."""


class Long(int):
    """And one in eight."""


def _mmdb(records: dict[str, dict[str, Any]]) -> bytes:
    tree: list[list[Any]] = [[None, None]]
    data = b""
    for network, record in records.items():
        _put(tree, IPv4Network(network), len(data))
        data += _encoded(record)
    count = len(tree)
    nodes = b"".join(_side(side, count) for node in tree for side in node)
    metadata = {
        "node_count": count,
        "record_size": Short(32),
        "ip_version": Short(4),
        "database_type": "Test-City",
        "languages": ["en"],
        "binary_format_major_version": Short(2),
        "binary_format_minor_version": Short(0),
        "build_epoch": Long(1),
        "description": {"en": "for tests"},
    }
    return nodes + bytes(16) + data + b"\xab\xcd\xefMaxMind.com" + _encoded(metadata)


def _put(tree: list[list[Any]], network: IPv4Network, offset: int) -> None:
    node, address = 0, int(network.network_address)
    for depth in range(network.prefixlen):
        bit = address >> (31 - depth) & 1
        if depth == network.prefixlen - 1:
            tree[node][bit] = ("data", offset)
        elif tree[node][bit] is None:
            tree.append([None, None])
            tree[node][bit] = len(tree) - 1
        node = tree[node][bit]


def _side(side: Any, count: int) -> bytes:
    if side is None:
        return struct.pack(">I", count)
    return struct.pack(">I", count + 16 + side[1] if isinstance(side, tuple) else side)


def _encoded(value: Any) -> bytes:
    if isinstance(value, dict):
        parts = [_encoded(key) + _encoded(item) for key, item in value.items()]
        return _control(7, len(value)) + b"".join(parts)
    if isinstance(value, list):
        return _control(11, len(value)) + b"".join(map(_encoded, value))
    if isinstance(value, str):
        return _control(2, len(value.encode())) + value.encode()
    if isinstance(value, float):
        return _control(3, 8) + struct.pack(">d", value)
    if isinstance(value, Short):
        return _control(5, 2) + struct.pack(">H", value)
    if isinstance(value, Long):
        return _control(9, 8) + struct.pack(">Q", value)
    return _control(6, 4) + struct.pack(">I", value)


def _control(kind: int, size: int) -> bytes:
    """Sizes from 29 on take one more byte, kinds from 8 on too."""
    stated = size if size < 29 else 29
    head = bytes([kind << 5 | stated]) if kind < 8 else bytes([stated, kind - 7])
    return head if size < 29 else head + bytes([size - 29])
