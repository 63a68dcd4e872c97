-- Session recordings as they were received, until a reader of their own takes them apart:
-- the journal's record (head and body) in base64.

CREATE TABLE IF NOT EXISTS replay_records
(
    team_id Int64,
    position UInt64,
    received_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
    record String CODEC(ZSTD(1)),
    batch UInt64
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(received_at)
ORDER BY (team_id, received_at, position)
SETTINGS
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1;
