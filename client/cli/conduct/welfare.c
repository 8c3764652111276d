/* `convene welfare`: calls for welfare, one's own and, for those who answer them, everybody's. */
#include "client/cli/conduct/conduct.h"
#include "client/cli/show/waiting_text.h"
#include "client/cli/text/urgent.h"
#include "client/cli/text/when.h"
#include "proto/json.h"
#include "proto/words.h"
#include "proto/wrap.h"
#include "proto/xalloc.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

static bool answers_calls(const struct view *view)
{
	return view->role == CONVENE__V1__ROLE__ROLE_ORGANISER ||
	       view->role == CONVENE__V1__ROLE__ROLE_CONTROLLER;
}

static void status_json(struct conduct *conduct)
{
	const struct view_welfare *welfare = &conduct->view->welfare;
	struct buf *out = &conduct->out;
	buf_append_byte(out, '{');
	json_member_bool(out, "called", welfare->called);
	if (welfare->called) {
		json_member_bool(out, "open", welfare->open);
		json_member_unsigned(out, "calls", welfare->own_calls);
		json_member_signed(out, "raisedWallMs", welfare->raised_ms);
		if (!welfare->open) {
			json_member_signed(out, "answeredWallMs", welfare->answered_ms);
			json_member_text(out, "text", welfare->text != NULL ? welfare->text : "");
		}
	}
	buf_append_text(out, "}\n");
}

static void status_text(struct conduct *conduct)
{
	const struct view_welfare *welfare = &conduct->view->welfare;
	struct buf *out = &conduct->out;
	char raised[WHEN_WALL_SIZE], answered[WHEN_WALL_SIZE];
	if (!welfare->called) {
		buf_append_text(out, "You have not called for welfare; `welfare` does.\n");
		return;
	}
	if (welfare->open) {
		buf_printf(out,
		    "Your call of %s is open: organisers and controllers know, and nobody else.\n",
		    when_wall(welfare->raised_ms, raised));
		return;
	}
	buf_printf(out, "Your call of %s was answered at %s", when_wall(welfare->raised_ms, raised),
	    when_wall(welfare->answered_ms, answered));
	if (welfare->text != NULL) {
		buf_append_text(out, ": ");
		wrap_append(out, welfare->text, conduct->style->width, 0, 2);
	} else {
		buf_append_text(out, ".\n");
	}
}

static enum conduct_outcome status(struct conduct *conduct)
{
	const struct view_welfare *welfare = &conduct->view->welfare;
	(conduct->json ? status_json : status_text)(conduct);
	if (!welfare->called || welfare->open) {
		return CONDUCT_SHOWN;
	}
	conduct->looked = true;
	conduct->look_kind = VIEW_LOOK_ANSWER;
	conduct->look_through = view_answer_at(conduct->view);
	return CONDUCT_SHOWN;
}

static void open_calls(struct conduct *conduct)
{
	struct waiting_style how = {.style = conduct->style,
	    .now_ms = conduct->now_ms,
	    .typed = conduct->typed,
	    .json = conduct->json};
	size_t before = conduct->out.len;
	waiting_text_calls(&conduct->out, conduct->view, &how);
	if (conduct->out.len == before && !conduct->json) {
		buf_append_text(&conduct->out, "no call for welfare is open\n");
	}
}

static enum conduct_outcome not_told(struct conduct *conduct)
{
	return conduct_refuse(
	    conduct, "calls are seen and answered by organisers and controllers only");
}

static enum conduct_outcome list(struct conduct *conduct)
{
	if (!answers_calls(conduct->view)) {
		return not_told(conduct);
	}
	open_calls(conduct);
	/* whoever said nothing else may have wanted to call */
	if (conduct->count == 0 && !conduct->json) {
		buf_printf(&conduct->out, "To call for a pause yourself: `%s`.\n",
		    conduct->typed ? "pause for welfare" : "convene welfare raise");
	}
	return CONDUCT_SHOWN;
}

