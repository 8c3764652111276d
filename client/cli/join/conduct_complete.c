/* Completion of the lines of noun.c. */
#include "client/cli/conduct/nouns.h"
#include "client/cli/join/noun.h"
#include "proto/roles.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void add(struct buf *words, const char *word)
{
	/* blanks end a word */
	if (strpbrk(word, " ,") == NULL && word[0] != '\0')
		buf_append(words, word, strlen(word) + 1);
}

static void add_number(struct buf *words, uint64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, number);
	add(words, text);
}

static void add_declared(struct buf *words, const struct view *view, enum view_catalogue_kind kind)
{
	for (size_t i = 0; i < view->catalogue.lists[kind].count; i++)
		add(words, view_catalogue_id(view->catalogue.lists[kind].items[i]));
}

static void add_parties(struct buf *words, const struct view *view)
{
	for (size_t i = 0; view->exercise != NULL && i < view->exercise->n_teams; i++)
		add(words, view->exercise->teams[i]->id);
	for (size_t i = 0; view->exercise != NULL && i < view->exercise->n_entities; i++)
		add(words, view->exercise->entities[i]->id);
}

static void add_steps(struct buf *words, const struct view *view)
{
	for (size_t i = 0; i < view_declared_count(view, TRACK); i++) {
		const Convene__V1__Track *track = view_declared_at(view, TRACK, Track, i);

		for (size_t j = 0; j < track->n_transitions; j++)
			add(words, track->transitions[j]->id);
	}
}

static void add_cases(struct buf *words, const struct view *view)
{
	for (size_t i = 0; i < view->case_count; i++) {
		add_number(words, view->cases[i].id);
		add(words, view->cases[i].reference);
	}
}

static void add_options(struct buf *words, const struct conduct_noun *noun)
{
	struct conduct_words none = {.track = NULL};
	struct option options[CONDUCT_OPTIONS_MAX] = {{.name = NULL}};
	size_t count = noun->options(&none, options);
	char text[40];

	for (size_t i = 0; i < count; i++) {
		snprintf(text, sizeof(text), "--%s", options[i].name);
		add(words, text);
	}
}

static void add_things(struct buf *words, const struct view *view, const struct conduct_noun *noun)
{
	if (noun != &conduct_catalogue && noun != &conduct_queue && noun != &conduct_answer &&
	    noun != &conduct_milestone)
		add_cases(words, view);
	if (noun == &conduct_case || noun == &conduct_share || noun == &conduct_request)
		add_parties(words, view);
	if (noun == &conduct_case || noun == &conduct_share)
		add_declared(words, view, VIEW_FIELD);
	if (noun == &conduct_case) {
		add_steps(words, view);
		add_declared(words, view, VIEW_FORM);
		add_declared(words, view, VIEW_FLAG);
		add_declared(words, view, VIEW_CASE_PERSON);
	} else if (noun == &conduct_request) {
		for (size_t i = 0; i < view->request_count; i++)
			add_number(words, view->requests[i].id);
		add_declared(words, view, VIEW_INSTRUMENT);
	} else if (noun == &conduct_queue) {
		for (size_t i = 0; i < view->queue_count; i++)
			add_number(words, view->queue[i].id);
	} else if (noun == &conduct_milestone) {
		add_declared(words, view, VIEW_MILESTONE);
		add_declared(words, view, VIEW_SWITCH);
	} else if (noun == &conduct_interpreter) {
		add_declared(words, view, VIEW_INTERPRETER);
	} else if (noun == &conduct_catalogue) {
		for (int kind = 0; kind < VIEW_CATALOGUE_KINDS; kind++)
			add_declared(words, view, (enum view_catalogue_kind)kind);
	} else if (noun == &conduct_answer) {
		for (size_t i = 0; i < view->questionnaire_count; i++)
			add(words, view->questionnaires[i].id);
	}
}

bool join_conduct_complete(const struct join *join, const char *line, struct buf *words)
{
	const struct conduct_noun *noun;
	char name[32];
	size_t len;

	line += strspn(line, " ");
	len = strcspn(line, " ");
	snprintf(name, sizeof(name), "%.*s", (int)(len < 31 ? len : 31), line);
	/* `answer` alone is of injects, too */
	if (strcmp(name, "answer") == 0)
		return false;
	noun = conduct_noun(strcmp(name, "questions") == 0 ? "answer" : name);
	if (noun == NULL)
		return false;
	line += len;
	if (line[strspn(line, " ")] == '\0') {
		for (const struct conduct_verb *verb = noun->verbs; verb->name != NULL; verb++)
			if ((verb->roles & ROLE_BIT(join->session.view->role)) != 0)
				add(words, verb->name);
		if (noun->verbs[0].name != NULL && noun != &conduct_answer)
			return true;
	}
	add_things(words, join->session.view, noun);
	add_options(words, noun);
	return true;
}
