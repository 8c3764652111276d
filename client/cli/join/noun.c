/* Verbs of the conduct of an exercise: the nouns of client/cli/conduct, typed in a line. */
#include "client/cli/join/noun.h"

#include "client/cli/conduct/nouns.h"
#include "client/cli/conduct/request_draft.h"
#include "client/cli/conduct/words.h"
#include "client/cli/join/desk.h"
#include "client/cli/join/documents.h"
#include "client/cli/join/help.h"
#include "client/cli/join/messages.h"
#include "client/cli/join/saying.h"
#include "client/cli/join/verbs.h"
#include "client/cli/show/warned.h"
#include "client/cli/terminal/terminal.h"
#include "proto/list.h"
#include "proto/model/anyway.h"
#include "proto/xalloc.h"

#include <stdio.h>
#include <string.h>

/*
 * What is being talked about. A command may come back with a warning, and is kept until it is
 * answered; its address is its tag.
 */
struct join_conduct {
	Convene__V1__Command **deeds; /* owned, each: without an id, and without an answer yet */
	size_t deed_count, deed_cap;
	Convene__V1__Command *warned; /* owned: the person is asked about it; NULL: none */
	struct conduct conduct;       /* of the dialogue or query that is under way */
	struct buf line;              /* owned: what the words of `conduct` point into */
	bool busy;
	uint64_t query_id;
	char prompt[200];
};

static struct join_conduct *state_of(struct join *join)
{
	if (join->conduct == NULL) {
		join->conduct = xcalloc(1, sizeof(*join->conduct));
	}
	return join->conduct;
}

static void done_with(struct join_conduct *state)
{
	if (!state->busy) {
		return;
	}
	conduct_deinit(&state->conduct);
	buf_deinit(&state->line);
	state->busy = false;
}

static void free_deed(Convene__V1__Command *deed)
{
	convene__v1__command__free_unpacked(deed, NULL);
}

void join_conduct_deinit(struct join *join)
{
	struct join_conduct *state = join->conduct;
	if (state == NULL) {
		return;
	}
	done_with(state);
	for (size_t i = 0; i < state->deed_count; i++) {
		free_deed(state->deeds[i]);
	}
	free(state->deeds);
	free_deed(state->warned);
	free(state);
	join->conduct = NULL;
}

/* `deed` is taken over. */
static void send_deed(struct join *join, Convene__V1__Command *deed)
{
	struct join_conduct *state = state_of(join);
	if (join_submit(join, deed, (uint64_t)(uintptr_t)deed)) {
		*LIST_ADD(state->deeds, state->deed_count, state->deed_cap) = deed;
	} else {
		free_deed(deed);
	}
}

/* The deed with this tag, taken off the list; NULL: the tag is somebody else's. */
static Convene__V1__Command *take_deed(struct join_conduct *state, uint64_t tag)
{
	for (size_t i = 0; i < state->deed_count; i++) {
		Convene__V1__Command *deed = state->deeds[i];
		if ((uint64_t)(uintptr_t)deed != tag) {
			continue;
		}
		LIST_REMOVE(state->deeds, state->deed_count, i);
		return deed;
	}
	return NULL;
}

static void anyway_answered(struct join *join, char *about, char *line)
{
	struct join_conduct *state = state_of(join);
	Convene__V1__Command *deed = state->warned;
	(void)about;
	state->warned = NULL;
	if (deed != NULL && join_is_yes(join, line) && anyway_set(deed)) {
		send_deed(join, deed);
	} else {
		free_deed(deed);
	}
}

static void warned(struct join *join, Convene__V1__Command *deed, const Convene__V1__Error *error)
{
	struct join_conduct *state = state_of(join);
	struct buf text = {0};
	warned_text(&text, join->session.view, error, &join->style);
	join_show(join, &text);
	if (!join_may_ask(join)) {
		join_refuse(join, "Not done; with --anyway it is, and what is broken is recorded.");
		free_deed(deed);
		return;
	}
	/* one question at a time: an older one that was never answered is dropped */
	free_deed(state->warned);
	state->warned = deed;
	join_ask(join, WARNED_QUESTION, "no", "", anyway_answered);
}

