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
 * so that it is refused if the clock was changed meanwhile. */
void verbs_time_do(struct join *join)
{
	Convene__V1__Command *command =
	    convene__v1__command__unpack(NULL, join->proposed.len, join->proposed.data);

	buf_deinit(&join->proposed);
	if (command == NULL)
		return;
	join_send(join, command, join->proposed_done);
	convene__v1__command__free_unpacked(command, NULL);
}

static void confirmed(struct join *join, char *about, char *line)
{
	(void)about;
	if (join_is_yes(join, line))
		verbs_time_do(join);
	else
		buf_deinit(&join->proposed);
}

void verbs_time_ask(struct join *join)
{
	join_ask(join, "Type yes to do it: ", "no", "", confirmed);
}

static void propose(struct join *join, struct act *act, bool yes)
{
	size_t len;

	if (tell(join, &act->command) != CONSEQUENCE_GRAVE || yes) {
		join_act(join, act);
		return;
	}
	if (!terminal_has_person(join->terminal)) {
		join_refuse(join, "Not done: in a script this wants --yes.");
		return;
	}
	len = convene__v1__command__get_packed_size(&act->command);
	join->proposed.len = 0;
	convene__v1__command__pack(&act->command, buf_reserve(&join->proposed, len));
	join->proposed.len = len;
	join->proposed_done = act->done;
	if (act->command.body_case == CONVENE__V1__COMMAND__BODY_RESUME_CLOCK)
		open_calls_ask(join);
	else
		verbs_time_ask(join);
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

void verbs_time_tell_end(struct join *join)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__EndExercise end = CONVENE__V1__END_EXERCISE__INIT;

	command.body_case = CONVENE__V1__COMMAND__BODY_END_EXERCISE;
	command.end_exercise = &end;
	tell(join, &command);
}
