#include "server/exercise/pattern/condition.h"

#include "convene/v1/condition.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "proto/complaint.h"
#include "proto/list.h"
#include "proto/xalloc.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/hash.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/phase.h"
#include "server/exercise/pattern/come.h"
#include "server/exercise/pattern/compile.h"
#include "server/exercise/pattern/match.h"
#include "server/exercise/pattern/pattern.h"
#include "server/exercise/pattern/verdict.h"
#include "server/exercise/pattern/waiting.h"
#include "server/exercise/pattern/watch.h"
#include "server/exercise/state/appliers.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/conditions.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/state.h"

#include <stdlib.h>
#include <string.h>

#define WAITING     CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_WAITING
#define REACHED     CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED
#define UNREACHABLE CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_UNREACHABLE

/* --- lifetime --- */

static void interests_deinit(struct interests *interests, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(interests[i].list);
	}
}

void conditions_deinit(struct conditions *conditions)
{
	struct condition_tables *tables = conditions->tables;
	for (size_t i = 0; i < conditions->count; i++) {
		patterns_free(conditions->list[i]->patterns, conditions->list[i]->pattern_count);
		free(conditions->list[i]);
	}
	free(conditions->list);
	if (tables != NULL) {
		interests_deinit(tables->kinds, PATTERN_SWITCH + 1);
		interests_deinit(tables->milestones, tables->milestone_count);
		interests_deinit(tables->switches, tables->switch_count);
		interests_deinit(tables->injects, tables->inject_count);
		free(tables->milestones);
		free(tables->switches);
		free(tables->injects);
		free(tables->by_inject);
		free(tables->jumps);
		free(tables->mistake);
		free(tables);
	}
	memset(conditions, 0, sizeof *conditions);
}

/* What happened of a pattern, in one number. */
static uint64_t pattern_sum(const struct pattern *pattern)
{
	const struct moment moments[] = {pattern->candidate, pattern->hold, pattern->dead,
	    pattern->reopened, pattern->of.at, pattern->since.at};
	uint64_t sum = pattern->count + (pattern->of.come ? 1u << 30 : 0u) +
	               (pattern->since.come ? UINT64_C(1) << 40 : 0u);
	for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++) {
		sum = mix_pair(sum, mix_pair((uint64_t)moments[i].ms, moments[i].seq));
	}
	return sum;
}

void condition_digest(void *object, struct digest_form *form)
{
	const struct condition *condition = object;
	uint64_t sum = 0;
	for (size_t i = 0; i < condition->pattern_count; i++) {
		sum = mix_pair(sum, pattern_sum(&condition->patterns[i]));
	}
	digest_put(form, condition->kind);
	digest_put(form, (uint64_t)condition->index);
	digest_put_bytes(form, condition->fingerprint, sizeof condition->fingerprint);
	digest_put(form, condition->since_seq);
	digest_put(form, condition->standing);
	digest_put(form, (uint64_t)condition->decided.ms);
	digest_put(form, condition->decided.seq);
	digest_put(form, condition->by_hand);
	digest_put(form, (uint64_t)condition->due.ms);
	digest_put(form, condition->due.seq);
	digest_put(form, condition->outlook);
	digest_put(form, condition->frozen);
	digest_put(form, condition->over);
	digest_put(form, condition->tally);
	for (size_t i = 0; i < TEAMS_MAX / 64; i++) {
		digest_put(form, condition->served.words[i]);
	}
	digest_put(form, sum);
}

static void note_mistake(
    struct exercise *exercise, const char *what, const char *id, const char *why)
{
	struct condition_tables *tables = exercise->conditions.tables;
	char text[512];
	if (tables->mistake == NULL) {
		complaint(text, sizeof text, "the condition of %s \"%s\": %s", what, id, why);
		tables->mistake = xstrdup(text);
	}
}

/* Something that happened before and goes on being so. */
struct past {
	struct moment at;
	const struct interests *interests; /* borrowed: the tables' */
	bool lost;
};

static int past_order(const void *left, const void *right)
{
	uint64_t one = ((const struct past *)left)->at.seq;
	uint64_t other = ((const struct past *)right)->at.seq;
	return (one > other) - (one < other);
}

/* Deliveries, milestones and switches that were there when the condition was written, in their
 * order. Anything else counts from then on. */
