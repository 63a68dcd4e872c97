"""The metrics of a running server are those of docs/operations.md."""

import re
from pathlib import Path

from tests.live import LiveServer

PAGE = Path(__file__).parents[2] / "docs" / "operations.md"
WITHOUT = r"_(total|bucket|sum|count)$"


def test_metrics__of_a_server__are_the_documented_ones(server: LiveServer) -> None:
    server.sql("select 1")
    text = server.http.get("/metrics").text
    told = {re.sub(WITHOUT, "", name) for name in re.findall(r"^# TYPE (\S+)", text, re.M)}
    rows = [line for line in PAGE.read_text().splitlines() if line.startswith("| `tenrec_")]
    written = {
        re.sub(WITHOUT, "", name)
        for row in rows
        for name in re.findall(r"tenrec_[a-z_]+", row.split("|")[1])
    }
    assert told == written
    assert 'tenrec_query_seconds_count{kind="HogQLQuery",outcome="answered"}' in text