/* A colleague has written the same draft meanwhile: both are shown, and theirs counts as seen. */
static void changed_meanwhile(struct join *join, const Convene__V1__Command *deed)
{
	struct buf text = {0};
	uint64_t id;
	if (request_draft_conflict(&text, join->session.view, deed, &id)) {
		join_show(join, &text);
		session_look(
		    &join->session, VIEW_LOOK_REQUEST, id, view_newest(join->session.view));
	}
	buf_deinit(&text);
}

bool join_conduct_result(struct join *join, const struct convene_result *answer)
{
	const Convene__V1__Error *error = answer->result->error;
	Convene__V1__Command *deed =
	    join->conduct != NULL ? take_deed(join->conduct, answer->tag) : NULL;
	if (deed == NULL) {
		return false;
	}
	if (error != NULL && error->code == CONVENE__V1__ERROR_CODE__ERROR_CODE_WARNED) {
		warned(join, deed, error);
		return true;
	}
	if (error != NULL) {
		if (error->code == CONVENE__V1__ERROR_CODE__ERROR_CODE_CONFLICT) {
			changed_meanwhile(join, deed);
		}
		join_refuse(join, "Refused: %s", error->message);
	} else if (answer->result->unchanged) {
		join_say(join, "Nothing was left to do.");
	}
	free_deed(deed);
	return true;
}

static void ask_query(struct join *join, struct join_conduct *state)
{
	state->conduct.query->id = ++state->query_id;
	int error = convene_query(driver_convene(join->session.client), state->conduct.query);
	if (error == 0) {
		return;
	}
	join_refuse(join, "%s.", convene_error_text(error));
	done_with(state);
}

void join_conduct_reply(struct join *join, const Convene__V1__QueryResult *result)
{
	struct join_conduct *state = join->conduct;
	if (state == NULL || !state->busy || state->conduct.query == NULL ||
	    result->id != state->query_id) {
		return;
	}
	if (result->error != NULL) {
		join_refuse(join, "Refused: %s", result->error->message);
		done_with(state);
		return;
	}
	state->conduct.answered(&state->conduct, result);
	if (result->body_case == CONVENE__V1__QUERY_RESULT__BODY_KNOWLEDGE &&
	    result->knowledge->more && result->knowledge->n_holdings > 0) {
		ask_query(join, state);
		return;
	}
	join_page(join, &state->conduct.out);
	done_with(state);
}

bool join_conduct_waits(const struct join *join)
{
	return join->conduct != NULL && join->conduct->busy && join->conduct->conduct.query != NULL;
}

void join_conduct_online(struct join *join)
{
	if (join_conduct_waits(join)) {
		ask_query(join, join->conduct);
	}
}

static void next_question(struct join *join);

static void dialogue_answered(struct join *join, char *about, char *line)
{
	struct join_conduct *state = state_of(join);
	(void)about;
	if (!state->busy) {
		return;
	}
	char word[VERB_WORD_SIZE];
	if (state->conduct.dialogue.words && verbs_begin(join->session.view->role, line, word)) {
		join_say(join, VERB_NOT_TAKEN, word);
	} else if (!state->conduct.dialogue.take(&state->conduct, line)) {
		join_say(join, "%s", state->conduct.why);
	}
	next_question(join);
}

static void next_question(struct join *join)
{
	struct join_conduct *state = state_of(join);
	struct buf before = {0};
	if (state->conduct.dialogue.question(
	        &state->conduct, &before, state->prompt, sizeof(state->prompt))) {
		join_show(join, &before);
		join_ask(join, state->prompt, "", "", dialogue_answered);
		return;
	}
	buf_deinit(&before);
	send_deed(join, join_copy(state->conduct.command));
	done_with(state);
}

