-- Who is in which cohort. A calculation writes all members under a version of its own, which the
-- state database then declares to be the current one: a cohort answers from one calculation, never
-- from parts of two. A person who is deleted is taken out of a version by a row with is_deleted.

CREATE TABLE IF NOT EXISTS cohort_people
(
    team_id Int64 CODEC(T64, ZSTD(1)),
    cohort_id Int64 CODEC(T64, ZSTD(1)),
    version UInt64 CODEC(T64, ZSTD(1)),
    person_id UUID,
    is_deleted Bool
)
ENGINE = ReplacingMergeTree(is_deleted)
ORDER BY (team_id, cohort_id, version, person_id)
SETTINGS
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1;
