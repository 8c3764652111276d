#include "client/cli/join/verbs_time.h"

#include "client/cli/consequence.h"
#include "client/cli/join/join.h"
#include "client/cli/join/open_calls.h"
#include "client/cli/wrap.h"
#include "proto/xalloc.h"

#include <stdlib.h>
#include <string.h>

/* --- saying first --- */

static enum consequence tell(struct join *join, const Convene__V1__Command *command)
{
	struct buf text = {0};
	enum consequence consequence = consequence_of(join->session.view,
	    session_exercise_ms(&join->session), command, join->style.width, &text);

	if (text.len > 0)
		join_show(join, &text);
	else
		buf_deinit(&text);
	return consequence;
}

/* What was asked about is sent as it was shown: with its time and with the revision that was seen,
 * so that it is refused if the clock was changed meanwhile. `note`: of ENDEX. */
static void do_proposed(struct join *join, const char *note)
{
	Convene__V1__Command *command =
	    convene__v1__command__unpack(NULL, join->proposed.len, join->proposed.data);

	buf_deinit(&join->proposed);
	if (command == NULL)
		return;
	/* a freed command frees it, too */
	if (note != NULL)
		command->end_exercise->note = xstrdup(note);
	join_send(join, command, join->proposed_done);
	convene__v1__command__free_unpacked(command, NULL);
}

static bool proposes_end(const struct join *join)
{
	return join->proposed_case == CONVENE__V1__COMMAND__BODY_END_EXERCISE;
}

/* "yes Thank you, all." of ENDEX has its note, which everybody reads: what does not begin so may
 * have been meant for the prompt. NULL: none. */
static const char *note_of(const char *line)
{
	const char *note = line + strlen("yes");

	if (strncmp(line, "yes", strlen("yes")) != 0 || strspn(note, " ,:") == 0)
		return NULL;
	note += strspn(note, " ,:");
	return *note != '\0' ? note : NULL;
}

static void confirmed(struct join *join, char *about, char *line)
{
	const char *note = proposes_end(join) ? note_of(line) : NULL;

	(void)about;
	if (note != NULL || join_is_yes(join, line))
		do_proposed(join, note);
	else
		buf_deinit(&join->proposed);
}

static void ask_yes(struct join *join)
{
	join_ask(join,
	    proposes_end(join)
	        ? "ENDEX is final. Type yes, or yes and a note that everybody reads: "
	        : "Type yes to do it: ",
	    "no", "", confirmed);
}

void verbs_time_calls_asked(struct join *join, bool called_since)
{
	/* there was no other reason to ask before the clock runs on */
	if (join->proposed_case == CONVENE__V1__COMMAND__BODY_RESUME_CLOCK && !called_since)
		do_proposed(join, NULL);
	else
		ask_yes(join);
}

/* STARTEX was, or ENDEX: nothing is previewed or asked that is refused in any case, and the server
 * says why. */
static bool is_too_late(const struct view *view, Convene__V1__Command__BodyCase body)
{
	if (body == CONVENE__V1__COMMAND__BODY_START_EXERCISE)
		return view->clock.phase != VIEW_PLANNED;
	return body != CONVENE__V1__COMMAND__BODY_CLOSE_EXERCISE &&
	       (view->clock.phase == VIEW_ENDED || view->clock.phase == VIEW_CLOSED);
}

static void propose(struct join *join, struct act *act, bool yes)
{
	Convene__V1__Command__BodyCase body = act->command.body_case;
	bool person = terminal_has_person(join->terminal), grave;
	size_t len;

	if (is_too_late(join->session.view, body)) {
		join_act(join, act);
		return;
	}
	grave = tell(join, &act->command) == CONSEQUENCE_GRAVE ||
	        (person && body == CONVENE__V1__COMMAND__BODY_END_EXERCISE);
	if (!grave || yes) {
		join_act(join, act);
		return;
	}
	if (!person) {
		join_refuse(join, "Not done: in a script this wants --yes.");
		return;
	}
	len = convene__v1__command__get_packed_size(&act->command);
	join->proposed.len = 0;
	convene__v1__command__pack(&act->command, buf_reserve(&join->proposed, len));
	join->proposed.len = len;
	join->proposed_done = act->told ? NULL : act->done;
	join->proposed_case = body;
	if (consequence_mentions_calls(body) && view_open_calls(join->session.view) > 0)
		open_calls_ask(join);
	else
		ask_yes(join);
}