static void carry_out(struct join *join, struct join_conduct *state, enum conduct_outcome outcome)
{
	switch (outcome) {
	case CONDUCT_SHOWN:
		if (state->conduct.looked) {
			session_look(&join->session, state->conduct.look_kind,
			    state->conduct.look_id, state->conduct.look_through);
		}
		join_page(join, &state->conduct.out);
		break;
	case CONDUCT_SEND:
		if (state->conduct.out.len > 0) {
			join_show(join, &state->conduct.out);
		}
		if (state->conduct.document_count > 0) {
			join_refuse(join, "It has documents: use `convene request`, outside.");
		} else {
			send_deed(join, join_copy(state->conduct.command));
		}
		break;
	case CONDUCT_ASK:
		join_say(join, "Ctrl-C: not done.");
		next_question(join);
		return;
	case CONDUCT_QUERY:
		ask_query(join, state);
		return;
	case CONDUCT_USAGE:
	case CONDUCT_REFUSED:
	case CONDUCT_LOCAL:
		if (state->conduct.out.len > 0) {
			join_show(join, &state->conduct.out);
		}
		join_refuse(join, "%s%s", state->conduct.why,
		    state->conduct.why[strcspn(state->conduct.why, "?")] == '?' ? "" : ".");
		break;
	}
	done_with(state);
}

void join_conduct_run(struct join *join, const struct conduct_noun *noun, const char *rest)
{
	struct join_conduct *state = state_of(join);
	struct option options[CONDUCT_OPTIONS_MAX] = {{.name = NULL}};
	int most = (int)(strlen(rest) / 2 + 1); /* each has a blank behind it */
	if (join_conduct_waits(join)) {
		join_refuse(join, "What you asked before was not answered, and is asked no more.");
	}
	done_with(state);
	conduct_init(
	    &state->conduct, join->session.view, &join->style, session_exercise_ms(&join->session));
	state->busy = true;
	state->conduct.can_ask = terminal_has_person(join->terminal);
	state->conduct.typed = true;
	buf_append(&state->line, rest, strlen(rest) + 1);
	char **words = xcheck(arena_array(state->conduct.arena, (size_t)most, sizeof(*words)));
	int count = conduct_split((char *)state->line.data, words, most);
	conduct_options(noun, state->conduct.values, options);
	const char *loose = conduct_loose_text(options, count, words);
	if (loose != NULL) {
		done_with(state);
		join_refuse(join,
		    "Where does the text of --%s end? Put it in double quotes: --%s \"TEXT\".",
		    loose, loose);
		return;
	}
	struct operands operands;
	char why[400];
	if (options_read(options, count, words, &operands, why, sizeof(why)) != OPTIONS_GOOD) {
		bool asked = count > 0 && (strcmp(words[count - 1], "--help") == 0 ||
		                              strcmp(words[count - 1], "-h") == 0);
		done_with(state);
		if (asked) {
			help_verb(join, noun == &conduct_answer ? "questions" : noun->name);
		} else {
			join_refuse(join, "%s; `help %s` lists the options.", why,
			    noun == &conduct_answer ? "questions" : noun->name);
		}
		return;
	}
	carry_out(join, state, conduct_run(&state->conduct, noun, operands.count, operands.values));
}

void verb_noun(struct join *join, char *rest)
{
	join_conduct_run(join, conduct_noun(join->verb->name), rest);
}

void verb_questions(struct join *join, char *rest)
{
	join_conduct_run(join, &conduct_answer, rest);
}

void verb_waiting(struct join *join, char *rest)
{
	if (join->outbox.waiting_count > 0) {
		documents_list(join); /* one's own: what is not sent yet */
	}
	join_conduct_run(join, &conduct_waiting, rest);
}

bool join_conduct_answers(struct join *join, const char *line)
{
	char word[80];
	size_t len = strcspn(line, " \n");
	snprintf(word, sizeof(word), "%.*s", (int)(len < 79 ? len : 79), line);
	return conduct_verb(&conduct_answer, word) != NULL ||
	       view_questionnaire(join->session.view, word) != NULL;
}
