#include "server/exercise/pattern/watch.h"

#include "proto/list.h"
#include "server/exercise/pattern/pattern.h"
#include "server/exercise/pattern/waiting.h"
#include "server/exercise/state/state.h"

/* Which patterns wait for what: by kind of event, and by inject, milestone and switch. */

static void interests_add(
    struct interests *interests, struct pattern *pattern, enum concern concern)
{
	*LIST_ADD(interests->list, interests->count, interests->cap) =
	    (struct interest){pattern, concern};
}

static void watch_inject(
    struct condition_tables *tables, int inject, struct pattern *pattern, enum concern concern)
{
	interests_add(&tables->injects[inject], pattern, concern);
	tables->watched++;
}

static void watch_anchor(struct condition_tables *tables, struct pattern *pattern,
    const struct anchor *anchor, enum concern concern)
{
	if (anchor->kind == ANCHOR_INJECT) {
		watch_inject(tables, anchor->index, pattern, concern);
	} else if (anchor->kind == ANCHOR_MILESTONE) {
		interests_add(&tables->milestones[anchor->index], pattern, concern);
	}
}

static void watch_pattern(struct condition_tables *tables, struct pattern *pattern)
{
	watch_anchor(tables, pattern, &pattern->of, CONCERN_OF);
	watch_anchor(tables, pattern, &pattern->since, CONCERN_SINCE);
	switch (pattern->kind) {
	case PATTERN_TIME:
		break;
	case PATTERN_INJECT:
		watch_inject(tables, pattern->fitting->subject, pattern, CONCERN_FITS);
		break;
	case PATTERN_MILESTONE:
		interests_add(
		    &tables->milestones[pattern->fitting->subject], pattern, CONCERN_FITS);
		break;
	case PATTERN_SWITCH:
		interests_add(&tables->switches[pattern->fitting->subject], pattern, CONCERN_FITS);
		break;
	default:
		interests_add(&tables->kinds[pattern->kind], pattern, CONCERN_FITS);
	}
}

void condition_watch(struct exercise *exercise, struct condition *condition)
{
	for (size_t i = 0; i < condition->pattern_count; i++) {
		condition->patterns[i].condition = condition;
		watch_pattern(exercise->conditions.tables, &condition->patterns[i]);
	}
}

/* How many were dropped. */
static size_t interests_drop(struct interests *interests, const struct condition *condition)
{
	size_t kept = 0, had = interests->count;
	for (size_t i = 0; i < had; i++) {
		if (interests->list[i].pattern->condition != condition) {
			interests->list[kept++] = interests->list[i];
		}
	}
	interests->count = kept;
	return had - kept;
}

void condition_unwatch(struct exercise *exercise, struct condition *condition)
{
	struct condition_tables *tables = exercise->conditions.tables;
	if (condition->pattern_count == 0) {
		return;
	}
	for (size_t i = 0; i <= PATTERN_SWITCH; i++) {
		interests_drop(&tables->kinds[i], condition);
	}
	for (size_t i = 0; i < tables->milestone_count; i++) {
		interests_drop(&tables->milestones[i], condition);
	}
	for (size_t i = 0; i < tables->switch_count; i++) {
		interests_drop(&tables->switches[i], condition);
	}
	for (size_t i = 0; i < tables->inject_count; i++) {
		tables->watched -= interests_drop(&tables->injects[i], condition);
	}
}
