/*
 * The verbs that take a time, or change how it passes: each says first what it would do to what is
 * planned (act/consequence.h), and asks before it does what cannot be taken back. Where nobody can
 * be asked, `--yes` on the line says so.
 */
#include "client/cli/act/consequence.h"
#include "client/cli/join/desk.h"
#include "client/cli/join/open_calls.h"
#include "client/cli/join/proposal.h"
#include "client/cli/join/saying.h"
#include "client/cli/join/verbs.h"
#include "client/cli/terminal/terminal.h"

#include <string.h>

static enum consequence tell(struct join *join, const Convene__V1__Command *command)
{
	struct buf text = {0};
	enum consequence consequence = consequence_of(join->session.view,
	    session_exercise_ms(&join->session), command, join->style.width, &text);
	if (text.len > 0) {
		join_show(join, &text);
	} else {
		buf_deinit(&text);
	}
	return consequence;
}

static void propose(struct join *join, struct act *act, bool yes)
{
	Convene__V1__Command__BodyCase body = act->command.body_case;
	bool person = terminal_has_person(join->terminal);
	if (consequence_is_refused(join->session.view, body)) {
		join_act(join, act);
		return;
	}
	bool grave = tell(join, &act->command) == CONSEQUENCE_GRAVE ||
	             (person && body == CONVENE__V1__COMMAND__BODY_END_EXERCISE);
	if (!grave || yes) {
		join_act(join, act);
		return;
	}
	if (!person) {
		join_refuse(join, "Not done: in a script this wants --yes.");
		return;
	}
	proposal_begin(join, act);
	if (consequence_mentions_calls(body) && view_open_calls(join->session.view) > 0) {
		open_calls_ask(join);
	} else {
		proposal_ask(join);
	}
}

/* Takes an option out of the line, wherever it stands. */
static bool take_option(char *rest, const char *word)
{
	size_t len = strlen(word);
	for (char *at = strstr(rest, word); at != NULL; at = strstr(at + 1, word)) {
		char *end = at + len + strspn(at + len, " ");
		if ((at > rest && at[-1] != ' ') || (at[len] != '\0' && at[len] != ' ')) {
			continue;
		}
		memmove(at, end, strlen(end) + 1);
		len = strlen(rest);
		while (len > 0 && rest[len - 1] == ' ') {
			rest[--len] = '\0';
		}
		return true;
	}
	return false;
}

static bool take_yes(char *rest)
{
	return take_option(rest, "--yes");
}

/* A rate, a time and a note, or a note alone stands behind the verb, if anything does. Of a pause
 * nothing is asked: what stands behind it is its note. */
void verb_clock_change(struct join *join, char *rest)
{
	const char *verb = join->verb->name, *value = NULL, *note = NULL;
	bool yes = strcmp(verb, "pause") != 0 && take_yes(rest);
	/* "end AL-NGO shift" was meant for somebody else */
	if (strcmp(verb, "end") == 0 && terminal_has_person(join->terminal) &&
	    (rest[0] != '\0' || yes)) {
		join_refuse(join, "`end` stands alone; it asks, and takes a note with the yes.");
		return;
	}
	if (strcmp(verb, "jump") == 0 || strcmp(verb, "story") == 0) {
		value = when_take(&rest);
	}
	if (strcmp(verb, "rate") == 0 || (strcmp(verb, "start") == 0 && rest[0] != '\0')) {
		value = rest;
	} else {
		note = rest;
	}
	struct act act;
	char why[ACT_WHY_SIZE];
	if (act_clock(&act, join->session.view, session_exercise_ms(&join->session), verb, value,
	        note, NULL, why, sizeof(why))) {
		propose(join, &act, yes);
	} else {
		join_refuse(join, "%s.", why);
	}
}

void verb_reschedule(struct join *join, char *rest)
{
	bool yes = take_yes(rest);
	const char *id = verbs_word(&rest);
	char *to = when_take(&rest);
	struct act act;
	char why[ACT_WHY_SIZE];
	if (id[0] == '\0') {
		join_refuse(join, "Which inject? `msel` lists them.");
	} else if (!join_has_inject(join, id)) {
		return;
	} else if (rest[0] != '\0') {
		join_refuse(join, "Behind the time nothing is expected, not \"%s\".", rest);
	} else if (act_inject(&act, join->session.view, session_exercise_ms(&join->session),
	               "reschedule", id, &to, 1, 0, why, sizeof(why))) {
		propose(join, &act, yes);
	} else {
		join_refuse(join, "%s.", why);
	}
}

void verb_shift(struct join *join, char *rest)
{
	bool yes = take_yes(rest), due_now = take_option(rest, "--due-now");
	struct act act;
	char why[ACT_WHY_SIZE];
	if (act_shift(&act, join->session.view, rest, due_now, why, sizeof(why))) {
		propose(join, &act, yes);
	} else {
		join_refuse(join, "%s.", why);
	}
}
