/* `convene interpreter`: interpreters as a limited resource. */
#include "client/cli/conduct/find.h"
#include "client/cli/text/when.h"
#include "client/cli/text/words.h"
#include "client/cli/text/wrap.h"
#include "proto/json.h"
#include "proto/words.h"

#include <inttypes.h>

static void line(struct conduct *conduct, const Convene__V1__Interpreter *one)
{
	const struct view *view = conduct->view;
	const struct view_booking *booking = view_booking_of(view, one->id);
	struct buf text = {0};
	char length[WHEN_SIZE], both[WHEN_SIZE];
	buf_printf(&text, "%-18s %s  ", one->id, view_title(view, VIEW_INTERPRETER, one->id));
	words_list(&text, one->languages, one->n_languages);
	buf_printf(&text, "; comes within %s", when_length(one->delay_ms, length));
	buf_append_text(&text, one->n_countries > 0 ? "; for " : "");
	words_list(&text, one->countries, one->n_countries);
	if (booking != NULL) {
		const struct view_case *file = view_case(view, booking->booked->case_id);
		buf_printf(&text, "\nbooked by %s for %s, %s %s; booking %" PRIu64,
		    booking->booked->team_id, file != NULL ? file->reference : "a case",
		    booking->arrived ? "there since" : "arrives",
		    when_both(view, booking->booked->arrives_ms, both), booking->id);
	}
	wrap_buf(&conduct->out, &text, conduct->style->width, 0, 19);
}

static enum conduct_outcome list(struct conduct *conduct)
{
	const struct view *view = conduct->view;
	for (size_t i = 0; i < view_declared_count(view, INTERPRETER); i++) {
		const Convene__V1__Interpreter *one =
		    view_declared_at(view, INTERPRETER, Interpreter, i);
		const struct view_booking *booking = view_booking_of(view, one->id);
		if (!conduct->json) {
			line(conduct, one);
			continue;
		}
		buf_append_byte(&conduct->out, '{');
		json_member_text(&conduct->out, "id", one->id);
		json_member_unsigned(&conduct->out, "bookingId", booking != NULL ? booking->id : 0);
		json_member_bool(&conduct->out, "arrived", booking != NULL && booking->arrived);
		buf_append_text(&conduct->out, "}\n");
	}
	if (view_declared_count(view, INTERPRETER) == 0 && !conduct->json) {
		buf_append_text(&conduct->out, "there are no interpreters\n");
	}
	conduct_look(conduct, VIEW_LOOK_BOOKING, 0);
	return CONDUCT_SHOWN;
}

static enum conduct_outcome book(struct conduct *conduct)
{
	const Convene__V1__Interpreter *one =
	    CONDUCT_FIND(conduct, INTERPRETER, Interpreter, "interpreter", conduct->words[1]);
	const struct view_case *file =
	    one != NULL ? conduct_find_case(conduct, conduct->words[2]) : NULL;
	if (file == NULL) {
		return CONDUCT_REFUSED;
	}
	Convene__V1__BookInterpreter *command =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_BOOK_INTERPRETER, "booked");
	command->interpreter_id = one->id;
	command->case_id = file->id;
	return CONDUCT_SEND;
}

static enum conduct_outcome release(struct conduct *conduct)
{
	uint64_t id;
	const struct view_booking *booking =
	    options_number(conduct->words[1], &id)
	        ? view_booking(conduct->view, id)
	        : view_booking_of(conduct->view, conduct->words[1]);
	if (booking == NULL) {
		return conduct_refuse(conduct, "there is no booking of \"%s\"", conduct->words[1]);
	}
	Convene__V1__ReleaseInterpreter *command =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_RELEASE_INTERPRETER, "released");
	command->booking_id = booking->id;
	return CONDUCT_SEND;
}

static const struct conduct_verb verbs[] = {{.name = "list", .roles = EVERYBODY, .run = list},
    {"book", MAY_BOOK_INTERPRETER, book, NULL, 2, 2, .wants = ": INTERPRETER CASE"},
    {"release", MAY_RELEASE_INTERPRETER, release, NULL, 1, 1,
        .wants = " an interpreter, or a booking"},
    {.name = NULL}};

const char conduct_interpreter_usage[] = "[list | book INTERPRETER CASE | release INTERPRETER]";

const struct conduct_noun conduct_interpreter = {
    .name = "interpreter", .options = conduct_no_options, .run = conduct_by_verb, .verbs = verbs};
