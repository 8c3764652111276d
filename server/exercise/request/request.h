/*
 * Formal requests: drafted, sent, acknowledged, answered, refused, returned, withdrawn; with limits
 * in story time. Whatever they ought to state or keep to is the instrument's, which a scenario
 * declares. One thread at a time; owned by the state.
 *
 *     DRAFT --send--> SENT --acknowledge--> ACKNOWLEDGED
 *       |              ^ |                   |
 *       |              | +--------+----------+
 *       |         send again      |
 *       |              |          +--answer--> ANSWERED
 *       |          RETURNED <-----+--return    (the sender may mend it)
 *       |              |          +--refuse--> REFUSED
 *       v              v          v
 *       +--------------+----------+--withdraw (the sender)--> WITHDRAWN
 */
#ifndef CONVENE_EXERCISE_REQUEST_REQUEST_H
#define CONVENE_EXERCISE_REQUEST_REQUEST_H

#include "server/exercise/cast.h"
#include "server/exercise/draft.h"
#include "server/exercise/warning.h"

/* A limit, and what was already said about it. Story time; 0: none. */
struct request_limit {
	int64_t due_story_ms;
	int64_t remind_story_ms; /* 0: nobody is reminded */
	bool reminded, overdue;
};

struct request_file {
	struct digest_node node;
	uint64_t id;
	Convene__V1__RequestState state;
	int from_team;
	int to_team; /* NO_TEAM: `to_entity` */
	int to_entity;
	int instrument;    /* index in LIBRARY_INSTRUMENT */
	bool complete;     /* when it was last sent */
	uint64_t sent_seq; /* 0: never sent */
	struct request_limit acknowledge, answer;
	Convene__V1__RequestContent *content; /* owned */
};

/* The next thing to be said about a limit, and when. */
struct request_moment {
	int64_t story_ms;
	uint64_t request_id;
	Convene__V1__Deadline deadline;
};

/* In the order of their ids, and what is still to be said about limits in the order of its times:
 * of story times, which a shift of the story leaves in their order. */
struct requests {
	struct seq_index list;          /* owns: struct request_file */
	struct request_moment *moments; /* owned */
	size_t moment_count, moment_cap;
};

struct request_file *request_find(const struct exercise *exercise, uint64_t id); /* NULL: none */
void request_free(struct request_file *request);
void requests_deinit(struct requests *requests); /* frees each request too */
void request_digest(
    const struct request_file *request, exercise_hash_fn *hash, struct digest_form *form);

/* Requests to which the sender may refer: sent by or to a player's team; staff see all. Refuses the
 * same for what does not exist and what is not for the player. */
bool check_request_references(struct deciding *deciding, const uint64_t *ids, size_t count);

/* A request that the sender may see. NULL and a refusal, likewise. */
const struct request_file *check_request(struct deciding *deciding, uint64_t id);

/* Whether the table of states allows the step; whether it is the sending side's to take. */
bool request_may_become(Convene__V1__RequestState from, Convene__V1__RequestState to);
bool request_step_is_senders(Convene__V1__RequestState to);
/* "answered"; "?" for what is no state. */
const char *request_state_name(Convene__V1__RequestState state);

/* request_decide.c, request_move.c */
void request_decide_draft(struct deciding *deciding);
void request_decide_send(struct deciding *deciding);
void request_decide_move(struct deciding *deciding);

void request_apply_drafted(struct exercise *exercise, const struct applying *applying);
void request_apply_sent(struct exercise *exercise, const struct applying *applying);
void request_apply_assessed(struct exercise *exercise, const struct applying *applying);
void request_apply_moved(struct exercise *exercise, const struct applying *applying);
void request_apply_reminded(struct exercise *exercise, const struct applying *applying);

/* request_due.c: reminders, as a source of due.c. What passes its limit before anybody was reminded
 * of it (a jump, a shift of the story) is overdue at once, without a reminder. */
int64_t requests_next(const struct exercise *exercise);
void requests_decide(struct deciding *deciding, int64_t until_ms);

/* Gives a limit its place among those that are still to be spoken of, or takes it out. Call before
 * (`add` false) and after (true) each change of the limit or of the state. */
void request_limit_place(struct exercise *exercise, const struct request_file *request,
    Convene__V1__Deadline deadline, bool add);

/* --- request_content.c: what a request or an answer says --- */

#define REQUEST_VALUES_MAX    64
#define REQUEST_RECEIVERS_MAX 16
#define REQUEST_BYTES_MAX     (64 * 1024) /* the whole content */

/* Checks all of it but what an instrument would only be warned of, and copies it: a draft may lack
 * receiver and channel. NULL and a refusal (or the arena used up). */
Convene__V1__RequestContent *request_content_resolve(
    struct deciding *deciding, const Convene__V1__RequestContent *content, bool draft);

/* A team other than the sender's, or an entity. */
bool check_request_receiver(struct deciding *deciding, const Convene__V1__Party *to);
bool request_same_party(const Convene__V1__Party *one, const Convene__V1__Party *other);

/* Each one of the `fields`, once. Copies; false and a refusal. */
bool request_values_resolve(struct deciding *deciding, Convene__V1__RequestField *const *fields,
    size_t field_count, Convene__V1__RequestValue *const *given, size_t count,
    Convene__V1__RequestValue ***out);

/* Ids of the fields that are wanted and not there; the list lives in the arena. */
struct request_missing {
	char **ids; /* borrowed: the arena's */
	size_t count;
};
void request_missing_fields(struct deciding *deciding, struct request_missing *missing,
    Convene__V1__RequestField *const *fields, size_t field_count,
    Convene__V1__RequestValue *const *values, size_t count);

/* The urgency that was named, the first when none was; NULL: unknown. Borrowed from the library. */
const Convene__V1__Urgency *request_urgency(
    const Convene__V1__Instrument *instrument, const char *id);

/* --- request_check.c: what an instrument asks for --- */

struct request_sending {
	const Convene__V1__Instrument *instrument;  /* borrowed: outlives this */
	const Convene__V1__RequestContent *content; /* borrowed: likewise */
	int from_team;
	Convene__V1__Party *const *to; /* borrowed: likewise; the first one first */
	size_t receivers;
	struct request_missing missing;    /* of what it has to state */
	struct request_missing uninformed; /* agencies of Instrument.all_agencies */
};

void request_sending_init(struct deciding *deciding, struct request_sending *sending);

/* What is broken for all receivers alike, for all together, and for one of them. */
void request_warn_content(struct warnings *warnings, const struct request_sending *sending);
void request_warn_together(struct warnings *warnings, const struct request_sending *sending);
void request_warn_receiver(
    struct warnings *warnings, const struct request_sending *sending, size_t receiver);

#endif