/* How many words are the whole name, or 1 for its first word alone; 0: it is another's. */
static int name_words(const char *name, int count, char **words)
{
	const char *at = name;
	for (int i = 0; i < count; i++) {
		size_t len = strlen(words[i]);
		if (strncasecmp(at, words[i], len) != 0) {
			break;
		}
		at += len;
		if (*at == '\0') {
			return i + 1;
		}
		if (*at++ != ' ') {
			break;
		}
	}
	return strlen(words[0]) == strcspn(name, " ") &&
	       strncasecmp(name, words[0], strlen(words[0])) == 0;
}

/* By number, or by name where only one who called has it: all of it, or its first word. Their
 * number of words goes to `words`. 0 with `why`, and the open calls shown. */
static uint64_t caller(struct conduct *conduct, int *words)
{
	const struct view *view = conduct->view;
	uint64_t id = 0, found = 0;
	size_t count = 0;
	*words = 1;
	if (options_number(conduct->words[1], &id)) {
		return id;
	}
	*words = 0;
	for (size_t i = 0; i < view->welfare.call_count; i++) {
		const struct view_call *call = &view->welfare.calls[i];
		char name[32];
		int fits = call->answered != NULL
		               ? 0
		               : name_words(view_name(view, call->participant_id, name),
		                     conduct->count - 1, conduct->words + 1);
		if (fits == 0 || fits < *words) {
			continue;
		}
		count = fits > *words ? 1 : count + 1;
		*words = fits;
		found = call->participant_id;
	}
	if (count == 1) {
		return found;
	}
	open_calls(conduct);
	conduct_refuse(conduct,
	    "%s called \"%s\" has a call that is open; `welfare answer NUMBER TEXT` answers one",
	    count == 0 ? "nobody" : "more than one", conduct->words[1]);
	return 0;
}

static enum conduct_outcome answer(struct conduct *conduct)
{
	if (!answers_calls(conduct->view)) {
		return not_told(conduct);
	}
	if (conduct->count < 2) {
		return conduct_usage(
		    conduct, "welfare answer wants a number or name from `welfare list`");
	}
	int words;
	uint64_t id = caller(conduct, &words);
	if (id == 0) {
		return CONDUCT_REFUSED;
	}
	const struct view_call *call = view_open_call(conduct->view, id);
	if (call == NULL) {
		open_calls(conduct);
		return conduct_refuse(conduct,
		    "nobody with number %" PRIu64
		    " has a call that is open; `welfare list` shows the numbers",
		    id);
	}
	/* the answer closes all that was said, so all of it is seen once more */
	if (call->calls > 1 && !conduct->json) {
		waiting_text_notes(&conduct->out, call, conduct->style->width, 2);
	}
	Convene__V1__AnswerWelfare *command = conduct_begin(
	    conduct, CONVENE__V1__COMMAND__BODY_ANSWER_WELFARE, "answered; the person is told");
	command->participant_id = id;
	command->seen_seq = conduct->view->last_mark;
	command->text = conduct_rest(conduct, 1 + words, NULL);
	return CONDUCT_SEND;
}

static enum conduct_outcome raise_call(struct conduct *conduct)
{
	char *note = xcheck(arena_alloc(conduct->arena, URGENT_NOTE_MAX + 1));
	/* whoever calls for help is not sent back for a shorter note */
	urgent_note(conduct_rest(conduct, 1, NULL), note);
	Convene__V1__RaiseWelfare *command =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_RAISE_WELFARE,
	        urgent_note_is_cut(note)
	            ? "the controllers know; your note is long, and its beginning went along"
	            : "the controllers know");
	command->note = note;
	return CONDUCT_SEND;
}

static enum conduct_outcome run(struct conduct *conduct)
{
	if (conduct->count == 0 && answers_calls(conduct->view)) {
		return list(conduct);
	}
	return conduct_by_verb(conduct);
}

static const struct conduct_verb verbs[] = {{.name = "status", .roles = EVERYBODY, .run = status},
    {.name = "raise", .roles = MAY_RAISE_WELFARE, .run = raise_call},
    {.name = "list", .roles = ORGANISERS | CONTROLLERS, .run = list},
    {.name = "answer", .roles = MAY_ANSWER_WELFARE, .run = answer}, {.name = NULL}};

const char conduct_welfare_usage[] = "[status | raise [NOTE] | list | answer PERSON [TEXT]]";

const struct conduct_noun conduct_welfare = {
    .name = "welfare", .options = conduct_no_options, .run = run, .verbs = verbs};
