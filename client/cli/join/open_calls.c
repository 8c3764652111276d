#include "client/cli/join/open_calls.h"

#include "client/cli/join/desk.h"
#include "client/cli/join/proposal.h"
#include "client/cli/join/saying.h"
#include "client/cli/text/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* How far the questions have come. The view changes meanwhile, so nothing of it is kept. */
struct asking {
	uint64_t seen;  /* the last event, when the calls were shown */
	uint64_t asked; /* the call that is, or was last, asked about; 0: none yet */
};

static const struct view_call *next_call(const struct view *view, const struct asking *asking)
{
	for (size_t i = 0; i < view->welfare.call_count; i++) {
		const struct view_call *call = &view->welfare.calls[i];
		if (call->answered == NULL && call->mark > asking->asked &&
		    call->mark <= asking->seen) {
			return call;
		}
	}
	return NULL;
}

/* NULL: somebody else has answered it. */
static const struct view_call *asked_call(const struct view *view, uint64_t mark)
{
	for (size_t i = 0; i < view->welfare.call_count; i++) {
		if (view->welfare.calls[i].mark == mark) {
			return view->welfare.calls[i].answered == NULL ? &view->welfare.calls[i]
			                                               : NULL;
		}
	}
	return NULL;
}

static void answer(struct join *join, const struct view_call *call, uint64_t seen, char *text)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__AnswerWelfare body = CONVENE__V1__ANSWER_WELFARE__INIT;
	body.participant_id = call->participant_id;
	body.text = text;
	body.seen_seq = seen;
	command.body_case = CONVENE__V1__COMMAND__BODY_ANSWER_WELFARE;
	command.answer_welfare = &body;
	/* the event says whose call it was; by now the next may be asked about */
	join_send(join, &command, NULL);
}

static void answered(struct join *join, char *about, char *line);

static void ask_next(struct join *join, const struct asking *asking)
{
	const struct view *view = join->session.view;
	const struct view_call *call = next_call(view, asking);
	char about[80], name[32];
	if (call != NULL) {
		join_say(
		    join, "What was done for %s?", view_name(view, call->participant_id, name));
		snprintf(about, sizeof(about), "%" PRIu64 " %" PRIu64, asking->seen, call->mark);
		join_ask(join,
		    "Your answer to the call (yes: it stays open; Enter: not done): ", "", about,
		    answered);
	} else {
		bool since = view_called_since(view, asking->seen);
		if (since) {
			join_say(join, "Somebody has called meanwhile.");
		}
		proposal_calls_asked(join, since);
	}
}

/* Nobody who asked for help gets a command for an answer. */
static bool is_command(struct join *join, const char *line)
{
	char word[VERB_WORD_SIZE];
	if (!verbs_begin(join->session.view->role, line, word)) {
		return false;
	}
	join_say(join, VERB_NOT_TAKEN, word);
	return true;
}

static void answered(struct join *join, char *about, char *line)
{
	struct asking asking = {.seen = 0};
	if (sscanf(about, "%" SCNu64 " %" SCNu64, &asking.seen, &asking.asked) != 2) {
		return;
	}
	/* as at every other question; and no answer to somebody who asked for help */
	if (strcmp(line, "no") == 0 || line[0] == '\0') {
		join_say(join, "Not done.");
		return;
	}
	const struct view_call *call = asked_call(join->session.view, asking.asked);
	if (call == NULL) {
		join_say(join, "That call was answered meanwhile, by somebody else.");
	} else if (!words_are_yes(line) && is_command(join, line)) {
		asking.asked = call->mark - 1; /* once more */
	} else if (!words_are_yes(line)) {
		answer(join, call, asking.seen, line);
	}
	ask_next(join, &asking);
}

void open_calls_ask(struct join *join)
{
	const struct asking asking = {.seen = join->session.view->last_mark};
	ask_next(join, &asking);
}
