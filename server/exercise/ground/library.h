/*
 * What the scenario declares and the engine reads as data: tracks, instruments, forms, milestones
 * and so on, by kind and id. Filled while the exercise is created (ScenarioLoaded, the country
 * cards of ExerciseCreated), constant afterwards. One thread at a time; owns the messages, which
 * stay where they are until it is freed.
 */
#ifndef CONVENE_EXERCISE_GROUND_LIBRARY_H
#define CONVENE_EXERCISE_GROUND_LIBRARY_H

#include "convene/v1/case.pb-c.h"
#include "convene/v1/condition.pb-c.h"
#include "convene/v1/request.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/hash.h"
#include "server/exercise/ground/index.h"

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct digest_form;

enum library_kind {
	LIBRARY_COUNTRY,
	LIBRARY_FLAG,
	LIBRARY_TRACK,
	LIBRARY_FIELD,
	LIBRARY_FORM,
	LIBRARY_DISCLOSURE_RULE,
	LIBRARY_INSTRUMENT,
	LIBRARY_INTERPRETER,
	LIBRARY_PERSON,
	LIBRARY_MILESTONE,
	LIBRARY_SWITCH,
	LIBRARY_ALTERNATIVES,
	LIBRARY_QUESTIONNAIRE,
	LIBRARY_CHANNEL_RULE,
	LIBRARY_ENTITY, /* with canned replies, without texts */
	LIBRARY_KINDS
};

/* All of one kind, in the scenario's order. */
struct library_list {
	ProtobufCMessage **items; /* owned, and so are the messages */
	size_t count, cap;
	struct name_index by_id;
};

/* Event that brought a part, for the digest. */
struct library_part {
	struct digest_node node;
	uint8_t hash[DIGEST_SIZE];
	struct library_part *next; /* owned */
};

struct library {
	struct library_list lists[LIBRARY_KINDS];
	Convene__V1__EngineFlags *engine_flags; /* owned; NULL: none */
	struct library_part *parts;             /* owned */
};

/* library_get(library, TRACK, Track, id): typed. */
#define library_get(library, KIND, Type, id)                                                       \
	((const Convene__V1__##Type *)library_item((library), LIBRARY_##KIND, (id)))
#define library_at(library, KIND, Type, index)                                                     \
	((const Convene__V1__##Type *)(library)->lists[LIBRARY_##KIND].items[index])
#define library_count(library, KIND) ((library)->lists[LIBRARY_##KIND].count)

/* Whether there is a condition with at least one pattern. */
bool condition_is_given(const Convene__V1__Condition *when);

void library_deinit(struct library *library);

/* Index of an id, -1 when there is none; a message by index (0 to count - 1), and by id (NULL when
 * there is none). */
int library_index(const struct library *library, enum library_kind kind, const char *id);
const ProtobufCMessage *library_item(
    const struct library *library, enum library_kind kind, const char *id);

/* The person whom players call so: by pseudonym or alias, or by what looks like it (alike.h); NULL:
 * none. */
const Convene__V1__CasePerson *library_person_called(
    const struct library *library, const char *reference);

/* NULL when the entity has no such reply. */
const Convene__V1__CannedReply *library_canned_reply(
    const struct library *library, const char *entity_id, const char *reply_id);

void library_part_digest(const struct library_part *part, struct digest_form *form);

/* The urgency that was named, the first when none was; NULL: unknown. Borrowed from the library. */
const Convene__V1__Urgency *request_urgency(
    const Convene__V1__Instrument *instrument, const char *id);

#endif
