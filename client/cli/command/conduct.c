#include "client/cli/command/conduct.h"

#include "client/cli/base/verbs.h"
#include "client/cli/conduct/request_draft.h"
#include "client/cli/session/ask.h"
#include "client/cli/session/attach.h"
#include "client/cli/session/output.h"
#include "client/cli/show/warned.h"
#include "client/cli/text/words.h"
#include "proto/model/anyway.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void show_before(struct buf *text)
{
	buf_append_byte(text, '\0');
	ask_show((const char *)text->data);
	buf_deinit(text);
}

/* Asks everything that the dialogue asks. False: the person went away. */
static bool converse(struct conduct *conduct)
{
	for (;;) {
		struct buf before = {0};
		char prompt[200], line[2048], word[VERB_WORD_SIZE];
		if (!conduct->dialogue.question(conduct, &before, prompt, sizeof(prompt))) {
			buf_deinit(&before);
			return true;
		}
		show_before(&before);
		do {
			if (!ask_line(prompt, line, sizeof(line))) {
				return false;
			}
			conduct->why[0] = '\0';
			if (conduct->dialogue.words &&
			    verbs_begin(conduct->view->role, line, word)) {
				conduct_usage(conduct, VERB_NOT_TAKEN, word);
			} else if (conduct->dialogue.take(conduct, line)) {
				break;
			}
			buf_printf(&before, "%s\n", conduct->why);
			show_before(&before);
		} while (true);
	}
}

/* The server warns: says what of, and asks whether to go on. */
static bool goes_on(struct session *session, struct conduct *conduct)
{
	struct buf text = {0};
	warned_text(&text, conduct->view, session->refusal, conduct->style);
	if (!conduct->can_ask) {
		output_flush_to(&text, stderr);
		buf_deinit(&text);
		fputs("Nothing was done. With --anyway it is, and what is broken is recorded.\n",
		    stderr);
		return false;
	}
	show_before(&text);
	char line[64];
	return ask_line(WARNED_QUESTION, line, sizeof(line)) && words_are_yes(line) &&
	       anyway_set(conduct->command);
}

/* A colleague has written the same draft meanwhile: both are shown, and theirs counts as seen. */
static void changed_meanwhile(struct session *session, const struct conduct *conduct)
{
	struct buf text = {0};
	uint64_t id;
	if (request_draft_conflict(&text, session->view, conduct->command, &id)) {
		output_flush_to(&text, stderr);
		session_look(session, VIEW_LOOK_REQUEST, id, view_newest(session->view));
	}
	buf_deinit(&text);
}

static int send_it(
    struct session *session, struct conduct *conduct, const struct session_options *options)
{
	int status =
	    attach_documents(session, conduct->documents, conduct->document_count, conduct->arena);
	if (status != CLI_OK) {
		return status;
	}
	if (options->json) {
		return output_command(session, conduct->command, options, conduct->done);
	}
	status = session_try(session, conduct->command);
	if (status == CLI_WARNED && session->refusal != NULL) {
		if (goes_on(session, conduct)) {
			return output_command(session, conduct->command, options, conduct->done);
		}
		return CLI_WARNED;
	}
	if (status == CLI_OK) {
		output_done(session, conduct->done);
	} else if (!session->ended && session->answered) {
		if (session->error == CONVENE__V1__ERROR_CODE__ERROR_CODE_CONFLICT) {
			changed_meanwhile(session, conduct);
		}
		cli_complain("%s", session->error_text);
	}
	return status;
}

/* A long answer comes in pieces. */
static int query(struct session *session, struct conduct *conduct)
{
	for (;;) {
		int status;
		const Convene__V1__QueryResult *result =
		    session_query(session, conduct->query, &status);
		if (result == NULL) {
			return status;
		}
		bool more = result->body_case == CONVENE__V1__QUERY_RESULT__BODY_KNOWLEDGE &&
		            result->knowledge->more && result->knowledge->n_holdings > 0;
		conduct->answered(conduct, result);
		if (!output_flush(&conduct->out)) {
			return CLI_LOCAL;
		}
		if (!more) {
			return CLI_OK;
		}
	}
}

static int carry_out(const struct command *command, const struct conduct_noun *noun,
    struct session *session, struct conduct *conduct, const struct session_options *options,
    const struct operands *operands)
{
	enum conduct_outcome outcome =
	    conduct_run(conduct, noun, operands->count, operands->values);
	switch (outcome) {
	case CONDUCT_SHOWN:
		if (conduct->looked) {
			session_look(
			    session, conduct->look_kind, conduct->look_id, conduct->look_through);
		}
		return output_flush(&conduct->out) ? CLI_OK : CLI_LOCAL;
	case CONDUCT_ASK:
		if (!converse(conduct)) {
			cli_complain("nothing was sent");
			return CLI_REFUSED;
		}
		return send_it(session, conduct, options);
	case CONDUCT_SEND:
		output_flush(&conduct->out);
		return send_it(session, conduct, options);
	case CONDUCT_QUERY:
		return query(session, conduct);
	case CONDUCT_USAGE:
		return options_usage(command, "%s", conduct->why);
	case CONDUCT_REFUSED:
	case CONDUCT_LOCAL:
		output_flush_to(&conduct->out, stderr);
		break;
	}
	cli_complain("%s", conduct->why);
	return outcome == CONDUCT_LOCAL ? CLI_LOCAL : CLI_REFUSED;
}

int conduct_main(
    const struct command *command, const struct conduct_noun *noun, int argc, char **argv)
{
	struct session_options connection = {.link = NULL};
	struct session session = {.driver = NULL};
	union conduct_value values[CONDUCT_OPTIONS_MAX] = {{.list = {.count = 0}}};
	const struct option common[] = {SESSION_OPTIONS(&connection), SESSION_JSON(&connection)};
	struct option options[CONDUCT_OPTIONS_MAX] = {{.name = NULL}};
	size_t count = conduct_options(noun, values, options);
	struct style style = output_style();
	memcpy(options + count, common, sizeof(common));
	struct operands operands;
	int status = options_parse(command, options, argc, argv, &operands);
	if (status >= 0) {
		return status;
	}
	status = session_open(&session, &connection, SESSION_CAUGHT_UP);
	if (status != CLI_OK) {
		return status;
	}
	struct conduct conduct;
	conduct_init(&conduct, session.view, &style, session_exercise_ms(&session));
	memcpy(conduct.values, values, sizeof(values));
	conduct.json = connection.json;
	conduct.can_ask = !connection.json && isatty(STDIN_FILENO) && ask_possible();
	status = carry_out(command, noun, &session, &conduct, &connection, &operands);
	conduct_deinit(&conduct);
	session_close(&session);
	return status;
}
