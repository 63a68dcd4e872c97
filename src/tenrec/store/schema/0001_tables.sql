-- The text columns hold what clients sent, byte for byte; the JSON columns are columnar
-- copies that queries use and that no answer is ever built from.
--
-- docs/decisions/0001-event-tables.md has the measurements behind the numbers:
-- accurateCastOrDefault, unlike CAST, yields {} for what the JSON type cannot take, so no property
-- can make an insert fail. Paths beyond max_dynamic_paths share one column: three thousand
-- different names then cost half the insert and a quarter of the merge. Fresh parts are
-- compact, because a wide one has a file or more for every path. Parts are synced before an
-- insert returns. Names beyond the limit stay in buckets: the engine's default lays them out one
-- by one when it merges, and a few hundred events with ever new names then took gigabytes.
--
-- Events are stored with whatever time they have: toDate would wrap before 1970, and then ranges
-- of time miss rows; and one partition holds all before 2010, for every partition of an insert
-- is a part to sync.

CREATE TABLE IF NOT EXISTS events
(
    team_id Int64 CODEC(T64, ZSTD(1)),
    uuid UUID CODEC(ZSTD(1)),
    event LowCardinality(String) CODEC(ZSTD(1)),
    timestamp DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
    distinct_id String CODEC(ZSTD(1)),
    properties String CODEC(ZSTD(1)),
    person_id UUID CODEC(ZSTD(1)),
    person_created_at DateTime64(6, 'UTC') CODEC(ZSTD(1)),
    person_properties String CODEC(ZSTD(1)),
    person_mode Enum8('full' = 0, 'propertyless' = 1, 'force_upgrade' = 2) CODEC(ZSTD(1)),
    elements_chain String CODEC(ZSTD(1)),
    "$session_id" String CODEC(ZSTD(1)),
    "$window_id" String CODEC(ZSTD(1)),
    "$group_0" String CODEC(ZSTD(1)),
    "$group_1" String CODEC(ZSTD(1)),
    "$group_2" String CODEC(ZSTD(1)),
    "$group_3" String CODEC(ZSTD(1)),
    "$group_4" String CODEC(ZSTD(1)),
    created_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
    captured_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
    historical_migration Bool CODEC(ZSTD(1)),
    batch UInt64 CODEC(Delta, ZSTD(1)),
    properties_json JSON(max_dynamic_paths = 128) DEFAULT accurateCastOrDefault(properties, 'JSON(max_dynamic_paths = 128)') CODEC(ZSTD(1)),
    person_properties_json JSON(max_dynamic_paths = 64) DEFAULT accurateCastOrDefault(person_properties, 'JSON(max_dynamic_paths = 64)') CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(greatest(timestamp, toDateTime64('2010-01-01 00:00:00', 6, 'UTC')))
ORDER BY (team_id, toDate32(timestamp), event, cityHash64(distinct_id), cityHash64(uuid))
SETTINGS
    min_bytes_for_wide_part = 64000000,
    object_shared_data_serialization_version = 'map_with_buckets',
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS persons
(
    team_id Int64,
    id UUID,
    created_at DateTime64(6, 'UTC'),
    properties String CODEC(ZSTD(1)),
    is_identified Bool,
    last_seen_at Nullable(DateTime64(6, 'UTC')),
    version UInt64,
    is_deleted Bool,
    properties_json JSON(max_dynamic_paths = 64) DEFAULT accurateCastOrDefault(properties, 'JSON(max_dynamic_paths = 64)') CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (team_id, id)
SETTINGS
    min_bytes_for_wide_part = 64000000,
    object_shared_data_serialization_version = 'map_with_buckets',
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS person_distinct_ids
(
    team_id Int64,
    distinct_id String CODEC(ZSTD(1)),
    person_id UUID,
    version UInt64,
    is_deleted Bool
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (team_id, distinct_id)
SETTINGS
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1;

-- Only the distinct ids whose person changed after events were stored: small, so that
-- every query can join it.
CREATE TABLE IF NOT EXISTS person_distinct_id_overrides
(
    team_id Int64,
    distinct_id String CODEC(ZSTD(1)),
    person_id UUID,
    version UInt64,
    is_deleted Bool
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (team_id, distinct_id)
SETTINGS
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS groups
(
    team_id Int64,
    group_type_index UInt8,
    group_key String CODEC(ZSTD(1)),
    properties String CODEC(ZSTD(1)),
    created_at DateTime64(6, 'UTC'),
    updated_at DateTime64(6, 'UTC'),
    version UInt64,
    properties_json JSON(max_dynamic_paths = 64) DEFAULT accurateCastOrDefault(properties, 'JSON(max_dynamic_paths = 64)') CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (team_id, group_type_index, group_key)
SETTINGS
    min_bytes_for_wide_part = 64000000,
    object_shared_data_serialization_version = 'map_with_buckets',
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1;

-- What could not be stored, with the reason; nothing accepted vanishes.
CREATE TABLE IF NOT EXISTS dead_letters
(
    team_id Int64,
    uuid String,
    event String CODEC(ZSTD(1)),
    distinct_id String CODEC(ZSTD(1)),
    payload String CODEC(ZSTD(3)),
    step LowCardinality(String),
    reason String CODEC(ZSTD(1)),
    failed_at DateTime64(6, 'UTC'),
    batch UInt64
)
ENGINE = MergeTree
ORDER BY (team_id, failed_at)
SETTINGS
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1;
