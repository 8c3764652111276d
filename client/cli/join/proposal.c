/*
 * What was asked about is sent as it was shown, with its time and with the revision that was seen:
 * what has changed meanwhile is for the server to refuse.
 */
#include "client/cli/join/proposal.h"

#include "client/cli/join/desk.h"
#include "proto/xalloc.h"

#include <string.h>
#include <strings.h>

/* `note`: of ENDEX. */
static void carry_out(struct join *join, const char *note)
{
	Convene__V1__Command *command = join->proposed;
	join->proposed = NULL;
	if (command == NULL) {
		return;
	}
	/* a freed command frees it, too */
	if (note != NULL) {
		command->end_exercise->note = xstrdup(note);
	}
	join_send(join, command, join->proposed_done);
	convene__v1__command__free_unpacked(command, NULL);
}

static bool is_about(const struct join *join, Convene__V1__Command__BodyCase body)
{
	return join->proposed != NULL && join->proposed->body_case == body;
}

static bool is_end(const struct join *join)
{
	return is_about(join, CONVENE__V1__COMMAND__BODY_END_EXERCISE);
}

static void drop(struct join *join)
{
	convene__v1__command__free_unpacked(join->proposed, NULL);
	join->proposed = NULL;
}

void proposal_begin(struct join *join, const struct act *act)
{
	drop(join);
	join->proposed = join_copy(&act->command);
	join->proposed_done = act->told ? NULL : act->done;
}

/* "yes Thank you, all." of ENDEX has its note, which everybody reads: what does not begin so may
 * have been meant for the prompt. NULL: none. */
static const char *note_of(const char *line)
{
	const char *note = line + strlen("yes");
	if (strncasecmp(line, "yes", strlen("yes")) != 0 || strspn(note, " ,:") == 0) {
		return NULL;
	}
	note += strspn(note, " ,:");
	return *note != '\0' ? note : NULL;
}

static void confirmed(struct join *join, char *about, char *line)
{
	const char *note = is_end(join) ? note_of(line) : NULL;
	(void)about;
	if (note != NULL || join_is_yes(join, line)) {
		carry_out(join, note);
	} else {
		drop(join);
	}
}

void proposal_ask(struct join *join)
{
	join_ask(join,
	    is_end(join) ? "ENDEX is final. Type yes, or yes and a note that everybody reads: "
	                 : "Type yes to do it: ",
	    "no", "", confirmed);
}

void proposal_calls_asked(struct join *join, bool called_since)
{
	/* there was no other reason to ask before the clock runs on */
	if (is_about(join, CONVENE__V1__COMMAND__BODY_RESUME_CLOCK) && !called_since) {
		carry_out(join, NULL);
	} else {
		proposal_ask(join);
	}
}
