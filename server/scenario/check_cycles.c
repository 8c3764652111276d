/*
 * Milestones and contingency injects that wait for each other. What can come about is computed from
 * nothing upwards: something can when all that its condition needs can. What is left waits for
 * itself, or for something that does.
 */
#include "server/scenario/scenario_check_private.h"

#include "proto/complaint.h"
#include "proto/xalloc.h"

#include <stdlib.h>

struct node {
	const struct scenario_name *name;   /* borrowed: the check's */
	const Convene__V1__Condition *when; /* borrowed: the scenario's; NULL: needs nothing */
	struct node *waits_for;             /* in the graph; where it is not possible */
	bool possible;
	bool passed; /* while cycles are followed */
	bool told;
};

struct graph {
	struct check *check; /* borrowed: outlives the graph */
	struct node *nodes;  /* owned; milestones, then injects, in the scenario's order */
	size_t count;
};

/* NULL when it is not known, which is another mistake. */
static struct node *find(const struct graph *graph, unsigned kinds, const char *id)
{
	const struct scenario_name *name = names_find(&graph->check->names, kinds, id);
	if (name == NULL) {
		return NULL;
	}
	return &graph
	            ->nodes[name->index +
	                    (name->kind == NAME_INJECT ? graph->check->scenario->n_milestones : 0)];
}

static struct node *of_anchor(const struct graph *graph, const Convene__V1__Anchor *anchor)
{
	if (anchor == NULL || anchor->what_case == CONVENE__V1__ANCHOR__WHAT__NOT_SET) {
		return NULL;
	}
	return anchor->what_case == CONVENE__V1__ANCHOR__WHAT_INJECT
	           ? find(graph, NAME_BIT(INJECT), anchor->inject)
	           : find(graph, NAME_BIT(MILESTONE), anchor->milestone);
}

static struct node *of_what(const struct graph *graph, const Convene__V1__Pattern *pattern)
{
	switch (pattern->what_case) {
	case CONVENE__V1__PATTERN__WHAT_TIME:
		return of_anchor(graph, pattern->time->since);
	case CONVENE__V1__PATTERN__WHAT_INJECT:
		return find(graph, NAME_BIT(INJECT), pattern->inject->id);
	case CONVENE__V1__PATTERN__WHAT_MESSAGE:
		return find(graph, NAME_BIT(INJECT), pattern->message->inject);
	case CONVENE__V1__PATTERN__WHAT_MILESTONE:
		return find(graph, NAME_BIT(MILESTONE), pattern->milestone);
	case CONVENE__V1__PATTERN__WHAT_DECISION:
		return find(graph, NAME_BIT(INJECT), pattern->decision->inject);
	default:
		return NULL;
	}
}

/* What keeps a pattern from ever holding, or being judged; NULL: nothing. */
static struct node *blocks(
    const struct graph *graph, const Convene__V1__Pattern *pattern, bool excluded)
{
	const Convene__V1__Window *window = pattern->window;
	struct node *what = excluded ? NULL : of_what(graph, pattern);
	struct node *anchor = window != NULL ? of_anchor(graph, window->of) : NULL;
	/* without an end, what is excluded needs no moment to count from */
	if (excluded && window != NULL && window->within_ms == 0 && window->ahead_ms == 0) {
		anchor = NULL;
	}
	if (what != NULL && !what->possible) {
		return what;
	}
	return anchor != NULL && !anchor->possible ? anchor : NULL;
}

/* The first thing that a condition needs and that cannot come about; NULL: there is none. */
static struct node *blocker(const struct graph *graph, const Convene__V1__Condition *when)
{
	struct node *found = NULL;
	for (size_t i = 0; i < when->n_all && found == NULL; i++) {
		found = blocks(graph, when->all[i], false);
	}
	for (size_t i = 0; i < when->n_none && found == NULL; i++) {
		found = blocks(graph, when->none[i], true);
	}
	if (found != NULL) {
		return found;
	}
	for (size_t i = 0; i < when->n_any; i++) {
		found = blocks(graph, when->any[i], false);
		if (found == NULL) {
			return NULL;
		}
	}
	return found;
}