static void take_past(struct exercise *exercise, struct condition *condition)
{
	struct condition_tables *tables = exercise->conditions.tables;
	size_t waiting = tables->milestone_count + tables->switch_count, count = 0;
	struct past *past = xcalloc(exercise->msel.count + waiting + 1, sizeof *past);
	for (size_t i = 0; i < exercise->msel.count; i++) {
		const struct inject *inject = exercise->msel.injects[i];
		if (inject->delivered_seq != 0) {
			past[count++] = (struct past){{inject->delivered_ms, inject->delivered_seq},
			    &tables->injects[i], false};
		}
	}
	for (size_t i = 0; i < waiting; i++) {
		const struct condition *other = exercise->conditions.list[i];
		const struct interests *interests =
		    other->kind == WAITING_MILESTONE
		        ? &tables->milestones[i]
		        : &tables->switches[i - tables->milestone_count];
		if (other->standing != WAITING) {
			past[count++] =
			    (struct past){other->said, interests, other->standing != REACHED};
		}
	}
	qsort(past, count, sizeof *past, past_order);
	for (size_t i = 0; i < count; i++) {
		if (past[i].lost) {
			interests_lost(exercise, past[i].interests, condition, past[i].at);
		} else {
			interests_come(exercise, past[i].interests, condition, past[i].at);
		}
	}
	free(past);
}

static void fingerprint(
    const struct exercise *exercise, const Convene__V1__Condition *when, uint8_t hash[DIGEST_SIZE])
{
	size_t size = convene__v1__condition__get_packed_size(when);
	uint8_t *bytes = xcalloc(1, size + 1);
	convene__v1__condition__pack(when, bytes);
	exercise->hash(bytes, size, hash);
	free(bytes);
}

/* Begins to wait for `when`; NULL: for nothing. */
static void begin(struct exercise *exercise, struct condition *condition,
    const Convene__V1__Condition *when, const char *what, const char *id)
{
	struct compiling compiling = {.exercise = exercise};
	condition_unwatch(exercise, condition);
	patterns_free(condition->patterns, condition->pattern_count);
	condition->patterns = NULL;
	condition->pattern_count = 0;
	condition->since_seq = exercise->head;
	condition->standing = WAITING;
	condition->by_hand = false;
	condition->frozen = false;
	condition->over = false;
	condition->decided = (struct moment){0, 0};
	condition->outlook = 0;
	if (when != NULL) {
		fingerprint(exercise, when, condition->fingerprint);
		if (!condition_compile(
		        &compiling, when, &condition->patterns, &condition->pattern_count)) {
			note_mistake(exercise, what, id, compiling.why);
		}
	}
	condition_watch(exercise, condition);
	if (exercise->clock.phase != PHASE_PLANNED) {
		take_past(exercise, condition);
	}
	condition_judge(exercise, condition);
}

static void begin_inject(struct exercise *exercise, const struct inject *inject)
{
	struct condition_tables *tables = condition_tables_make(exercise);
	struct condition *condition = condition_of_inject(exercise, inject);
	Convene__V1__Inject *content =
	    inject->content != NULL
	        ? convene__v1__inject__unpack(NULL, inject->content_size, inject->content)
	        : NULL;
	if (content == NULL) {
		return;
	}
	if (condition == NULL) {
		tables->by_inject[inject->order] = (int)exercise->conditions.count;
		condition = condition_add(exercise, WAITING_INJECT, (int)inject->order);
	}
	begin(exercise, condition, content->when, "inject", inject->id);
	convene__v1__inject__free_unpacked(content, NULL);
}

void conditions_compile(struct exercise *exercise)
{
	const struct library *library = &exercise->library;
	bool any = library_count(library, MILESTONE) > 0 || library_count(library, SWITCH) > 0 ||
	           library_count(library, ALTERNATIVES) > 0;
	for (size_t i = 0; i < exercise->msel.count && !any; i++) {
		any = exercise->msel.injects[i]->contingent;
	}
	if (!any) {
		return;
	}
	condition_tables_make(exercise);
	for (size_t i = 0; i < library_count(library, MILESTONE); i++) {
		const Convene__V1__Milestone *milestone =
		    library_at(library, MILESTONE, Milestone, i);
		begin(exercise, exercise->conditions.list[i], milestone->when, "milestone",
		    milestone->id);
	}
	for (size_t i = 0; i < exercise->msel.count; i++) {
		if (exercise->msel.injects[i]->contingent) {
			begin_inject(exercise, exercise->msel.injects[i]);
		}
	}
}

/* --- what the log says --- */

static void note_jump(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__ClockJumped *body = applying->event->clock_jumped;
	struct condition_tables *tables = exercise->conditions.tables;
	struct condition *jumps = condition_of_jumps(exercise);
	*LIST_ADD(tables->jumps, tables->jump_count, tables->jump_cap) = (struct jump){
	    .from_ms = body->from_ms, .to_ms = body->to_ms, .seq = applying->event->seq};
	jumps->tally += mix_pair(
	    mix_pair((uint64_t)body->from_ms, (uint64_t)body->to_ms), applying->event->seq);
	digest_touch(&exercise->digest, &jumps->node);
}

