/* `log` and `/WORD`: what has happened, the whole of it or what is wanted of it. */
#include "client/cli/join/saying.h"
#include "client/cli/join/verbs.h"
#include "client/cli/terminal/terminal.h"

#include <string.h>

/* How a script is told that there was nothing; a person too. `search`: what is looked for in all
 * that may be read, nothing if it is empty; `find`: where the page begins. */
static void show(struct join *join, const struct filter *filter, size_t most,
    const struct search *search, const char *find)
{
	struct terminal_page page = {.at_end = true, .find = find};
	struct buf text = {0};
	if (join->past.let_go > 0) {
		buf_printf(&text,
		    "%zu earlier lines are not kept here; `convene watch --until-now` shows all.\n",
		    join->past.let_go);
	}
	if (past_append(&join->past, &text, filter, most, search) == 0) {
		join_say(join, "Nothing like that has happened.");
	} else {
		page.text = &text;
		terminal_page(join->terminal, &page);
	}
	buf_deinit(&text);
}

/* Takes a value off the front of `*rest`: it goes on to the next option. */
static const char *take_value(char **rest)
{
	char *value = *rest, *end = strstr(value, " --");
	*rest = end != NULL ? end + 1 : value + strlen(value);
	if (end != NULL) {
		*end = '\0';
	}
	size_t len = strlen(value);
	while (len > 0 && value[len - 1] == ' ') {
		value[--len] = '\0';
	}
	if (len > 1 && value[0] == '"' && value[len - 1] == '"') {
		value[len - 1] = '\0';
		value++;
	}
	return value;
}

/* Takes "--team AL-POL" and so on. False: it makes no sense, and that was said. */
static bool take_option(struct join *join, struct filter *filter, char **rest)
{
	const char *option = verbs_word(rest) + 2;
	const char *value = strcmp(option, "since") == 0 ? when_take(rest) : take_value(rest);
	bool known = false;
	for (size_t i = 0; filter_options[i] != NULL; i++) {
		known = known || strcmp(filter_options[i], option) == 0;
	}
	if (!known) {
		join_refuse(join,
		    "There is no \"--%s\"; there are --team, --kind, --since and --find.", option);
		return false;
	}
	char why[FILTER_WHY_SIZE];
	if (!filter_set(filter, join->session.view, session_exercise_ms(&join->session), option,
	        value, why, sizeof(why))) {
		join_refuse(join, "%s", why);
		return false;
	}
	return true;
}

void verb_log(struct join *join, char *rest)
{
	struct filter filter = {.kind = NULL};
	uint64_t most = SIZE_MAX;
	bool sound = true;
	while (sound && rest[0] != '\0') {
		if (strncmp(rest, "--", 2) == 0) {
			sound = take_option(join, &filter, &rest);
		} else if (!options_number(verbs_word(&rest), &most)) {
			join_refuse(join,
			    "`log 50` shows the last 50, `log --team TEAM` what is of a team, "
			    "`log --kind message` of a kind, `log --find WORD` what has a "
			    "word in it; `/WORD` goes there.");
			sound = false;
		}
	}
	if (sound) {
		show(join, &filter, most, &filter.find, NULL);
	}
	filter_deinit(&filter);
}

void verb_find(struct join *join, char *rest)
{
	struct filter filter = {.kind = NULL}, everything = {.kind = NULL};
	char why[200];
	/* a person sees it among what was round it, a script gets the lines */
	if (!filter_set(&filter, join->session.view, 0, "find", rest, why, sizeof(why))) {
		join_refuse(join, "Say what is to be found: /passport");
	} else if (!terminal_is_interactive(join->terminal)) {
		show(join, &filter, SIZE_MAX, &filter.find, NULL);
	} else {
		show(join, &everything, SIZE_MAX, &filter.find, rest);
	}
	filter_deinit(&filter);
}
