/*
 * Everything that is found by its id, in one file: what a noun's own file has needs only the noun,
 * what stands here needs the whole state. Nothing is searched one after the other. Time goes no
 * further back than the newest event, so a clock of the machine that is put back does not take
 * exercise time with it.
 */
#include "server/exercise/state/find.h"

#include "convene/v1/common.pb-c.h"
#include "proto/list.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/clock.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/ids.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/state/case/case.h"
#include "server/exercise/state/conditions.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/invite.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/request/request.h"
#include "server/exercise/state/simcell/interpreter.h"
#include "server/exercise/state/simcell/queue.h"
#include "server/exercise/state/state.h"
#include "server/exercise/state/thread.h"

#include <string.h>

#define BIT(role) (UINT32_C(1) << (role))

void audience_compact(
    const struct exercise *exercise, const Convene__V1__Audience *message, struct audience *out)
{
	memset(out, 0, sizeof *out);
	if (message == NULL) {
		return;
	}
	out->everyone = message->everyone;
	for (size_t i = 0; i < message->n_roles; i++) {
		if ((unsigned)message->roles[i] < 32) {
			out->roles |= BIT((unsigned)message->roles[i]);
		}
	}
	for (size_t i = 0; i < message->n_team_ids; i++) {
		set_add(&out->teams, cast_team(&exercise->cast, message->team_ids[i]));
	}
}

/* Ids of different nouns are no different, so the object says what it is. */
static const void *object_find(const struct exercise *exercise, uint64_t id, enum digest_kind kind)
{
	const struct named *named = ids_find(&exercise->ids, id);
	const struct digest_node *node = named != NULL ? named->object : NULL;
	return node != NULL && node->kind == kind ? node : NULL;
}

uint64_t seq_of_id(const struct exercise *exercise, uint64_t id)
{
	const struct named *named = ids_find(&exercise->ids, id);
	return named != NULL ? named->seq : 0;
}

const struct booking *booking_find(const struct exercise *exercise, uint64_t id)
{
	return object_find(exercise, id, DIGEST_BOOKING);
}

const struct consent *consent_find(const struct exercise *exercise, uint64_t id)
{
	return object_find(exercise, id, DIGEST_CONSENT);
}

const struct case_file *case_find(const struct exercise *exercise, uint64_t id)
{
	return object_find(exercise, id, DIGEST_CASE);
}

const char *exercise_id(const struct exercise *exercise)
{
	return exercise->id != NULL ? exercise->id : "";
}

int64_t exercise_time(const struct exercise *exercise, int64_t wall_ms)
{
	if (wall_ms < exercise->last_wall_ms) {
		wall_ms = exercise->last_wall_ms;
	}
	return clock_time(&exercise->clock, wall_ms);
}

const char *exercise_team_id(const struct exercise *exercise, int team)
{
	bool exists = team >= 0 && (size_t)team < exercise->cast.team_count;
	return exists ? exercise->cast.teams[team]->id : NULL;
}

const struct inject *inject_find(const struct exercise *exercise, const char *id)
{
	int at = name_index_find(&exercise->msel.by_id, id);
	return at < 0 ? NULL : exercise->msel.injects[at];
}

const struct invite *invite_find(const struct exercise *exercise, uint64_t id)
{
	return object_find(exercise, id, DIGEST_INVITE);
}

const char *invite_team_id(const struct exercise *exercise, const struct invite *invite)
{
	return invite->team < 0 ? "" : exercise->cast.teams[invite->team]->id;
}

const struct participant *participant_find(const struct exercise *exercise, uint64_t id)
{
	return object_find(exercise, id, DIGEST_PARTICIPANT);
}

const char *participant_team_id(
    const struct exercise *exercise, const struct participant *participant)
{
	return participant->team < 0 ? "" : exercise->cast.teams[participant->team]->id;
}

const struct request_file *request_find(const struct exercise *exercise, uint64_t id)
{
	return object_find(exercise, id, DIGEST_REQUEST);
}

/* --- what is so --- */

const struct booking *interpreter_taken_by(const struct exercise *exercise, int interpreter)
{
	const struct interpreters *interpreters = &exercise->interpreters;
	bool known = interpreter >= 0 && (size_t)interpreter < interpreters->taken_count;
	return known ? interpreters->taken[interpreter] : NULL;
}

const struct turned *switch_find(const struct exercise *exercise, const char *id)
{
	int index = library_index(&exercise->library, LIBRARY_SWITCH, id);
	return exercise->conditions.kept && index >= 0 ? &exercise->conditions.switches[index]
	                                               : NULL;
}

bool team_is_unplayed(const struct exercise *exercise, int team)
{
	return team >= 0 && (size_t)team < exercise->cast.team_count &&
	       exercise->cast.teams[team]->players == 0;
}

/* --- the items --- */

const struct queue_item *queue_item_find(const struct exercise *exercise, uint64_t id)
{
	const struct queue *queue = &exercise->queue;
	return LIST_FIND(queue->items, queue->count, id);
}

const struct thread *thread_find(const struct exercise *exercise, uint64_t id)
{
	return object_find(exercise, id, DIGEST_THREAD);
}

const struct message *message_at(const struct exercise *exercise, uint64_t seq)
{
	const struct messages *messages = &exercise->messages;
	return LIST_FIND(messages->list, messages->count, seq);
}

const struct message *message_find(const struct exercise *exercise, uint64_t id)
{
	return message_at(exercise, seq_of_id(exercise, id));
}
