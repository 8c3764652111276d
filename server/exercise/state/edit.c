/*
 * The place where what the state gives out as const becomes changeable, and the digest is told in
 * the same step. It is told before the change: the object's value is taken only when the digest is
 * settled. What there is not comes back as NULL, so finding and editing are one call.
 */
#include "server/exercise/state/edit.h"

#include "proto/list.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/ids.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/state.h"

void *state_edit(struct exercise *exercise, const void *object)
{
	struct digest_node *node = (struct digest_node *)object;
	if (node != NULL) {
		digest_touch(&exercise->digest, node);
	}
	return node;
}

struct case_file *case_edit(struct exercise *exercise, uint64_t id)
{
	return state_edit(exercise, case_find(exercise, id));
}

struct inject *inject_edit(struct exercise *exercise, const char *id)
{
	return state_edit(exercise, inject_find(exercise, id));
}

struct invite *invite_edit(struct exercise *exercise, uint64_t id)
{
	return state_edit(exercise, invite_find(exercise, id));
}

struct participant *participant_edit(struct exercise *exercise, uint64_t id)
{
	return state_edit(exercise, participant_find(exercise, id));
}

struct request_file *request_edit(struct exercise *exercise, uint64_t id)
{
	return state_edit(exercise, request_find(exercise, id));
}

struct team *team_edit(struct exercise *exercise, int team)
{
	bool exists = team >= 0 && (size_t)team < exercise->cast.team_count;
	return state_edit(exercise, exists ? exercise->cast.teams[team] : NULL);
}

struct thread *thread_edit(struct exercise *exercise, uint64_t id)
{
	return state_edit(exercise, thread_find(exercise, id));
}

struct message *message_edit(struct exercise *exercise, uint64_t id)
{
	const struct message *message = message_find(exercise, id);
	if (message != NULL) {
		state_edit(exercise, message->thread);
	}
	return (struct message *)message;
}

static bool name(
    struct exercise *exercise, const struct applying *applying, uint64_t id, const void *object)
{
	struct named named = {.id = id, .seq = applying->seq, .object = object};
	if (!ids_add(&exercise->ids, &named)) {
		return false;
	}
	exercise->made = exercise->made != 0 ? exercise->made : id;
	return true;
}

bool state_name(struct exercise *exercise, const struct applying *applying, uint64_t id)
{
	return name(exercise, applying, id, NULL);
}

bool state_add(struct exercise *exercise, const struct applying *applying, struct objects *objects,
    uint64_t id, void *object)
{
	if (!name(exercise, applying, id, object)) {
		return false;
	}
	*LIST_ADD(objects->list, objects->count, objects->cap) = object;
	return state_edit(exercise, object) != NULL;
}