/* Whether the inject's condition is the one that was compiled. */
static bool says_the_same(
    const struct exercise *exercise, const struct inject *inject, const struct condition *condition)
{
	uint8_t hash[DIGEST_SIZE] = {0};
	Convene__V1__Inject *content =
	    convene__v1__inject__unpack(NULL, inject->content_size, inject->content);
	if (content != NULL && content->when != NULL) {
		fingerprint(exercise, content->when, hash);
	}
	if (content != NULL) {
		convene__v1__inject__free_unpacked(content, NULL);
	}
	return memcmp(hash, condition->fingerprint, sizeof hash) == 0;
}

/* Whether what an inject waits for has to be waited for from now on: it got another condition, or
 * one again. */
static bool begins_anew(
    const struct exercise *exercise, const struct inject *inject, const struct condition *condition)
{
	bool over = condition != NULL && condition->over && condition->standing == WAITING;
	return inject->contingent &&
	       (condition == NULL || over || !says_the_same(exercise, inject, condition));
}

/* Its condition has come to hold, or cannot any more. */
static void note_decided(
    struct exercise *exercise, struct condition *condition, const struct applying *applying)
{
	bool holds = applying->event->inject_revised->change ==
	             CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_TRIGGERED;
	struct moment by = {applying->event->exercise_ms, applying->event->seq};
	if (!moment_is_never(condition->due)) {
		by = condition->due;
	}
	condition_settle(exercise, condition, holds ? REACHED : UNREACHABLE, by, false);
}

/* An inject got its time, was found unreachable, was changed by hand, or got another condition. */
static void note_revised(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__InjectRevised *body = applying->event->inject_revised;
	const struct inject *inject = inject_find(exercise, body->inject_id);
	if (inject == NULL || inject->delivered_seq != 0) {
		return;
	}
	bool waits = inject->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_WAITING;
	struct condition *condition = condition_of_inject(exercise, inject);
	bool open = condition != NULL && condition->standing == WAITING && !condition->over;
	switch (body->change) {
	case CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_TRIGGERED:
	case CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_UNREACHABLE:
		if (open) {
			note_decided(exercise, condition, applying);
		}
		return;
	default:
		break;
	}
	if (body->inject != NULL && waits && begins_anew(exercise, inject, condition)) {
		begin_inject(exercise, inject);
	} else if (open && !waits) {
		bool hand = body->change != CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_SUPERSEDED &&
		            body->change != CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_CHOICE;
		condition_settle(exercise, condition, WAITING, (struct moment){0, 0}, hand);
	}
	condition = condition_of_inject(exercise, inject);
	if (condition != NULL && body->inject != NULL && !inject->contingent) {
		memset(condition->fingerprint, 0, sizeof condition->fingerprint);
		digest_touch(&exercise->digest, &condition->node);
	}
}

static void note_delivered(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__InjectDelivered *body = applying->event->inject_delivered;
	const struct inject *inject = inject_find(exercise, body->inject_id);
	if (inject == NULL || inject->delivered_seq != applying->event->seq) {
		return;
	}
	struct condition *condition = condition_of_inject(exercise, inject);
	struct condition *group = condition_of_group(exercise, inject->group);
	if (condition != NULL && condition->standing == WAITING && !condition->over) {
		condition_settle(exercise, condition, WAITING, (struct moment){0, 0}, true);
	}
	if (group != NULL) {
		for (size_t i = 0; i < exercise->cast.team_count; i++) {
			if (team_set_has(&inject->to, (int)i)) {
				team_set_add(&group->served, (int)i);
				group->tally += mix_pair(applying->event->seq, i + 1);
			}
		}
		digest_touch(&exercise->digest, &group->node);
	}
}

void conditions_apply_any(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__Event *event = applying->event;
	if (event->body_case == CONVENE__V1__EVENT__BODY_INJECT_REVISED && exercise->ready) {
		note_revised(exercise, applying);
		return;
	}
	if (exercise->conditions.tables == NULL) {
		return;
	}
	inject_room(exercise);
	if (event->body_case == CONVENE__V1__EVENT__BODY_CLOCK_JUMPED) {
		note_jump(exercise, applying);
	} else if (event->body_case == CONVENE__V1__EVENT__BODY_INJECT_DELIVERED) {
		note_delivered(exercise, applying);
	}
	if (exercise->clock.phase == PHASE_RUNNING || exercise->clock.phase == PHASE_PAUSED) {
		patterns_match(exercise, applying);
	}
}
