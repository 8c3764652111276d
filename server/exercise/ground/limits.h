/*
 * Limits of an exercise. What a client sends beyond them is refused with ERROR_CODE_TOO_LARGE, what
 * an exercise as a whole has beyond them with ERROR_CODE_QUOTA. Bytes are bytes of UTF-8.
 */
#ifndef CONVENE_EXERCISE_GROUND_LIMITS_H
#define CONVENE_EXERCISE_GROUND_LIMITS_H

/* One command. */
#define TEXT_BYTES_MAX         (16 * 1024) /* message, answer, decision, announcement */
#define LINE_BYTES_MAX         500         /* subject, file name, note */
#define PERSON_BYTES_MAX       100         /* name of a person */
#define ID_BYTES_MAX           64          /* id that an author chose */
#define LANGUAGE_BYTES_MAX     35          /* RFC 5646, 4.4.1 */
#define MEDIA_TYPE_BYTES_MAX   127         /* RFC 6838, 4.2 */
#define EVENT_ATTACHMENTS_MAX  16
#define EVENT_REFERENCES_MAX   32 /* injects or messages that an event refers to */
#define MARK_READ_MAX          256
#define THREAD_PARTIES_MAX     64
#define FIELD_BYTES_MAX        500 /* value of a field of somebody's identity */
#define DISCLOSURE_CASES_MAX   64
#define DISCLOSURE_FIELDS_MAX  64
#define CONSENT_RECIPIENTS_MAX 64
#define ATTACHMENT_BYTES_MAX   (16 * 1024 * 1024)

/* An inject with all its translations; an event has to fit into a frame of 1 MiB. */
#define INJECT_BYTES_MAX (256 * 1024)
#define EVENT_BYTES_MAX  (960 * 1024)

/* A part of the scenario grows until the next item would make it larger than this. */
#define PART_BYTES (64 * 1024)

/* One exercise. Teams: 6 countries with 10 teams each, and room. */
#define TEAMS_MAX            128
#define ENTITIES_MAX         256
#define OBJECTIVES_MAX       256
#define INJECTS_MAX          4096
#define INVITES_MAX          16384
#define PARTICIPANTS_MAX     65536
#define THREADS_MAX          100000
#define ATTACHMENTS_MAX      10000
#define CASES_MAX            10000
#define CASE_ALIASES_MAX     32 /* of one case, as the next */
#define CASE_LINKS_MAX       64
#define REQUESTS_MAX         10000
#define CONSENTS_MAX         65536
#define CONSENTS_OF_CASE_MAX 256
#define REFERRALS_MAX        65536
#define HOLDINGS_MAX         500000
#define HOLDINGS_OF_CASE_MAX 4096

/* Tracks, steps and forms of a scenario; what a case keeps has room for these. */
#define FLAGS_MAX             256
#define FIELDS_MAX            256
#define TRACKS_MAX            32
#define TRACK_STATES_MAX      32
#define TRACK_TRANSITIONS_MAX 255
#define TRANSITION_GUARDS_MAX 32
#define TRANSITION_RAISES_MAX 16
#define FORMS_MAX             64
#define FORM_ITEMS_MAX        256

/* Interpreters and their bookings; questionnaires, and what they ask. */
#define INTERPRETERS_MAX        256
#define BOOKINGS_MAX            100000
#define QUESTIONNAIRES_MAX      256
#define QUESTIONNAIRE_BYTES_MAX (64 * 1024) /* with all its translations */
#define QUESTIONS_MAX           64
#define CHOICES_MAX             64
#define SCALE_STEPS_MAX         101
#define ANSWERS_BYTES_MAX       (64 * 1024) /* all answers of one command */

/* Conditions: of one, of all. */
#define CONDITION_PATTERNS_MAX 64
#define PATTERNS_MAX           16384
#define MILESTONES_MAX         1024
#define SWITCHES_MAX           256
#define ALTERNATIVES_MAX       256

/* Exercise time ends here: ten years of 365.25 days. Keeps every sum of times far from overflow. */
#define EXERCISE_MS_MAX INT64_C(315576000000)

/* Exercise milliseconds per 1000 wall milliseconds. */
#define RATE_PERMILLE_DEFAULT 1000
#define RATE_PERMILLE_MAX     10000000

/* What falls due is decided in helpings: no more injects than this, and no further one once they
 * have this many bytes; so that no call takes long, and an arena of 4 MiB is enough. */
#define DUE_BATCH_MAX   64
#define DUE_BATCH_BYTES (128 * 1024)

#endif
