// What the names of drops and warnings mean, and what to do.

/** Why an accepted event was not stored. */
export const DROPS: Record<string, string> = {
  duplicate: 'The same event was sent again (an SDK retry). It is stored once, as it should be.',
  dropped_performance_event:
    'Old SDKs send “$performance_event”; nothing reads it. Update the SDK to stop it.',
  invalid_event_when_process_person_profile_is_false:
    'An identify, alias or group call with “$process_person_profile: false”. Send one without the other.',
  group_key_too_long: 'A group key of more than 400 characters. Use a short id as the key.',
  event_dropped_too_old: 'Older than this project’s limit for late events.',
  client_ingestion_warning: 'A report of the SDK itself. It is shown as a warning instead.',
  unknown_team: 'The project was deleted after the event had been accepted.',
  poisoned: 'Could not be processed. It is kept among the dead letters with its reason.',
};

/** What happened to an event that was stored differently from how it was sent. */
export const WARNINGS: Record<string, string> = {
  cannot_merge_already_identified:
    'Two people who had both logged in were not merged. Call reset() at log-out.',
  cannot_merge_with_illegal_distinct_id:
    'An id such as “null” or “undefined” was not merged. Check what identify() is given.',
  skipping_event_invalid_distinct_id: 'The distinct id was too long. Use a short, stable id.',
  ignored_invalid_timestamp: 'The time could not be read. The time of arrival was used.',
  event_dropped_too_old: 'Older than this project’s limit for late events; dropped.',
  message_size_too_large: 'The event was too large; dropped. Send fewer or shorter properties.',
  invalid_group_set: '“$group_set” has to be an object.',
  invalid_process_person_profile: '“$process_person_profile” has to be true or false; true was assumed.',
  group_key_too_long: 'A group key of more than 400 characters; dropped.',
  invalid_event_when_process_person_profile_is_false:
    'An identify, alias or group call with “$process_person_profile: false”; dropped.',
  person_upsert_message_size_too_large:
    'The person’s properties have grown too large; the change was not kept.',
  person_properties_size_violation: 'The person’s properties have grown too large; the change was not kept.',
  client_ingestion_warning: 'The SDK reported a problem of its own.',
};

export const plainName = (name: string) => name.replaceAll('_', ' ');
