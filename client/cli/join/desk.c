#include "client/cli/join/desk.h"

#include "client/cli/join/saying.h"
#include "client/cli/join/status.h"
#include "client/cli/terminal/terminal.h"
#include "client/cli/text/words.h"
#include "proto/xalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void join_ask(struct join *join, const char *question, const char *unasked, const char *about,
    void (*answer)(struct join *join, char *about, char *line))
{
	char line[16], *before = join->about;
	join->about = xstrdup(about);
	free(before); /* `about` may have been it */
	if (terminal_has_person(join->terminal)) {
		join->question = question;
		join->answer = answer;
		return;
	}
	snprintf(line, sizeof(line), "%s", unasked);
	answer(join, join->about, line);
}

bool join_may_ask(const struct join *join)
{
	return terminal_has_person(join->terminal) && join->answer == NULL &&
	       join->collecting == NULL;
}

bool join_is_yes(struct join *join, const char *line)
{
	if (words_are_yes(line)) {
		return true;
	}
	if (line[0] == '\0' || strcmp(line, "no") == 0) {
		join_say(join, "Not done.");
	} else {
		join_say(join, "Not done, and what you typed was taken for the answer: %s", line);
	}
	return false;
}

/* Marks read what one has read: nobody typed that. */
static bool is_typed(const Convene__V1__Command *command)
{
	return command->body_case != CONVENE__V1__COMMAND__BODY_MARK_READ;
}

bool join_submit_as(
    struct join *join, Convene__V1__Command *command, uint64_t tag, const char *line)
{
	uint8_t id[CONVENE_COMMAND_ID_SIZE];
	int error = convene_send(driver_convene(join->session.client), command, tag, id);
	if (error != 0) {
		join_refuse(join, "%s.", convene_error_text(error));
		return false;
	}
	if (is_typed(command)) {
		const struct unsent_item *item = unsent_add(
		    &join->unsent, id, line, driver_now_ms(join->session.driver), join->offline);
		if (item->marked) {
			join_say(join, "Not sent yet: %s", item->line);
		}
		status_sent(join);
	}
	return true;
}

bool join_submit(struct join *join, Convene__V1__Command *command, uint64_t tag)
{
	return join_submit_as(join, command, tag, join->typed);
}

void join_send(struct join *join, Convene__V1__Command *command, const char *done)
{
	/* the address of a literal says what to say when it is done */
	join_submit(join, command, (uint64_t)(uintptr_t)done);
}

void join_act(struct join *join, struct act *act)
{
	join_send(join, &act->command, act->told ? NULL : act->done);
}

Convene__V1__Command *join_copy(const Convene__V1__Command *command)
{
	struct buf bytes = {0};
	bytes.len = convene__v1__command__pack(
	    command, buf_reserve(&bytes, convene__v1__command__get_packed_size(command)));
	Convene__V1__Command *copy =
	    xcheck(convene__v1__command__unpack(NULL, bytes.len, bytes.data));
	buf_deinit(&bytes);
	return copy;
}
