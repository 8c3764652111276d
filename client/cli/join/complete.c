/*
 * Which words may stand where: for Tab. What stands behind a verb is told from the line before the
 * word, roughly: whatever might fit is offered, and which of them begins as the word does the
 * terminal finds out.
 */
#include "client/cli/join/complete.h"

#include "client/cli/conduct/nouns.h"
#include "client/cli/join/join.h"
#include "client/cli/terminal/completion.h"
#include "proto/printable.h"
#include "proto/reflect.h"
#include "proto/roles.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What a server calls something goes into the line as it is, or not at all; blanks and commas end a
 * word. */
static void add(struct buf *words, const char *word)
{
	if (word[0] != '\0' && strpbrk(word, " ,") == NULL &&
	    printable_is_safe(word, strlen(word))) {
		buf_append(words, word, strlen(word) + 1);
	}
}

static void add_to(void *context, const char *word)
{
	add(context, word);
}

static void add_verb(void *context, const struct verb *verb)
{
	add(context, verb->name);
}

/* Whether the line's verb is one of these, which stand between spaces. */
static bool verb_in(const char *line, const char *verbs)
{
	line += strspn(line, " ");
	char padded[64];
	snprintf(padded, sizeof(padded), " %.*s ", (int)strcspn(line, " "), line);
	return strstr(verbs, padded) != NULL;
}

/* The options of `log`, and what stands behind one. */
static void add_log_words(const struct join *join, const char *line, struct buf *words)
{
	size_t len = strlen(line);
	while (len > 0 && line[len - 1] == ' ') {
		len--;
	}
	size_t start = completion_start(line, len);
	char word[40];
	snprintf(word, sizeof(word), "%.*s", (int)(len - start), line + start);
	if (strncmp(word, "--", 2) == 0) {
		filter_words(join->session.view, word + 2, add_to, words);
		return;
	}
	for (size_t i = 0; filter_options[i] != NULL; i++) {
		snprintf(word, sizeof(word), "--%s", filter_options[i]);
		add(words, word);
	}
}

static void add_number(struct buf *words, uint64_t number)
{
	char text[24];
	snprintf(text, sizeof(text), "%" PRIu64, number);
	add(words, text);
}

static void add_declared(struct buf *words, const struct view *view, enum view_catalogue_kind kind)
{
	for (size_t i = 0; i < view->catalogue.lists[kind].count; i++) {
		add(words, reflect_id(view->catalogue.lists[kind].items[i]));
	}
}

static void add_parties(struct buf *words, const struct view *view)
{
	for (size_t i = 0; view->exercise != NULL && i < view->exercise->n_teams; i++) {
		add(words, view->exercise->teams[i]->id);
	}
	for (size_t i = 0; view->exercise != NULL && i < view->exercise->n_entities; i++) {
		add(words, view->exercise->entities[i]->id);
	}
}

static void add_steps(struct buf *words, const struct view *view)
{
	for (size_t i = 0; i < view_declared_count(view, TRACK); i++) {
		const Convene__V1__Track *track = view_declared_at(view, TRACK, Track, i);
		for (size_t j = 0; j < track->n_transitions; j++) {
			add(words, track->transitions[j]->id);
		}
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
	char text[40];
	for (const struct option *option = noun->options; option->name != NULL; option++) {
		snprintf(text, sizeof(text), "--%s", option->name);
		add(words, text);
	}
}

static void add_things(struct buf *words, const struct view *view, const struct conduct_noun *noun)
{
	if (noun != &conduct_catalogue && noun != &conduct_queue && noun != &conduct_answer &&
	    noun != &conduct_milestone) {
		add_cases(words, view);
	}
	if (noun == &conduct_case || noun == &conduct_share || noun == &conduct_request) {
		add_parties(words, view);
	}
	if (noun == &conduct_case || noun == &conduct_share) {
		add_declared(words, view, VIEW_FIELD);
	}
	if (noun == &conduct_case) {
		add_steps(words, view);
		add_declared(words, view, VIEW_FORM);
		add_declared(words, view, VIEW_FLAG);
		add_declared(words, view, VIEW_CASE_PERSON);
	} else if (noun == &conduct_request) {
		for (size_t i = 0; i < view->request_count; i++) {
			add_number(words, view->requests[i].id);
		}
		add_declared(words, view, VIEW_INSTRUMENT);
	} else if (noun == &conduct_queue) {
		for (size_t i = 0; i < view->queue_count; i++) {
			add_number(words, view->queue[i].id);
		}
	} else if (noun == &conduct_milestone) {
		add_declared(words, view, VIEW_MILESTONE);
		add_declared(words, view, VIEW_SWITCH);
	} else if (noun == &conduct_interpreter) {
		add_declared(words, view, VIEW_INTERPRETER);
	} else if (noun == &conduct_catalogue) {
		for (int kind = 0; kind < VIEW_CATALOGUE_KINDS; kind++) {
			add_declared(words, view, (enum view_catalogue_kind)kind);
		}
	} else if (noun == &conduct_answer) {
		for (size_t i = 0; i < view->questionnaire_count; i++) {
			add(words, view->questionnaires[i].id);
		}
	}
}

/* Behind one of the nouns of client/cli/conduct; false: the line begins with none. */
static bool add_noun(const struct view *view, const char *line, struct buf *words)
{
	line += strspn(line, " ");
	size_t len = strcspn(line, " ");
	char name[32];
	snprintf(name, sizeof(name), "%.*s", (int)(len < 31 ? len : 31), line);
	/* `answer` alone is of injects, too */
	if (strcmp(name, "answer") == 0) {
		return false;
	}
	const struct conduct_noun *noun =
	    conduct_noun(strcmp(name, "questions") == 0 ? "answer" : name);
	if (noun == NULL) {
		return false;
	}
	line += len;
	if (line[strspn(line, " ")] == '\0') {
		for (const struct conduct_verb *verb = noun->verbs; verb->name != NULL; verb++) {
			if ((verb->roles & ROLE_BIT(view->role)) != 0) {
				add(words, verb->name);
			}
		}
		if (noun->verbs[0].name != NULL && noun != &conduct_answer) {
			return true;
		}
	}
	add_things(words, view, noun);
	add_options(words, noun);
	return true;
}

void join_complete(void *context, const char *line, struct buf *words)
{
	static const char *const times[] = {
	    "next morning", "today", "tomorrow", "day", "story", "T+", "+10m", "now"};
	struct join *join = context;
	const struct view *view = join->session.view;
	if (line[strspn(line, " ")] == '\0') {
		verbs_each(view->role, add_verb, words);
		return;
	}
	if (verb_in(line, " log ")) {
		add_log_words(join, line, words);
		return;
	}
	if (add_noun(view, line, words)) {
		return;
	}
	if (verb_in(line, " jump story reschedule ")) {
		for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
			buf_append(words, times[i], strlen(times[i]) + 1);
		}
	}
	if (verb_in(line, " jump story ")) {
		return;
	}
	if (!verb_in(line, " say as brief canned ")) {
		for (size_t i = 0; i < view->inject_count; i++) {
			add(words, view->injects[i].id);
		}
	}
	if (verb_in(line, " read answer save release hold skip reschedule withdraw restore ")) {
		return;
	}
	add_parties(words, view);
}
