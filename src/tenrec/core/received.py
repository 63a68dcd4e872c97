"""One accepted request as the journal keeps it: who sent it, when, and the bytes as they came."""

from dataclasses import dataclass

import orjson


@dataclass(frozen=True, slots=True)
class Received:
    """What capture knows of a request after it checked it and before it answered.

    `kind` is the shape of the body: "v0" (event, array, batch), "engage", "v1", "v1-ai", "ai"
    (one event, the token was in a header), "otel" (OTLP as protobuf), "otel-json" (the same as
    JSON), "replay" (as "v0", kept as it came) or "command" (our own, from `ingest/outbox.py`).
    `body` is JSON text (but for "otel"), gzipped when `is_gzip`; `sent_at` is ISO text or unix
    milliseconds from outside the body (query `_`, or the v1 request timestamp);
    `received_at` is unix microseconds.
    """

    team_id: int
    received_at: int
    ip: str
    user_agent: str
    kind: str
    sent_at: str | int | None
    is_gzip: bool
    body: bytes
    sdk: str = ""

    def pack(self) -> bytes:
        """One line of JSON, then the body."""
        head = orjson.dumps(
            [
                self.team_id,
                self.received_at,
                self.ip,
                self.user_agent,
                self.kind,
                self.sent_at,
                self.is_gzip,
                self.sdk,
            ]
        )
        return head + b"\n" + self.body

    @classmethod
    def unpack(cls, record: bytes) -> "Received":
        """Raises ValueError for anything that `pack` did not make."""
        head, separator, body = record.partition(b"\n")
        fields = orjson.loads(head)
        if not separator or not isinstance(fields, list) or len(fields) != 8:
            raise ValueError("not a journal record of this version")
        team_id, received_at, ip, agent, kind, sent_at, is_gzip, sdk = fields
        return cls(team_id, received_at, ip, agent, kind, sent_at, is_gzip, body, sdk)
