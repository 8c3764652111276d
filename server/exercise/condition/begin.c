/*
 * How a condition begins: its old patterns are told of nothing more, the new ones are compiled and
 * ask for facts, and then they are shown what stands already, in the order of its events, as if
 * they had been there. An inject's condition is read from its content as the log has it. One that
 * does not compile (a journal may hold anything) has no patterns: nothing ever follows from it.
 * Where nothing in an exercise waits for anything none of this is made, and its digest is that of
 * an engine without conditions.
 */
#include "server/exercise/condition/begin.h"

#include "convene/v1/condition.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "proto/xalloc.h"
#include "server/exercise/condition/condition.h"
#include "server/exercise/condition/verdict.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/moment.h"
#include "server/exercise/ground/phase.h"
#include "server/exercise/pattern/compile.h"
#include "server/exercise/pattern/fact.h"
#include "server/exercise/pattern/pattern.h"
#include "server/exercise/pattern/watch.h"
#include "server/exercise/state/conditions.h"
#include "server/exercise/state/conditions_apply.h"
#include "server/exercise/state/edit.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/state.h"

#include <stdlib.h>

#define WAITING     CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_WAITING
#define UNREACHABLE CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_UNREACHABLE

void condition_fingerprint(
    const struct exercise *exercise, const Convene__V1__Condition *when, uint8_t hash[DIGEST_SIZE])
{
	size_t size = convene__v1__condition__get_packed_size(when);
	uint8_t *bytes = xcalloc(1, size + 1);
	convene__v1__condition__pack(when, bytes);
	exercise->hash(bytes, size, hash);
	free(bytes);
}

/* --- what stands already --- */

static int past_order(const void *left, const void *right)
{
	uint64_t one = ((const struct fact *)left)->at.seq;
	uint64_t other = ((const struct fact *)right)->at.seq;
	return (one > other) - (one < other);
}

/* Deliveries, milestones and switches that were there when the condition was written, in their
 * order. Anything else counts from then on. */
static void see_past(struct exercise *exercise, struct condition *condition)
{
	const struct conditions *conditions = &exercise->conditions;
	size_t milestones = library_count(&exercise->library, MILESTONE);
	size_t switches = library_count(&exercise->library, SWITCH), count = 0;
	struct fact *past = xcalloc(exercise->msel.count + milestones + switches + 1, sizeof *past);
	for (size_t i = 0; i < exercise->msel.count; i++) {
		const struct inject *inject = exercise->msel.injects[i];
		if (inject->delivered_seq != 0) {
			past[count++] = fact_of_thing(FACT_INJECT, (int)i,
			    (struct moment){inject->delivered_ms, inject->delivered_seq});
		}
	}
	for (size_t i = 0; i < milestones; i++) {
		const struct condition *milestone = conditions->list[i];
		if (milestone->standing != WAITING) {
			past[count] = fact_of_thing(FACT_MILESTONE, (int)i, milestone->said);
			past[count++].turn =
			    milestone->standing == UNREACHABLE ? FACT_IS_LOST : FACT_COMES;
		}
	}
	for (size_t i = 0; i < switches; i++) {
		if (conditions->switches[i].on) {
			past[count++] =
			    fact_of_thing(FACT_SWITCH, (int)i, conditions->switches[i].at);
		}
	}
	qsort(past, count, sizeof *past, past_order);
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < condition_pattern_count(condition); j++) {
			pattern_see(exercise, &condition->patterns[j], &past[i]);
		}
	}
	free(past);
}

/* --- from now on --- */

static void condition_told(
    struct exercise *exercise, void *context, size_t which, const struct fact *fact)
{
	struct condition *condition = context;
	/* A switch that is off again leaves alone what held while it was on: that is decided,
	 * though it may not have been said yet. */
	if (fact->turn == FACT_IS_OFF && moment_before(condition->due, fact->at)) {
		condition->frozen = true;
		state_edit(exercise, condition);
	}
	if (!condition->frozen && pattern_see(exercise, &condition->patterns[which], fact)) {
		condition_judge(exercise, condition);
	}
}

/* Begins to wait for `when`; NULL: for nothing. */
static void begin(
    struct exercise *exercise, struct condition *condition, const Convene__V1__Condition *when)
{
	struct compiling compiling = {.exercise = exercise};
	watch_drop(exercise, condition);
	free(condition->patterns);
	*condition = (struct condition){.kept = condition->kept,
	    .standing = WAITING,
	    .since_seq = exercise->head,
	    .said = condition->said,
	    .due = condition->due};
	if (when != NULL) {
		condition_fingerprint(exercise, when, condition->fingerprint);
		/* one of a journal that cannot be compiled has no patterns */
		condition_compile(&compiling, when, condition);
	}
	for (size_t i = 0; i < condition_pattern_count(condition); i++) {
		struct watch watch = {condition_told, condition, i};
		pattern_watch(exercise, &condition->patterns[i], &watch);
	}
	if (exercise->clock.phase != PHASE_PLANNED) {
		see_past(exercise, condition);
	}
	condition_judge(exercise, condition);
}

static void keep(struct exercise *exercise)
{
	if (!exercise->conditions.kept) {
		conditions_keep(exercise);
		for (size_t i = 0; i < library_count(&exercise->library, MILESTONE); i++) {
			condition_add(exercise, KEPT_MILESTONE, i);
		}
	}
}

void condition_begin_inject(struct exercise *exercise, const struct inject *inject)
{
	keep(exercise);
	Convene__V1__Inject *content =
	    inject->content != NULL
	        ? convene__v1__inject__unpack(NULL, inject->content_size, inject->content)
	        : NULL;
	if (content == NULL) {
		return;
	}
	if (inject->condition == NULL) {
		struct inject *begun = state_edit(exercise, inject);
		begun->condition = condition_add(exercise, KEPT_INJECT, inject->order);
	}
	begin(exercise, inject->condition, content->when);
	convene__v1__inject__free_unpacked(content, NULL);
}

void conditions_begin(struct exercise *exercise)
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
	keep(exercise);
	for (size_t i = 0; i < library_count(library, MILESTONE); i++) {
		const Convene__V1__Milestone *milestone =
		    library_at(library, MILESTONE, Milestone, i);
		begin(exercise, exercise->conditions.list[i], milestone->when);
	}
	for (size_t i = 0; i < exercise->msel.count; i++) {
		if (exercise->msel.injects[i]->contingent) {
			condition_begin_inject(exercise, exercise->msel.injects[i]);
		}
	}
}
