/*
 * Lists of those who ask, by kind, and within a kind by what tells most of them apart: the thing
 * that a fact is about, or else the team that it is from. So an event costs those whom it may
 * concern, not every condition of the scenario, and is not even read where nobody asks for its
 * kind. A fact is from one team at most, so it has one list beside that of those who take anybody.
 * Within a list all are told in the order in which they asked: a replay tells them in the same one.
 */
#include "server/exercise/pattern/watch.h"

#include "proto/list.h"
#include "proto/xalloc.h"
#include "server/exercise/ground/clock.h"
#include "server/exercise/ground/sets.h"
#include "server/exercise/pattern/fact.h"
#include "server/exercise/pattern/fitting.h"
#include "server/exercise/state/appliers.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/state.h"

#include <stdlib.h>

struct watch_list {
	struct watch *list; /* owned */
	size_t count, cap;
};

/* Of one kind. */
struct watch_lists {
	struct watch_list *lists; /* owned; by index of the thing */
	size_t count, cap;
	size_t watched; /* in all of them */
};

struct watches {
	struct watch_lists kinds[FACT_KINDS];
};

/* Where those are that ask for facts of other kinds than about a thing: whoever did it; one that is
 * no team; a team, from here on by index. */
enum { FROM_ANYBODY, FROM_NO_TEAM, FROM_TEAM };

/* Room for that list, too. */
static void lists_grow(struct watch_lists *of_kind, size_t at)
{
	while (of_kind->count <= at) {
		*LIST_ADD(of_kind->lists, of_kind->count, of_kind->cap) =
		    (struct watch_list){.list = NULL};
	}
}

static void ask(
    struct exercise *exercise, enum fact_kind kind, size_t at, const struct watch *watch)
{
	if (exercise->watches == NULL) {
		exercise->watches = xcalloc(1, sizeof *exercise->watches);
	}
	struct watch_lists *of_kind = &exercise->watches->kinds[kind];
	lists_grow(of_kind, at);
	struct watch_list *list = &of_kind->lists[at];
	const struct watch *last = list->count > 0 ? &list->list[list->count - 1] : NULL;
	if (last == NULL || last->context != watch->context || last->which != watch->which) {
		*LIST_ADD(list->list, list->count, list->cap) = *watch;
		of_kind->watched++;
	}
}

void watch_thing(
    struct exercise *exercise, enum fact_kind kind, int index, const struct watch *watch)
{
	if (kind != FACT_NONE) {
		ask(exercise, kind, (size_t)index, watch);
	}
}

void watch_fitting(
    struct exercise *exercise, const struct fitting *wanted, const struct watch *watch)
{
	const struct parties *from = &wanted->from.parties;
	if (wanted->kind == FACT_NONE || fact_is_of_thing(wanted->kind)) {
		watch_thing(exercise, wanted->kind, wanted->subject.thing.index, watch);
		return;
	}
	if (wanted->from.any) {
		ask(exercise, wanted->kind, FROM_ANYBODY, watch);
		return;
	}
	if (from->control || !set_is_empty(&from->entities)) {
		ask(exercise, wanted->kind, FROM_NO_TEAM, watch);
	}
	for (int team = set_next(&from->teams, -1); team >= 0;
	     team = set_next(&from->teams, team)) {
		ask(exercise, wanted->kind, FROM_TEAM + (size_t)team, watch);
	}
}

void watch_drop(struct exercise *exercise, const void *context)
{
	for (size_t kind = 0; exercise->watches != NULL && kind < FACT_KINDS; kind++) {
		struct watch_lists *of_kind = &exercise->watches->kinds[kind];
		for (size_t i = 0; i < of_kind->count; i++) {
			struct watch_list *list = &of_kind->lists[i];
			size_t had = list->count;
			list->count = 0;
			for (size_t j = 0; j < had; j++) {
				if (list->list[j].context != context) {
					list->list[list->count++] = list->list[j];
				}
			}
			of_kind->watched -= had - list->count;
		}
	}
}

static void tell_list(struct exercise *exercise, size_t at, const struct fact *fact)
{
	const struct watch_lists *of_kind = &exercise->watches->kinds[fact->kind];
	if (at < of_kind->count) {
		const struct watch_list *list = &of_kind->lists[at];
		for (size_t i = 0; i < list->count; i++) {
			const struct watch *watch = &list->list[i];
			watch->told(exercise, watch->context, watch->which, fact);
		}
	}
}

static void tell_watchers(struct exercise *exercise, const struct fact *fact)
{
	if (fact_is_of_thing(fact->kind)) {
		tell_list(exercise, (size_t)fact->subject.thing.index, fact);
		return;
	}
	int team = set_next(&fact->from.teams, -1);
	tell_list(exercise, FROM_ANYBODY, fact);
	tell_list(exercise, team < 0 ? FROM_NO_TEAM : FROM_TEAM + (size_t)team, fact);
}

void watches_apply_any(struct exercise *exercise, const struct applying *applying)
{
	const struct watches *watches = exercise->watches;
	if (watches != NULL && clock_is_under_way(&exercise->clock) &&
	    watches->kinds[fact_kind_of(applying->event)].watched > 0) {
		facts_tell(exercise, applying, tell_watchers);
	}
}

void watches_free(struct watches *watches)
{
	for (size_t kind = 0; watches != NULL && kind < FACT_KINDS; kind++) {
		for (size_t i = 0; i < watches->kinds[kind].count; i++) {
			free(watches->kinds[kind].lists[i].list);
		}
		free(watches->kinds[kind].lists);
	}
	free(watches);
}
