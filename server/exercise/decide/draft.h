/*
 * A decision in the making: who asks, when, and the events drafted so far. Used by every function
 * that decides a command. One thread; owns nothing: all that is drafted lives in the decision's
 * arena. When that runs out, drafting goes on harmlessly (what cannot be allocated comes back as
 * NULL or "") and the decision as a whole is refused at its end.
 */
#ifndef CONVENE_EXERCISE_DECIDE_DRAFT_H
#define CONVENE_EXERCISE_DECIDE_DRAFT_H

#include "convene/v1/command.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "convene/v1/frame.pb-c.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/story.h"

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct decision;
struct exercise;
struct participant;
struct request;

struct deciding {
	const struct exercise *exercise;     /* borrowed: outlives the decision */
	const struct cast *cast;             /* borrowed: likewise; whose teams audiences name */
	const struct participant *actor;     /* borrowed: likewise; NULL: the server */
	const struct request *request;       /* borrowed: likewise; NULL: the server */
	const Convene__V1__Command *command; /* borrowed: likewise; NULL: none */
	struct decision *decision;           /* borrowed: likewise */
	size_t draft_cap;                    /* of decision->drafts */
	int64_t wall_ms;                     /* of the events drafted from now on */
	int64_t exercise_ms;                 /* likewise */
	struct story story;                  /* as of what is drafted so far */
	uint64_t seed;                       /* of the ids that are still to be drawn */
	uint64_t *drawn;                     /* borrowed: the arena's; the ids of this decision */
	size_t drawn_count, drawn_cap;
};

/* Begins; `wall_ms` is never earlier than the last event's. */
void deciding_init(struct deciding *deciding, const struct exercise *exercise, int64_t wall_ms,
    struct decision *decision);

/* Whether a player asks, and the id of the team of whoever does: NULL for all but players. */
bool by_player(const struct deciding *deciding);
char *own_team_id(const struct deciding *deciding);

/*
 * Drafts an event with this body, which lives in the arena (NULL: the arena is used up, and so is
 * the decision) and in which no text is NULL. Returns the event's seq, its position in the log.
 */
uint64_t draft_event(struct deciding *deciding, Convene__V1__Event__BodyCase body_case, void *body);

/*
 * The same with a body of which only some fields are named, in any memory: DRAFT(deciding,
 * SWITCH_TURNED, SwitchTurned, .switch_id = id, .on = on). Whatever they point to is copied; a text
 * that is NULL is "".
 */
#define DRAFT(deciding, EVENT, Type, ...)                                                          \
	draft_copied((deciding), CONVENE__V1__EVENT__BODY_##EVENT,                                 \
	    &(Convene__V1__##Type){__VA_ARGS__}.base)
uint64_t draft_copied(
    struct deciding *deciding, Convene__V1__Event__BodyCase body_case, ProtobufCMessage *body);

/* The same, but its envelope does not say who asked. */
#define DRAFT_ANONYMOUS(deciding, EVENT, Type, ...)                                                \
	draft_anonymous((deciding), CONVENE__V1__EVENT__BODY_##EVENT,                              \
	    &(Convene__V1__##Type){__VA_ARGS__}.base)
uint64_t draft_anonymous(
    struct deciding *deciding, Convene__V1__Event__BodyCase body_case, ProtobufCMessage *body);

/* Whether an event of this kind about this thing, the first field of its body, is drafted. */
bool draft_is_about(
    const struct deciding *deciding, Convene__V1__Event__BodyCase body_case, const char *id);

/* The id of something that this decision brings about. Its first one is what whoever asked is told.
 */
uint64_t draft_id(struct deciding *deciding);

/* A message that is to be part of a body, copied as DRAFT does it: DRAFT_PART(deciding, Text, text,
 * .value = note). */
#define DRAFT_PART(deciding, Type, type, ...)                                                      \
	((Convene__V1__##Type *)draft_copy(                                                        \
	    (deciding), &(Convene__V1__##Type){                                                    \
	                    .base = PROTOBUF_C_MESSAGE_INIT(&convene__v1__##type##__descriptor),   \
	                    __VA_ARGS__}))

/* A body, zeroed and initialised: DRAFT_BODY(deciding, MessagePosted, message_posted). */
#define DRAFT_BODY(deciding, Type, type)                                                           \
	((Convene__V1__##Type *)draft_body(deciding, &convene__v1__##type##__descriptor))
void *draft_body(struct deciding *deciding, const ProtobufCMessageDescriptor *descriptor);

/* Copies into the arena; NULL is "". */
char *draft_text(struct deciding *deciding, const char *text);
void *draft_copy(struct deciding *deciding, const void *message);

Convene__V1__Party *draft_party(struct deciding *deciding, struct end end);

/* Memory in the arena. */
void *draft_array(struct deciding *deciding, size_t count, size_t size);

/* Refuses, as in REFUSE(deciding, NOT_FOUND, "there is no case %d", id): nothing is drafted any
 * more. The text says what was wrong and what would be right. Always false, so that a check can
 * `return REFUSE(...)`. */
#define REFUSE(deciding, CODE, ...)                                                                \
	refuse_with((deciding), CONVENE__V1__ERROR_CODE__ERROR_CODE_##CODE, __VA_ARGS__)
bool refuse_with(struct deciding *deciding, Convene__V1__ErrorCode code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Refuses because somebody else changed it meanwhile. */
bool refuse_conflict(
    struct deciding *deciding, const char *what, uint32_t revision_now, uint64_t changed_by);

bool refused(const struct deciding *deciding);

#endif
