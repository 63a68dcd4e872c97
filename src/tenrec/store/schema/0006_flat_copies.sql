-- The columnar copies hold what is read from them: plain values and lists of plain values. An
-- object, or a list with one, is read from the exact text. Kept apart, every path below an object
-- and every kind of list was a column of its own: some ten thousand events of odd shapes, sent by
-- anybody with a project token, opened more files than the process may have, and merging stopped.
-- Most rows have nothing to take out: for them the inner text is empty, and costs nothing.
-- docs/decisions/0152-flat-copies.md has the figures.

ALTER TABLE events
    MODIFY COLUMN properties_json JSON(max_dynamic_paths = 128) DEFAULT accurateCastOrDefault(
        if(
            position(properties, '{', 2) > 0 OR multiSearchAny(properties, ['[[', ',[']),
            concat('{', arrayStringConcat(arrayMap(
                pair -> concat(toJSONString(pair.1), ':', pair.2),
                arrayFilter(
                    pair -> NOT startsWith(pair.2, '{') AND NOT (
                        startsWith(pair.2, '[') AND arrayExists(
                            item -> startsWith(item, '{') OR startsWith(item, '['),
                            JSONExtractArrayRaw(pair.2)
                        )
                    ),
                    JSONExtractKeysAndValuesRaw(
                        if(
                            position(properties, '{', 2) > 0 OR multiSearchAny(properties, ['[[', ',[']),
                            properties, ''
                        )
                    )
                )
            ), ','), '}'),
            properties
        ),
        'JSON(max_dynamic_paths = 128)'
    ) CODEC(ZSTD(1));

ALTER TABLE events
    MODIFY COLUMN person_properties_json JSON(max_dynamic_paths = 64) DEFAULT accurateCastOrDefault(
        if(
            position(person_properties, '{', 2) > 0 OR multiSearchAny(person_properties, ['[[', ',[']),
            concat('{', arrayStringConcat(arrayMap(
                pair -> concat(toJSONString(pair.1), ':', pair.2),
                arrayFilter(
                    pair -> NOT startsWith(pair.2, '{') AND NOT (
                        startsWith(pair.2, '[') AND arrayExists(
                            item -> startsWith(item, '{') OR startsWith(item, '['),
                            JSONExtractArrayRaw(pair.2)
                        )
                    ),
                    JSONExtractKeysAndValuesRaw(
                        if(
                            position(person_properties, '{', 2) > 0
                                OR multiSearchAny(person_properties, ['[[', ',[']),
                            person_properties, ''
                        )
                    )
                )
            ), ','), '}'),
            person_properties
        ),
        'JSON(max_dynamic_paths = 64)'
    ) CODEC(ZSTD(1));

ALTER TABLE persons
    MODIFY COLUMN properties_json JSON(max_dynamic_paths = 64) DEFAULT accurateCastOrDefault(
        if(
            position(properties, '{', 2) > 0 OR multiSearchAny(properties, ['[[', ',[']),
            concat('{', arrayStringConcat(arrayMap(
                pair -> concat(toJSONString(pair.1), ':', pair.2),
                arrayFilter(
                    pair -> NOT startsWith(pair.2, '{') AND NOT (
                        startsWith(pair.2, '[') AND arrayExists(
                            item -> startsWith(item, '{') OR startsWith(item, '['),
                            JSONExtractArrayRaw(pair.2)
                        )
                    ),
                    JSONExtractKeysAndValuesRaw(
                        if(
                            position(properties, '{', 2) > 0 OR multiSearchAny(properties, ['[[', ',[']),
                            properties, ''
                        )
                    )
                )
            ), ','), '}'),
            properties
        ),
        'JSON(max_dynamic_paths = 64)'
    ) CODEC(ZSTD(1));

ALTER TABLE groups
    MODIFY COLUMN properties_json JSON(max_dynamic_paths = 64) DEFAULT accurateCastOrDefault(
        if(
            position(properties, '{', 2) > 0 OR multiSearchAny(properties, ['[[', ',[']),
            concat('{', arrayStringConcat(arrayMap(
                pair -> concat(toJSONString(pair.1), ':', pair.2),
                arrayFilter(
                    pair -> NOT startsWith(pair.2, '{') AND NOT (
                        startsWith(pair.2, '[') AND arrayExists(
                            item -> startsWith(item, '{') OR startsWith(item, '['),
                            JSONExtractArrayRaw(pair.2)
                        )
                    ),
                    JSONExtractKeysAndValuesRaw(
                        if(
                            position(properties, '{', 2) > 0 OR multiSearchAny(properties, ['[[', ',[']),
                            properties, ''
                        )
                    )
                )
            ), ','), '}'),
            properties
        ),
        'JSON(max_dynamic_paths = 64)'
    ) CODEC(ZSTD(1));
