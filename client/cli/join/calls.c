/* Calls for help: `welfare`, and the words that the briefing gives people. */
#include "client/cli/join/calls.h"

#include "client/cli/join/desk.h"
#include "client/cli/join/noun.h"
#include "client/cli/join/saying.h"
#include "client/cli/join/verbs.h"
#include "client/cli/terminal/terminal.h"
#include "client/cli/text/urgent.h"
#include "proto/roles.h"

#include <stdio.h>
#include <string.h>

/* `line`: as it was typed. */
static void call(struct join *join, const char *text, const char *line)
{
	char note[URGENT_NOTE_MAX + 1];
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__RaiseWelfare raise = CONVENE__V1__RAISE_WELFARE__INIT;
	bool runs = join->session.view->clock.phase == VIEW_RUNNING;
	urgent_note(text, note);
	raise.note = note;
	command.body_case = CONVENE__V1__COMMAND__BODY_RAISE_WELFARE;
	command.raise_welfare = &raise;
	if (join->offline) {
		join_say(join, "You are offline: this goes out when you are connected again. Tell "
		               "somebody in the room now.");
	}
	if (urgent_note_is_cut(note)) {
		join_say(join, "Your note is long: its beginning goes with your call.");
	}
	const char *done =
	    runs ? "The exercise is paused and the controllers know." : "The controllers know.";
	join_submit_as(join, &command, (uint64_t)(uintptr_t)done, line);
}

/* `welfare list`, `welfare answer PERSON TEXT`: not a note. A controller's `welfare` alone lists
 * what is open, if anything is. */
static bool is_about_calls(const struct join *join, const char *rest)
{
	size_t len = strcspn(rest, " ");
	bool answers = (ROLE_BIT(join->session.view->role) & (ORGANISERS | CONTROLLERS)) != 0;
	if (strcmp(rest, "status") == 0) {
		return true;
	}
	return answers &&
	       (strcmp(rest, "list") == 0 || (len == 6 && strncmp(rest, "answer", len) == 0) ||
	           (len == 0 && view_open_calls(join->session.view) > 0));
}

/* Who asked for the list in the answer's place wanted no call. */
static void raise_welfare(struct join *join, char *about, char *line)
{
	static const char verb[] = "welfare ";
	if (strncmp(line, verb, strlen(verb)) == 0 && is_about_calls(join, line + strlen(verb))) {
		join_say(join, "No call was sent.");
		join_conduct_run(join, &conduct_welfare, line + strlen(verb));
		return;
	}
	call(join, about[0] != '\0' ? about : line, join->typed);
}

void calls_welfare(struct join *join, char *rest)
{
	bool runs = join->session.view->clock.phase == VIEW_RUNNING;
	if (is_about_calls(join, rest)) {
		join_conduct_run(join, &conduct_welfare, rest);
		return;
	}
	if (terminal_has_person(join->terminal)) {
		join_say(join,
		    "%sYour name, and your note if you write one, go to the controllers "
		    "and the organisers, and to nobody else. Ctrl-C: do not send.",
		    runs ? "This pauses the exercise. " : "");
	}
	join_ask(join, rest[0] != '\0' ? "Enter sends it: " : "A note, or just Enter: ", "", rest,
	    raise_welfare);
}

static void offer(struct join *join)
{
	char none[] = "";
	if (terminal_has_person(join->terminal)) {
		calls_welfare(join, none);
	} else {
		join_refuse(join, "Nothing was done. `pause for welfare` pauses the exercise; "
		                  "`REAL WORLD` and what it is does so for something real.");
	}
}

bool calls_take(struct join *join, const char *line)
{
	enum urgent_place place = join->collecting != NULL ? URGENT_WITHIN_TEXT
	                          : join->answer != NULL   ? URGENT_AT_QUESTION
	                                                   : URGENT_AT_PROMPT;
	char note[URGENT_NOTE_MAX + 1], word[16];
	switch (urgent_read(line, place, note)) {
	case URGENT_WELFARE:
	case URGENT_REAL:
		call(join, note, line);
		return true;
	case URGENT_UNSURE:
		/* a controller's `pause` is the clock's */
		line += strspn(line, " ");
		snprintf(word, sizeof(word), "%.*s", (int)strcspn(line, " "), line);
		if (verbs_find(join->session.view->role, word) != NULL &&
		    strcmp(word, "help") != 0) {
			return false;
		}
		offer(join);
		return true;
	case URGENT_IN_TEXT:
		join_say(join, "Taken as part of your text. If something real has happened, write "
		               "REAL WORLD in capitals, here as well.");
		return false;
	case URGENT_NONE:
		break;
	}
	return false;
}

bool calls_begins(void *context, const char *typed)
{
	(void)context;
	return urgent_begins(typed);
}
