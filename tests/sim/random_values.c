#include "tests/sim/random_values.h"

#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/ground/story.h"
#include "server/exercise/state/case/case.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/msel.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/state.h"
#include "server/exercise/state/thread.h"

#include <string.h>

static uint64_t below(struct play *play, uint64_t count)
{
	return world_random(&play->world, count);
}

static bool chance(struct play *play, unsigned percent)
{
	return below(play, 100) < percent;
}

static const char *some_text(struct play *play, enum sense sense)
{
	static char large[20000];
	static const char *const odd[] = {"", " ", "\xff\xfe", "e\xcc\x81", "\xe2\x80\xae",
	    "../../etc/passwd", "T0", "W0", "adhoc-5", "-1", "\x01"};
	if (sense == SENSIBLE) {
		return chance(play, 50) ? "a word" : "another word";
	}
	if (chance(play, 10)) {
		size_t len = below(play, sizeof large - 1);
		memset(large, 'x', sizeof large);
		large[len] = '\0';
		return arena_text(play->world.arena, large, len);
	}
	return odd[below(play, sizeof odd / sizeof odd[0])];
}

/* An inject, preferably one that the sender's team received. */
static const char *some_inject(struct play *play)
{
	const struct msel *msel = &play->world.exercise->msel;
	const struct inject *inject = NULL;
	for (int tries = 0; tries < 8 && msel->count > 0; tries++) {
		inject = msel->injects[below(play, msel->count)];
		if (play->sender == NULL || play->sender->team == NO_TEAM ||
		    (inject->delivered_seq != 0 && set_has(&inject->to, play->sender->team))) {
			break;
		}
	}
	return inject != NULL ? inject->id : "";
}

/* What world_library and the random scenario have, by the field that names it. */
static const struct {
	const char *field;
	const char *values[6];
} known[] = {
    {"milestone_id", {"m0", "m1", "m2", "m7"}},
    {"milestone", {"m0", "m1", "m3"}},
    {"switch_id", {"press", "strike"}},
    {"switched_on", {"press", "strike"}},
    {"group", {"", "", "raid", "leak"}},
    {"reference", {"W1", "W2", "Mira", "somebody"}},
    {"person_id", {"w1", "w2"}},
    {"person", {"w1", "w2", ""}},
    {"track", {"identification", "protection"}},
    {"tracks", {"identification", "protection"}},
    {"transition", {"detect", "presume", "interview", "shelter", "leave", "safe"}},
    {"state", {"signal", "detected", "presumed"}},
    {"confirmed", {"alone"}},
    {"flag", {"NO_CONSENT", "SEEN_TOGETHER"}},
    {"form", {"screening"}},
    {"item", {"papers", "debt"}},
    {"field", {"name", "injury", "facts"}},
    {"fields", {"name", "injury"}},
    {"missing", {"facts"}},
    {"recipients", {"T1", "e0", "BR", "ngo"}},
    {"interpreter", {"sadova", "orlin", ""}},
    {"interpreter_id", {"sadova", "orlin"}},
    {"instrument", {"information", "notice"}},
    {"urgency", {"normal", "urgent", ""}},
    {"questionnaire_id", {"picture", "persons"}},
    {"questionnaire", {"picture", "persons"}},
    {"question", {"lead", "sure", "why"}},
    {"choices", {"us", "them"}},
    {"person_language", {"fr", "x-torven", ""}},
    {"canned_reply", {"", "", "", "yes"}},
};

/* NULL: the field names nothing of that kind. */
static const char *some_known(struct play *play, const char *field)
{
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		size_t count = 0;
		if (strcmp(known[i].field, field) != 0) {
			continue;
		}
		while (count < 6 && known[i].values[count] != NULL) {
			count++;
		}
		return known[i].values[below(play, count)];
	}
	return NULL;
}

const char *random_text(struct play *play, const char *field, enum sense sense)
{
	const struct cast *cast = &play->world.exercise->cast;
	if (sense == GARBAGE && chance(play, 40)) {
		return some_text(play, sense);
	}
	const char *value = some_known(play, field);
	if (value != NULL) {
		return value;
	}
	if (cast->team_count > 0 &&
	    (strcmp(field, "to_team_id") == 0 || strcmp(field, "team_id") == 0 ||
	        strcmp(field, "to") == 0 || strcmp(field, "by") == 0)) {
		return cast->teams[below(play, cast->team_count)]->id;
	}
	if (cast->entity_count > 0 &&
	    (strcmp(field, "entity_id") == 0 || strcmp(field, "from") == 0)) {
		return cast->entities[below(play, cast->entity_count)]->id;
	}
	if (strcmp(field, "inject_id") == 0 || strcmp(field, "inject_ids") == 0 ||
	    strcmp(field, "inject") == 0 || strcmp(field, "id") == 0) {
		return some_inject(play);
	}
	if (strcmp(field, "objectives") == 0) {
		return "o0";
	}
	if (strcmp(field, "language") == 0) {
		return chance(play, 50) ? "fr" : "en";
	}
	if (strcmp(field, "media_type") == 0) {
		return "text/plain";
	}
	if (strcmp(field, "file") == 0 || strcmp(field, "person_name") == 0) {
		return chance(play, 80) ? "" : "Ada";
	}
	return some_text(play, sense);
}

static uint64_t some_id(struct play *play, const struct objects *index)
{
	/* each of these begins with its node, and has its id next */
	struct {
		struct digest_node node;
		uint64_t id;
	} const *object = index->count == 0 ? NULL : index->list[below(play, index->count)];
	return object == NULL ? 1 : object->id;
}

