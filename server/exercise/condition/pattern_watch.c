#include "server/exercise/condition/condition_private.h"

#include "server/exercise/state.h"

/* Which patterns wait for what: by kind of event, and by inject, milestone and switch. */

static void interests_add(
    struct interests *interests, struct pattern *pattern, enum concern concern)
{
	interests->list =
	    array_room(interests->list, interests->count, &interests->cap, sizeof *interests->list);
	interests->list[interests->count++] = (struct interest){pattern, concern};
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

/* Whether the pattern waits for an inject to come to `moment`; anything else has one moment. */
static bool is_moment(const struct pattern *pattern, int moment)
{
	return pattern->kind != PATTERN_INJECT || pattern->fitting->moment == moment;
}

void interests_come(struct exercise *exercise, const struct interests *interests,
    const struct condition *only, struct moment at)
{
	for (size_t i = 0; i < interests->count; i++) {
		struct pattern *pattern = interests->list[i].pattern;
		bool changed = false;
		if (only != NULL && pattern->condition != only) {
			continue;
		}
		switch (interests->list[i].concern) {
		case CONCERN_FITS:
			changed = is_moment(pattern,
			              CONVENE__V1__INJECT_MOMENT__INJECT_MOMENT_DELIVERED) &&
			          pattern_fit(pattern, at);
			break;
		case CONCERN_OF:
			changed = pattern_anchor(pattern, &pattern->of, at);
			break;
		case CONCERN_SINCE:
			changed = pattern_anchor(pattern, &pattern->since, at);
			break;
		}
		if (changed) {
			condition_judge(exercise, pattern->condition);
		}
	}
}

void interests_lost(struct exercise *exercise, const struct interests *interests,
    const struct condition *only, struct moment at)
{
	for (size_t i = 0; i < interests->count; i++) {
		struct pattern *pattern = interests->list[i].pattern;
		enum concern concern = interests->list[i].concern;
		bool come = (concern == CONCERN_OF && pattern->of.come) ||
		            (concern == CONCERN_SINCE && pattern->since.come);
		if ((only == NULL || pattern->condition == only) && !come &&
		    pattern_kill(pattern, at)) {
			condition_judge(exercise, pattern->condition);
		}
	}
}