static void spread(struct graph *graph)
{
	bool changed = true;
	while (changed) {
		changed = false;
		for (size_t i = 0; i < graph->count; i++) {
			struct node *node = &graph->nodes[i];
			if (!node->possible && blocker(graph, node->when) == NULL) {
				node->possible = true;
				changed = true;
			}
		}
	}
}

static void describe(const struct node *node, char *out, size_t size)
{
	char name[120];
	complaint(name, sizeof(name), "%s '%s'", name_noun(node->name->kind), node->name->id);
	complaint_word(out, size, " waits for ", name);
}

/* Follows what waits for what until something comes again: a cycle, told once, at its first. */
static void tell(struct graph *graph, struct node *node)
{
	struct node *at = node;
	char text[320] = "";
	/* leads to the first that was passed before, here or from another beginning */
	while (!at->passed) {
		at->passed = true;
		at = at->waits_for;
	}
	for (struct node *end = node; end != at; end = end->waits_for) {
		end->told = true;
	}
	if (at->told) {
		return;
	}
	node = at;
	describe(node, text, sizeof(text));
	do {
		at->told = true;
		at = at->waits_for;
		describe(at, text, sizeof(text));
	} while (at != node);
	check_error(
	    graph->check, node->name->message, "when", 0, "goes round in a circle: %s", text);
}

/* Who can bring it about beside its condition: a simulator with a canned reply. */
static void allow_replies(struct graph *graph)
{
	const Convene__V1__Scenario *scenario = graph->check->scenario;
	for (size_t i = 0; i < scenario->n_entities; i++) {
		for (size_t j = 0; j < scenario->entities[i]->n_canned_replies; j++) {
			const Convene__V1__CannedReply *reply =
			    scenario->entities[i]->canned_replies[j];
			struct node *node;
			for (size_t k = 0; k < reply->n_sets_milestones; k++) {
				node = find(graph, NAME_BIT(MILESTONE), reply->sets_milestones[k]);
				if (node != NULL) {
					node->possible = true;
				}
			}
			for (size_t k = 0; k < reply->n_releases_injects; k++) {
				node = find(graph, NAME_BIT(INJECT), reply->releases_injects[k]);
				if (node != NULL) {
					node->possible = true;
				}
			}
		}
	}
}

void check_cycles(struct check *check)
{
	const Convene__V1__Scenario *scenario = check->scenario;
	struct graph graph = {
	    .check = check, .count = scenario->n_milestones + scenario->n_injects};

	graph.nodes = xcalloc(graph.count + 1, sizeof(*graph.nodes));
	for (size_t i = 0; i < check->names.count; i++) {
		const struct scenario_name *name = &check->names.list[i];
		if (name->kind == NAME_MILESTONE) {
			graph.nodes[name->index] = (struct node){
			    .name = name, .when = scenario->milestones[name->index]->when};
		} else if (name->kind == NAME_INJECT) {
			graph.nodes[scenario->n_milestones + name->index] = (struct node){
			    .name = name, .when = scenario->injects[name->index]->when};
		}
	}
	for (size_t i = 0; i < graph.count; i++) {
		graph.nodes[i].possible = graph.nodes[i].when == NULL;
	}
	allow_replies(&graph);
	spread(&graph);
	for (size_t i = 0; i < graph.count; i++) {
		if (!graph.nodes[i].possible) {
			graph.nodes[i].waits_for = blocker(&graph, graph.nodes[i].when);
		}
	}
	for (size_t i = 0; i < graph.count; i++) {
		if (!graph.nodes[i].possible && !graph.nodes[i].passed) {
			tell(&graph, &graph.nodes[i]);
		}
	}
	free(graph.nodes);
}
