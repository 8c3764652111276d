#include "server/exercise/pattern/waiting.h"

#include "convene/v1/condition.pb-c.h"
#include "proto/list.h"
#include "proto/xalloc.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/pattern/pattern.h"
#include "server/exercise/state/conditions.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/state.h"

#include <string.h>

#define WAITING CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_WAITING

/* --- finding --- */

struct condition *condition_of_milestone(const struct exercise *exercise, int milestone)
{
	bool there = exercise->conditions.tables != NULL && milestone >= 0;
	return there ? exercise->conditions.list[milestone] : NULL;
}

struct condition *condition_of_switch(const struct exercise *exercise, int declared)
{
	bool there = exercise->conditions.tables != NULL && declared >= 0;
	size_t before = library_count(&exercise->library, MILESTONE);
	return there ? exercise->conditions.list[before + (size_t)declared] : NULL;
}

struct condition *condition_of_group(const struct exercise *exercise, int group)
{
	bool there = exercise->conditions.tables != NULL && group >= 0;
	size_t before = library_count(&exercise->library, MILESTONE) +
	                library_count(&exercise->library, SWITCH);
	return there ? exercise->conditions.list[before + (size_t)group] : NULL;
}

struct condition *condition_of_jumps(const struct exercise *exercise)
{
	return exercise->conditions.list[library_count(&exercise->library, MILESTONE) +
	                                 library_count(&exercise->library, SWITCH) +
	                                 library_count(&exercise->library, ALTERNATIVES)];
}

struct condition *condition_of_inject(const struct exercise *exercise, const struct inject *inject)
{
	const struct condition_tables *tables = exercise->conditions.tables;
	if (tables == NULL || inject->order >= tables->inject_count ||
	    tables->by_inject[inject->order] < 0) {
		return NULL;
	}
	return exercise->conditions.list[tables->by_inject[inject->order]];
}

/* --- making --- */

struct condition *condition_add(struct exercise *exercise, enum waiting_kind kind, int index)
{
	struct conditions *conditions = &exercise->conditions;
	struct condition *condition = xcalloc(1, sizeof *condition);
	condition->node.kind = DIGEST_CONDITION;
	condition->kind = kind;
	condition->index = index;
	condition->standing = WAITING;
	condition->due = NEVER;
	*LIST_ADD(conditions->list, conditions->count, conditions->cap) = condition;
	digest_touch(&exercise->digest, &condition->node);
	return condition;
}

void inject_room(struct exercise *exercise)
{
	struct condition_tables *tables = exercise->conditions.tables;
	size_t count = exercise->msel.count, had = tables->inject_count;
	if (count <= had) {
		return;
	}
	count += count / 2;
	tables->injects = xrealloc(tables->injects, count * sizeof *tables->injects);
	tables->by_inject = xrealloc(tables->by_inject, count * sizeof *tables->by_inject);
	memset(tables->injects + had, 0, (count - had) * sizeof *tables->injects);
	memset(tables->by_inject + had, 0xff, (count - had) * sizeof *tables->by_inject);
	tables->inject_count = count;
}

struct condition_tables *condition_tables_make(struct exercise *exercise)
{
	struct conditions *conditions = &exercise->conditions;
	if (conditions->tables == NULL) {
		struct condition_tables *tables = xcalloc(1, sizeof *tables);
		size_t milestones = library_count(&exercise->library, MILESTONE);
		size_t switches = library_count(&exercise->library, SWITCH);
		size_t groups = library_count(&exercise->library, ALTERNATIVES);
		conditions->tables = tables;
		tables->next = NEVER;
		tables->milestone_count = milestones;
		tables->switch_count = switches;
		tables->milestones = xcalloc(milestones + 1, sizeof *tables->milestones);
		tables->switches = xcalloc(switches + 1, sizeof *tables->switches);
		for (size_t i = 0; i < milestones; i++) {
			condition_add(exercise, WAITING_MILESTONE, (int)i);
		}
		for (size_t i = 0; i < switches; i++) {
			condition_add(exercise, WAITING_SWITCH, (int)i);
		}
		for (size_t i = 0; i < groups; i++) {
			condition_add(exercise, WAITING_GROUP, (int)i);
		}
		condition_add(exercise, WAITING_JUMPS, 0);
	}
	inject_room(exercise);
	return conditions->tables;
}
