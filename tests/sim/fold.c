/* The model's views get what the engine says that they may see, as a client does. */
#include "tests/sim/fold.h"

#include "proto/guard.h"
#include "proto/list.h"
#include "proto/roles.h"
#include "proto/unpack.h"
#include "proto/xalloc.h"
#include "server/base/sha256.h"
#include "tests/sim/known.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> /* needs the ones above */

#define FACTS_MAX 10000

/* Five roles without a team, and each team's players. */
#define CLASSES_MAX (ROLES + TEAMS_MAX)

struct class
{
	struct viewer viewer;
	struct view *view; /* owned */
	/* owned: the events that it was given; staff know where they are */
	uint64_t *positions;
	size_t position_count, position_cap;
};

struct fold {
	struct exercise *exercise; /* owned */
	struct class classes[CLASSES_MAX];
	size_t class_count;
	struct arena *arena;             /* owned: the event under way */
	const char *lines[2][FACTS_MAX]; /* borrowed: what is compared */
	uint64_t events, facts;
	uint64_t seed;
};

static void class_add(struct fold *fold, Convene__V1__Role role, int team)
{
	struct class *class = &fold->classes[fold->class_count++];
	*class = (struct class){.viewer = {role, team}, .view = view_new(NULL)};
	view_welcome(
	    class->view, 0, role, team == NO_TEAM ? "" : exercise_team_id(fold->exercise, team));
}

/* Once the first event has said which teams there are. */
static void classes_make(struct fold *fold)
{
	for (int role = 1; role < ROLES; role++) {
		if (role != CONVENE__V1__ROLE__ROLE_PLAYER) {
			class_add(fold, (Convene__V1__Role)role, NO_TEAM);
		}
	}
	for (int team = 0; exercise_team_id(fold->exercise, team) != NULL; team++) {
		class_add(fold, CONVENE__V1__ROLE__ROLE_PLAYER, team);
	}
}

static int by_text(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

/* The lines, sorted; how many. */
static size_t lines_of(struct buf *text, const char **lines)
{
	size_t count = 0;
	buf_append_byte(text, '\0');
	for (char *at = (char *)text->data, *end; (end = strchr(at, '\n')) != NULL; at = end + 1) {
		assert_true(count < FACTS_MAX);
		lines[count++] = at;
		*end = '\0';
	}
	qsort(lines, count, sizeof *lines, by_text);
	return count;
}

static void same(struct fold *fold, const struct class *class, struct buf *engine, struct buf *view)
{
	size_t engine_count = lines_of(engine, fold->lines[0]);
	size_t view_count = lines_of(view, fold->lines[1]);
	for (size_t i = 0; i < engine_count || i < view_count; i++) {
		const char *one = i < engine_count ? fold->lines[0][i] : "";
		const char *other = i < view_count ? fold->lines[1][i] : "";
		if (strcmp(one, other) != 0) {
			fail_msg("seed %llu, after event %llu, role %d, team %d:\nengine: "
			         "%s\nview:   %s",
			    (unsigned long long)fold->seed, (unsigned long long)fold->events,
			    (int)class->viewer.role, class->viewer.team, one, other);
		}
	}
	fold->facts += engine_count;
}

void fold_compare(struct fold *fold)
{
	int64_t wall_ms = exercise_last_wall_ms(fold->exercise);
	for (size_t i = 0; i < fold->class_count; i++) {
		const struct class *class = &fold->classes[i];
		struct buf engine = {0}, view = {0};
		known_by_engine(&engine, fold->exercise, &class->viewer, wall_ms);
		known_by_view(&view, class->view,
		    audience_is_staff(class->viewer.role) ? NULL : class->positions, wall_ms);
		same(fold, class, &engine, &view);
		buf_deinit(&engine);
		buf_deinit(&view);
	}
}

/* What reads a log back decodes in a quicker way: nothing is lost by it. */
static void decode_quickly(struct fold *fold, const struct record_entry *entry)
{
	const Convene__V1__Event *event = (const Convene__V1__Event *)message_unpack(
	    &convene__v1__event__descriptor, fold->arena, entry->event_len, entry->event);
	assert_non_null(event);
	assert_int_equal(convene__v1__event__get_packed_size(event), entry->event_len);
	uint8_t *packed = arena_alloc(fold->arena, entry->event_len);
	assert_non_null(packed);
	convene__v1__event__pack(event, packed);
	assert_memory_equal(packed, entry->event, entry->event_len);
}

/* Its mark is where it is for staff, and which one it is for everybody else. */
static void class_event(struct class *class, const struct record_entry *entry,
    const Convene__V1__Event *event, const Convene__V1__Envelope *envelope)
{
	const ProtobufCBinaryData bytes = {
	    .len = entry->event_len, .data = (uint8_t *)(uintptr_t)entry->event};
	bool staff = audience_is_staff(class->viewer.role);
	*LIST_ADD(class->positions, class->position_count, class->position_cap) =
	    envelope->position;
	view_event(class->view, staff ? envelope->position : class->position_count, event, bytes,
	    staff ? envelope : NULL);
}

void fold_entry(void *context, const struct record_entry *entry)
{
	struct fold *fold = context;
	struct guard_error error;
	arena_reset(fold->arena);
	const Convene__V1__Event *event = (const Convene__V1__Event *)guard_decode(
	    &convene__v1__event__descriptor, entry->event, entry->event_len, fold->arena, &error);
	const Convene__V1__Envelope *envelope =
	    (const Convene__V1__Envelope *)guard_decode(&convene__v1__envelope__descriptor,
	        entry->envelope, entry->envelope_len, fold->arena, &error);
	assert_non_null(event);
	assert_non_null(envelope);
	decode_quickly(fold, entry);
	struct audience audience = exercise_apply(fold->exercise, event, envelope);
	if (fold->events++ == 0) {
		classes_make(fold);
	}
	for (size_t i = 0; i < fold->class_count; i++) {
		struct class *class = &fold->classes[i];
		if (audience_allows(&audience, &class->viewer)) {
			class_event(class, entry, event, envelope);
		}
	}
	if (fold->events % FOLD_COMPARED_EVERY == 0) {
		fold_compare(fold);
	}
}

struct fold *fold_new(uint64_t seed)
{
	struct fold *fold = xcalloc(1, sizeof *fold);
	fold->exercise = exercise_new(sha256);
	fold->arena = arena_new((size_t)64 * 1024 * 1024);
	fold->seed = seed;
	return fold;
}

void fold_free(struct fold *fold)
{
	for (size_t i = 0; i < fold->class_count; i++) {
		view_free(fold->classes[i].view);
		free(fold->classes[i].positions);
	}
	exercise_free(fold->exercise);
	arena_free(fold->arena);
	free(fold);
}

uint64_t fold_events(const struct fold *fold)
{
	return fold->events;
}

size_t fold_viewers(const struct fold *fold)
{
	return fold->class_count;
}

uint64_t fold_facts(const struct fold *fold)
{
	return fold->facts;
}
