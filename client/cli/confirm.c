#include "client/cli/confirm.h"

#include "client/cli/ask.h"
#include "client/cli/consequence.h"
#include "client/cli/output.h"
#include "client/cli/wrap.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

int confirm_act(const struct session *session, const struct act *act, bool yes)
{
	struct buf text = {0};
	enum consequence consequence = consequence_of(session->view, session_exercise_ms(session),
	    &act->command, wrap_terminal_width(STDERR_FILENO), &text);
	bool can_ask = isatty(STDIN_FILENO) && ask_possible();
	/* ENDEX is final, whatever it cuts off; a script that says it has said enough */
	bool grave = consequence == CONSEQUENCE_GRAVE ||
	             (can_ask && act->command.body_case == CONVENE__V1__COMMAND__BODY_END_EXERCISE);
	char line[16];

	output_flush_to(&text, stderr);
	buf_deinit(&text);
	if (!grave || yes)
		return CLI_OK;
	if (can_ask) {
		if (ask_line("Type yes to do it: ", line, sizeof(line)) && strcmp(line, "yes") == 0)
			return CLI_OK;
		cli_complain("not done");
	} else {
		cli_complain("not done: in a script this wants --yes");
	}
	return CLI_WARNED;
}
