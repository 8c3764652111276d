#include "client/cli/command/confirm.h"

#include "client/cli/act/consequence.h"
#include "client/cli/base/verbs.h"
#include "client/cli/session/ask.h"
#include "client/cli/session/output.h"
#include "client/cli/text/words.h"
#include "client/cli/text/wrap.h"
#include "proto/say.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A message's limit is beyond it. */
#define ANSWER_SIZE 4096

static int answer(struct session *session, uint64_t participant_id, uint64_t seen, const char *text)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__AnswerWelfare body = CONVENE__V1__ANSWER_WELFARE__INIT;
	body.participant_id = participant_id;
	/* packed only, never written to */
	body.text = (char *)(uintptr_t)text;
	body.seen_seq = seen;
	command.body_case = CONVENE__V1__COMMAND__BODY_ANSWER_WELFARE;
	command.answer_welfare = &body;
	int status = session_command(session, &command);
	char name[32];
	if (status == CLI_OK) {
		say(stderr, "answered; %s is told\n",
		    view_name(session->view, participant_id, name));
	}
	return status;
}

/* As in `join`, no command is taken for an answer to somebody who asked for help. */
static bool ask_words(const struct session *session, const char *question, char typed[ANSWER_SIZE])
{
	char word[VERB_WORD_SIZE];
	while (ask_line(question, typed, ANSWER_SIZE)) {
		if (!verbs_begin(session->view->role, typed, word)) {
			return true;
		}
		cli_complain(VERB_NOT_TAKEN, word);
	}
	return false;
}

/* What was done for whoever called: as it was said, or asked for each. CLI_WARNED: nothing is to be
 * done. */
static int answer_calls(struct session *session, const char *text, bool can_ask)
{
	uint64_t seen = session->view->last_mark;
	char typed[ANSWER_SIZE], question[200], name[32];
	int status = CLI_OK;
	/* the view grows meanwhile; what is in it stays in its place */
	for (size_t i = 0; status == CLI_OK && i < session->view->welfare.call_count; i++) {
		const struct view_call *call = &session->view->welfare.calls[i];
		const char *words = text;
		if (call->answered != NULL || call->mark > seen) {
			continue;
		}
		if (words == NULL && can_ask) {
			snprintf(question, sizeof(question),
			    "What was done for %s? Your answer (yes: the call stays open; Enter: "
			    "not done): ",
			    view_name(session->view, call->participant_id, name));
			words = ask_words(session, question, typed) ? typed : NULL;
		}
		/* as in the interactive mode: no answer to somebody who asked for help */
		if (words == NULL || words[0] == '\0' || strcmp(words, "no") == 0) {
			status = CLI_WARNED;
		} else if (!words_are_yes(words)) {
			status = answer(session, call->participant_id, seen, words);
		}
	}
	if (status == CLI_WARNED) {
		cli_complain("not done");
	}
	return status;
}

static enum consequence tell(const struct session *session, const struct act *act)
{
	struct buf text = {0};
	enum consequence consequence = consequence_of(session->view, session_exercise_ms(session),
	    &act->command, wrap_terminal_width(STDERR_FILENO), &text);
	output_flush_to(&text, stderr);
	buf_deinit(&text);
	return consequence;
}

int confirm_act(struct session *session, const struct act *act, const struct confirm_said *said)
{
	Convene__V1__Command__BodyCase body = act->command.body_case;
	bool can_ask = isatty(STDIN_FILENO) && ask_possible();
	int status = CLI_OK;
	if (consequence_is_refused(session->view, body)) {
		return CLI_OK;
	}
	if (said->answer != NULL) {
		status = answer_calls(session, said->answer, false);
	}
	if (status != CLI_OK) {
		return status;
	}
	/* ENDEX is final, whatever it cuts off; a script that says it has said enough */
	bool grave = tell(session, act) == CONSEQUENCE_GRAVE ||
	             (can_ask && body == CONVENE__V1__COMMAND__BODY_END_EXERCISE);
	if (!grave || said->yes) {
		return CLI_OK;
	}
	if (!can_ask) {
		cli_complain("not done: in a script this wants --yes%s",
		    consequence_mentions_calls(body) && view_open_calls(session->view) > 0
		        ? ", or --answer TEXT for who called"
		        : "");
		return CLI_WARNED;
	}
	uint64_t seen = session->view->last_mark;
	if (consequence_mentions_calls(body)) {
		status = answer_calls(session, NULL, true);
	}
	if (status != CLI_OK) {
		return status;
	}
	/* there was no other reason to ask */
	if (body == CONVENE__V1__COMMAND__BODY_RESUME_CLOCK &&
	    !view_called_since(session->view, seen)) {
		return CLI_OK;
	}
	char line[16];
	if (ask_line("Type yes to do it: ", line, sizeof(line)) && words_are_yes(line)) {
		return CLI_OK;
	}
	cli_complain("not done");
	return CLI_WARNED;
}