/* Takes `--yes` out of the line, wherever it stands. */
static bool take_yes(char *rest)
{
	static const char word[] = "--yes";
	size_t len = sizeof(word) - 1;

	for (char *at = strstr(rest, word); at != NULL; at = strstr(at + 1, word)) {
		char *end = at + len + strspn(at + len, " ");

		if ((at > rest && at[-1] != ' ') || (at[len] != '\0' && at[len] != ' '))
			continue;
		memmove(at, end, strlen(end) + 1);
		len = strlen(rest);
		while (len > 0 && rest[len - 1] == ' ')
			rest[--len] = '\0';
		return true;
	}
	return false;
}

/* --- the verbs --- */

static void clock_verb(
    struct join *join, const char *verb, const char *value, const char *note, bool yes)
{
	struct act act;
	char why[ACT_WHY_SIZE];

	if (act_clock(&act, join->session.view, session_exercise_ms(&join->session), verb, value,
	        note, NULL, why, sizeof(why)))
		propose(join, &act, yes);
	else
		join_refuse(join, "%s.", why);
}

void verbs_time_start(struct join *join, char *rest)
{
	bool yes = take_yes(rest);

	clock_verb(join, "start", rest[0] != '\0' ? rest : NULL, NULL, yes);
}

void verbs_time_rate(struct join *join, char *rest)
{
	bool yes = take_yes(rest);

	clock_verb(join, "rate", rest, NULL, yes);
}

/* Calls for welfare that nobody has answered are said first, and asked about. */
void verbs_time_resume(struct join *join, char *rest)
{
	bool yes = take_yes(rest);

	clock_verb(join, "resume", NULL, NULL, yes);
}

void verbs_time_close(struct join *join, char *rest)
{
	bool yes = take_yes(rest);

	clock_verb(join, "close", NULL, rest, yes);
}

void verbs_time_jump(struct join *join, char *rest)
{
	bool yes = take_yes(rest);
	const char *to = when_take(&rest);

	clock_verb(join, "jump", to, rest, yes);
}

void verbs_time_story(struct join *join, char *rest)
{
	bool yes = take_yes(rest);
	const char *to = when_take(&rest);

	clock_verb(join, "story", to, rest, yes);
}

void verbs_time_reschedule(struct join *join, char *rest)
{
	bool yes = take_yes(rest);
	const char *id = verbs_word(&rest);
	char *to = when_take(&rest);
	struct act act;
	char why[ACT_WHY_SIZE];

	if (id[0] == '\0')
		join_refuse(join, "Which inject? `msel` lists them.");
	else if (view_inject(join->session.view, id) == NULL)
		join_refuse(join, "There is no inject \"%s\"%s", id,
		    join_meant_inject(join, id, why, sizeof(why)));
	else if (rest[0] != '\0')
		join_refuse(join, "Behind the time nothing is expected, not \"%s\".", rest);
	else if (act_inject(&act, join->session.view, session_exercise_ms(&join->session),
	             "reschedule", id, &to, 1, 0, why, sizeof(why)))
		propose(join, &act, yes);
	else
		join_refuse(join, "%s.", why);
}

void verbs_time_end(struct join *join, char *rest)
{
	bool yes = take_yes(rest);

	/* "end AL-NGO shift" was meant for somebody else */
	if (terminal_has_person(join->terminal) && (rest[0] != '\0' || yes))
		join_refuse(join, "`end` stands alone; it asks, and takes a note with the yes.");
	else
		clock_verb(join, "end", NULL, rest, yes);
}
