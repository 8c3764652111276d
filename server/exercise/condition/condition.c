/*
 * A condition as an object: its patterns in one array, those of `all`, then `any`, then `none`.
 * Compiling serves commands and the log alike, and leaves no patterns behind unless all of it is
 * good. Nothing but endless patterns in `none` is refused: it would hold at once. The digest is one
 * form for the four structs that begin with their kind.
 */
#include "server/exercise/condition/condition.h"

#include "convene/v1/condition.pb-c.h"
#include "proto/complaint.h"
#include "proto/list.h"
#include "proto/map.h"
#include "proto/xalloc.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/sets.h"
#include "server/exercise/pattern/compile.h"
#include "server/exercise/pattern/pattern.h"
#include "server/exercise/state/conditions.h"
#include "server/exercise/state/conditions_apply.h"
#include "server/exercise/state/state.h"

#include <stdlib.h>
#include <string.h>

#define WAITING CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_WAITING
#define REACHED CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED

size_t condition_pattern_count(const struct condition *condition)
{
	return condition->ends[PART_NONE];
}

enum condition_part condition_part(const struct condition *condition, size_t pattern)
{
	return pattern < condition->ends[PART_ALL]   ? PART_ALL
	       : pattern < condition->ends[PART_ANY] ? PART_ANY
	                                             : PART_NONE;
}

struct condition *condition_of_milestone(const struct exercise *exercise, int milestone)
{
	bool there = exercise->conditions.kept && milestone >= 0;
	return there ? exercise->conditions.list[milestone] : NULL;
}

struct condition *condition_add(struct exercise *exercise, enum kept_kind kind, size_t index)
{
	struct conditions *conditions = &exercise->conditions;
	struct condition *condition = xcalloc(1, sizeof *condition);
	condition->standing = WAITING;
	condition->due = NEVER;
	*LIST_ADD(conditions->list, conditions->count, conditions->cap) = condition;
	kept_init(exercise, &condition->kept, kind, index);
	return condition;
}

void conditions_deinit(struct conditions *conditions)
{
	for (size_t i = 0; i < conditions->count; i++) {
		free(conditions->list[i]->patterns);
		free(conditions->list[i]);
	}
	free(conditions->list);
	free(conditions->switches);
	free(conditions->groups);
	free(conditions->jumps.list);
}

/* --- compiling --- */

bool condition_compile(
    struct compiling *compiling, const Convene__V1__Condition *when, struct condition *condition)
{
	Convene__V1__Pattern *const *const written[] = {when->all, when->any, when->none};
	const size_t counts[] = {when->n_all, when->n_any, when->n_none};
	size_t total = when->n_all + when->n_any + when->n_none, done = 0;
	bool waits = false;
	condition->patterns = NULL;
	memset(condition->ends, 0, sizeof condition->ends);
	if (total == 0 || total > CONDITION_PATTERNS_MAX) {
		complaint(compiling->why, sizeof compiling->why,
		    "a condition has %zu patterns; give it 1 to %d", total, CONDITION_PATTERNS_MAX);
		return false;
	}
	struct pattern *patterns = xcalloc(total, sizeof *patterns);
	for (enum condition_part part = PART_ALL; part <= PART_NONE; part++) {
		for (size_t i = 0; i < counts[part]; i++) {
			struct pattern *pattern = &patterns[done++];
			if (!pattern_compile(compiling, written[part][i], pattern)) {
				free(patterns);
				return false;
			}
			/* what must not happen has happened */
			pattern->lasting = part == PART_NONE;
			waits = waits || part != PART_NONE || pattern_has_end(pattern);
		}
	}
	if (!waits) {
		complaint(compiling->why, sizeof compiling->why,
		    "a condition of nothing but endless patterns in `none` waits for nothing");
		free(patterns);
		return false;
	}
	condition->patterns = patterns;
	condition->ends[PART_ALL] = when->n_all;
	condition->ends[PART_ANY] = when->n_all + when->n_any;
	condition->ends[PART_NONE] = total;
	return true;
}

/* --- the digest --- */

/* Once all of these were kept in one struct; so their digests have one form. */
void condition_digest(void *object, struct digest_form *form)
{
	const struct kept *kept = object;
	const struct turned *turned = object;
	const struct group *group = object;
	const struct jumps *jumps = object;
	struct condition as = {.standing = WAITING, .due = NEVER};
	struct team_set served = {{0}};
	uint64_t tally = 0, sum = 0;
	switch (kept->kind) {
	case KEPT_MILESTONE:
	case KEPT_INJECT:
		as = *(const struct condition *)object;
		break;
	case KEPT_SWITCH:
		as.standing = turned->on ? REACHED : WAITING;
		as.decided = turned->at;
		break;
	case KEPT_GROUP:
		served = group->served;
		tally = group->tally;
		break;
	case KEPT_JUMPS:
		tally = jumps->tally;
		break;
	}
	for (size_t i = 0; i < condition_pattern_count(&as); i++) {
		sum = mix_pair(sum, pattern_sum(&as.patterns[i]));
	}
	digest_put(form, kept->kind);
	digest_put(form, (uint64_t)kept->index);
	digest_put_bytes(form, as.fingerprint, sizeof as.fingerprint);
	digest_put(form, as.since_seq);
	digest_put(form, as.standing);
	digest_put(form, (uint64_t)as.decided.ms);
	digest_put(form, as.decided.seq);
	digest_put(form, as.by_hand);
	digest_put(form, (uint64_t)as.due.ms);
	digest_put(form, as.due.seq);
	digest_put(form, as.outlook);
	digest_put(form, as.frozen);
	digest_put(form, as.over);
	digest_put(form, tally);
	set_digest(&served, form);
	digest_put(form, sum);
}
