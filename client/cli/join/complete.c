/* Which words may stand where: for Tab. */
#include "client/cli/join/complete.h"

#include "client/cli/join/noun.h"
#include "client/cli/terminal/completion.h"
#include "proto/printable.h"

#include <stdio.h>
#include <string.h>

/* What a server calls something goes into the line as it is, or not at all. */
static void add_word(struct buf *words, const char *word)
{
	if (printable_is_safe(word, strlen(word)))
		buf_append(words, word, strlen(word) + 1);
}

static void add_verb(void *context, const struct verb *verb)
{
	add_word(context, verb->name);
}

/* Whether the line's verb is one of these, which stand between spaces. */
static bool verb_in(const char *line, const char *verbs)
{
	char padded[64];

	line += strspn(line, " ");
	snprintf(padded, sizeof(padded), " %.*s ", (int)strcspn(line, " "), line);
	return strstr(verbs, padded) != NULL;
}

static void add_log_word(void *context, const char *word)
{
	add_word(context, word);
}

/* The options of `log`, and what stands behind one. */
static void add_log_words(const struct join *join, const char *line, struct buf *words)
{
	size_t len = strlen(line), start;
	char word[40];

	while (len > 0 && line[len - 1] == ' ')
		len--;
	start = completion_start(line, len);
	snprintf(word, sizeof(word), "%.*s", (int)(len - start), line + start);
	if (strncmp(word, "--", 2) == 0) {
		filter_words(join->session.view, word + 2, add_log_word, words);
		return;
	}
	for (size_t i = 0; filter_options[i] != NULL; i++) {
		snprintf(word, sizeof(word), "--%s", filter_options[i]);
		add_word(words, word);
	}
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
	if (join_conduct_complete(join, line, words))
		return;
	if (verb_in(line, " jump story reschedule "))
		for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
			add_word(words, times[i]);
	if (verb_in(line, " jump story "))
		return;
	if (!verb_in(line, " say as brief canned "))
		for (size_t i = 0; i < view->inject_count; i++)
			add_word(words, view->injects[i].id);
	if (verb_in(line, " read answer save release hold skip reschedule "))
		return;
	for (size_t i = 0; view->exercise != NULL && i < view->exercise->n_teams; i++)
		add_word(words, view->exercise->teams[i]->id);
	for (size_t i = 0; view->exercise != NULL && i < view->exercise->n_entities; i++)
		add_word(words, view->exercise->entities[i]->id);
}
