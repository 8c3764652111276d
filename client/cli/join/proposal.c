#include "client/cli/join/proposal.h"

#include "client/cli/join/desk.h"
#include "proto/xalloc.h"

#include <string.h>

/* What was asked about is sent as it was shown: with its time and with the revision that was seen,
 * so that it is refused if the clock was changed meanwhile. `note`: of ENDEX. */
void proposal_do(struct join *join, const char *note)
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

static bool proposal_ends(const struct join *join)
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
	const char *note = proposal_ends(join) ? note_of(line) : NULL;

	(void)about;
	if (note != NULL || join_is_yes(join, line))
		proposal_do(join, note);
	else
		buf_deinit(&join->proposed);
}

void proposal_ask(struct join *join)
{
	join_ask(join,
	    proposal_ends(join)
	        ? "ENDEX is final. Type yes, or yes and a note that everybody reads: "
	        : "Type yes to do it: ",
	    "no", "", confirmed);
}

void proposal_calls_asked(struct join *join, bool called_since)
{
	/* there was no other reason to ask before the clock runs on */
	if (join->proposed_case == CONVENE__V1__COMMAND__BODY_RESUME_CLOCK && !called_since)
		proposal_do(join, NULL);
	else
		proposal_ask(join);
}
