-- What a deletion is about: mutations read the names from here, so that no name stays in the
-- texts of finished mutations. A partition is one deletion, and is dropped when that is done.

CREATE TABLE IF NOT EXISTS erasures
(
    team_id Int64,
    erasure String,
    kind LowCardinality(String),
    name String,
    number UInt64
)
ENGINE = MergeTree
PARTITION BY erasure
ORDER BY (team_id, kind, name, number)
SETTINGS
    non_replicated_deduplication_window = 1000,
    fsync_after_insert = 1,
    fsync_part_directory = 1;