static bool sender_in(struct play *play, const struct thread *thread)
{
	return play->sender == NULL || play->sender->team == NO_TEAM ||
	       set_has(&thread->parties.teams, play->sender->team);
}

/* A thread or a message, preferably one that the sender's team has. */
static uint64_t some_thread(struct play *play)
{
	const struct objects *threads = &play->world.exercise->threads;
	uint64_t id = 1;
	for (int tries = 0; tries < 8 && threads->count > 0; tries++) {
		id = some_id(play, threads);
		if (sender_in(play, thread_find(play->world.exercise, id))) {
			break;
		}
	}
	return id;
}

static uint64_t some_message(struct play *play)
{
	const struct messages *messages = &play->world.exercise->messages;
	uint64_t id = 1;
	for (int tries = 0; tries < 8 && messages->count > 0; tries++) {
		const struct message *message = &messages->list[below(play, messages->count)];
		id = message->id;
		if (sender_in(play, message->thread)) {
			break;
		}
	}
	return id;
}

/* A case, preferably one that the sender's team has. */
static uint64_t some_case(struct play *play)
{
	const struct objects *cases = &play->world.exercise->cases;
	uint64_t id = 1;
	for (int tries = 0; tries < 8 && cases->count > 0; tries++) {
		id = some_id(play, cases);
		const struct case_file *file = case_find(play->world.exercise, id);
		if (play->sender == NULL || play->sender->team == NO_TEAM ||
		    set_has(&file->teams, play->sender->team)) {
			break;
		}
	}
	return id;
}

/* True when it is a field that names something by its number: one of those that there are. */
static bool random_id(struct play *play, const char *field, uint64_t *id)
{
	const struct exercise *exercise = play->world.exercise;
	if (strcmp(field, "thread_id") == 0) {
		*id = some_thread(play);
		return true;
	}
	if (strcmp(field, "message_ids") == 0 || strcmp(field, "message_id") == 0) {
		*id = some_message(play);
		return true;
	}
	if (strcmp(field, "participant_id") == 0) {
		*id = some_id(play, &exercise->participants);
		return true;
	}
	if (strcmp(field, "invite_id") == 0) {
		*id = some_id(play, &exercise->invites);
		return true;
	}
	if (strcmp(field, "replaces_invite_id") == 0) {
		*id = chance(play, 80) ? 0 : some_id(play, &exercise->invites);
		return true;
	}
	if (strcmp(field, "case_id") == 0 || strcmp(field, "case_ids") == 0 ||
	    strcmp(field, "other_case_id") == 0) {
		*id = some_case(play);
		return true;
	}
	if (strcmp(field, "request_id") == 0 || strcmp(field, "request_ids") == 0) {
		*id = chance(play, 30) ? 0 : some_id(play, &exercise->requests.list);
		return true;
	}
	if (strcmp(field, "consent_id") == 0) {
		*id = some_id(play, &exercise->disclosures.consents);
		return true;
	}
	if (strcmp(field, "item_id") == 0) {
		*id = some_message(play);
		return true;
	}
	return false;
}

uint64_t random_number(struct play *play, const char *field, enum sense sense)
{
	const struct exercise *exercise = play->world.exercise;
	int64_t now_ms = exercise_time(exercise, play->world.wall_ms);
	if (sense == GARBAGE && chance(play, 40)) {
		static const uint64_t odd[] = {
		    0, 1, 2, UINT64_MAX, INT64_MAX, UINT32_MAX, (uint64_t)INT64_MIN};
		return odd[below(play, sizeof odd / sizeof odd[0])];
	}
	if (strcmp(field, "clock_revision") == 0) {
		return chance(play, 95) ? exercise->clock.revision : 1;
	}
	if (strcmp(field, "to_ms") == 0 || strcmp(field, "due_ms") == 0 ||
	    strcmp(field, "planned_ms") == 0) {
		return (uint64_t)now_ms + below(play, 1200000);
	}
	if (strcmp(field, "shift") == 0) {
		return chance(play, 90) ? exercise->msel.shifts : 1;
	}
	if (strcmp(field, "by_ms") == 0) {
		return (uint64_t)((int64_t)below(play, 1800000) - 600000);
	}
	if (strcmp(field, "rate_permille") == 0) {
		return 1 + below(play, 5000);
	}
	uint64_t id;
	if (random_id(play, field, &id)) {
		return id;
	}
	if (strcmp(field, "to_story_ms") == 0) {
		return (uint64_t)story_at(&exercise->story, now_ms) + below(play, 86400000);
	}
	if (strcmp(field, "factor") == 0) {
		return below(play, 50);
	}
	if (strcmp(field, "scale") == 0 || strcmp(field, "least") == 0 ||
	    strcmp(field, "most") == 0 || strcmp(field, "times") == 0) {
		return below(play, 6);
	}
	if (strcmp(field, "delay_ms") == 0 || strcmp(field, "within_ms") == 0 ||
	    strcmp(field, "ahead_ms") == 0 || strcmp(field, "at_ms") == 0 ||
	    strcmp(field, "after_ms") == 0 || strcmp(field, "before_ms") == 0) {
		return chance(play, 50) ? 0 : below(play, 3600000);
	}
	if (strcmp(field, "size_bytes") == 0) {
		return play->world.stored_size;
	}
	return below(play, exercise->head + 2);
}

ProtobufCBinaryData random_bytes(struct play *play, enum sense sense)
{
	size_t len = sense == GARBAGE ? below(play, 40) : 32;
	ProtobufCBinaryData bytes = {.len = len, .data = arena_alloc(play->world.arena, len + 1)};
	if (len > 0) {
		bytes.data[0] = (uint8_t)below(play, 6);
	}
	return bytes;
}
