/*
 * From an event of the connection to lines on the screen. The view has taken the event in already;
 * whatever waits for an answer is asked first whether it was its own.
 */
#include "client/cli/join/told.h"

#include "client/cli/join/edit_inject.h"
#include "client/cli/join/messages.h"
#include "client/cli/join/noun.h"
#include "client/cli/join/saying.h"
#include "client/cli/join/status.h"
#include "client/cli/join/transfers.h"
#include "client/cli/session/output.h"
#include "client/cli/show/waiting_text.h"
#include "client/cli/terminal/terminal.h"
#include "client/cli/timeline/timeline.h"
#include "proto/wrap.h"

#include <inttypes.h>
#include <string.h>

/* Lines of what has been, shown when somebody joins. */
#define CATCH_UP_LINES 12

/* Not broken into lines: it is to be copied. */
static void show_link(struct join *join, const Convene__V1__CommandResult *result)
{
	struct buf out = {0};
	char link[640];
	output_link(&join->session, result->join_code, link, sizeof(link));
	join_say(join,
	    "Invite %" PRIu64 "; its link is a secret and is shown only now:", result->object_id);
	buf_printf(&out, "%s\n", link);
	colour_resolve(&out);
	terminal_print(join->terminal, &out);
	buf_deinit(&out);
}

static void on_result(struct join *join, const struct convene_result *answer)
{
	const char *done = (const char *)(uintptr_t)answer->tag;
	const Convene__V1__Error *error = answer->result->error;
	char line[UNSENT_LINE];
	if (unsent_answered(&join->unsent, &answer->result->command_id, line)) {
		join_say(
		    join, "%s: %s", error == NULL ? "Sent now" : "Sent now, and refused", line);
	}
	if (join_conduct_result(join, answer) || messages_result(join, answer) ||
	    edit_inject_result(join, answer)) {
		return;
	}
	if (done == transfers_stored_tag) {
		transfers_stored(join, error);
		return;
	}
	if (error != NULL) {
		join_refuse(join, "Refused: %s", error->message);
	} else if (done != NULL) {
		join_say(join, "%s", done);
	}
	if (error == NULL && answer->result->join_code[0] != '\0') {
		show_link(join, answer->result);
	}
}

static void on_entry(struct join *join, const struct view_marked *marked)
{
	const Convene__V1__Event *event = marked->event;
	struct style style = join->style;
	struct buf text = {0};
	style.hangs = true;
	timeline_event(&text, join->session.view, marked, &style);
	if (text.len == 0) {
		return;
	}
	colour_resolve(&text);
	past_add(&join->past, join->session.view, event, &text);
	if (join->live) {
		join_print(join, &text);
	}
	buf_deinit(&text);
	if (join->live && event->body_case == CONVENE__V1__EVENT__BODY_ANNOUNCED &&
	    event->announced->urgent) {
		terminal_ring(join->terminal);
	}
}

/* Names that had been waited for. */
static void on_people(struct join *join)
{
	Convene__V1__ParticipantJoined joined;
	Convene__V1__Event event;
	struct view_marked marked = {.event = &event};
	size_t at = 0;
	while (view_next_late_join(join->session.view, &at, &marked.mark, &event, &joined)) {
		on_entry(join, &marked);
	}
}

/* The planned time nears its end, or is over. */
static void on_ending(void *context, const char *line)
{
	join_say(context, "%s", line);
}

/* One's own call for welfare, as it stands: that it was answered is said once. */
static void tell_own_call(struct join *join, bool also_open)
{
	const struct view_welfare *welfare = &join->session.view->welfare;
	if (!welfare->called) {
		return;
	}
	if (welfare->open) {
		if (also_open) {
			join_say(join, "Your call for welfare is open; organisers and controllers "
			               "know. `welfare status` says how it stands.");
		}
		return;
	}
	if (view_looked(
	        join->session.view, VIEW_LOOK_ANSWER, 0, view_answer_at(join->session.view))) {
		return;
	}
	if (welfare->text != NULL) {
		join_say(join, "Your call for welfare is answered: %s", welfare->text);
	} else {
		join_say(join, "Your call for welfare is answered.");
	}
	session_look(&join->session, VIEW_LOOK_ANSWER, 0, view_answer_at(join->session.view));
}

/* What nobody has seen to yet: at login, before anything else is done. */
static void tell_calls(struct join *join)
{
	struct buf out = {0};
	waiting_text_calls(&out, join->session.view,
	    &(struct waiting_style){.style = &join->style,
	        .now_ms = session_exercise_ms(&join->session),
	        .typed = true});
	if (out.len > 0) {
		join_show(join, &out);
	} else {
		buf_deinit(&out);
	}
}

void told_caught_up(struct join *join)
{
	const struct view *view = join->session.view;
	const struct filter everything = {.kind = NULL};
	size_t unread = view_unread(view);
	struct buf text = {0};
	if (join->live) {
		return;
	}
	join->live = true;
	if (terminal_is_interactive(join->terminal)) {
		ending_start(&join->ending, &join->session, on_ending, join);
	}
	if (view->exercise != NULL && view_text(view, view->exercise->content_note)[0] != '\0') {
		struct buf note = {0};
		style_begin(&note, &join->style, COLOUR_DIM);
		buf_append_text(&note, "Content note: ");
		wrap_append(&note, view_text(view, view->exercise->content_note), join->style.width,
		    strlen("Content note: "), 0);
		style_end(&note, &join->style);
		join_show(join, &note);
	}
	past_append(&join->past, &text, &everything, CATCH_UP_LINES, NULL);
	join_print(join, &text);
	buf_deinit(&text);
	if (unread > 0 && view->role == CONVENE__V1__ROLE__ROLE_PLAYER) {
		join_say(join, "%zu not read yet: `inbox new` lists them.", unread);
	}
	if (waiting_count(view) > 0) {
		join_say(join, "%zu %s for you: `waiting` lists %s.", waiting_count(view),
		    waiting_count(view) == 1 ? "thing waits" : "things wait",
		    waiting_count(view) == 1 ? "it" : "them");
	}
	join_say(join, "`help` says what you can do; `briefing` is what to read first.");
	tell_own_call(join, true);
	tell_calls(join);
}

void told_observe(void *context, const struct convene_event *event)
{
	struct join *join = context;
	if (join->terminal == NULL && event->kind != CONVENE_ENTRY &&
	    event->kind != CONVENE_PEOPLE) {
		return;
	}
	switch (event->kind) {
	case CONVENE_ENTRY:
		on_entry(join, &(struct view_marked){event->entry.mark, event->entry.event});
		break;
	case CONVENE_PEOPLE:
		on_people(join);
		break;
	case CONVENE_CAUGHT_UP:
		told_caught_up(join);
		break;
	case CONVENE_RESULT:
		on_result(join, &event->result);
		break;
	case CONVENE_THROTTLED:
		join_say(join, "That was more at once than the server takes from one person. What "
		               "waits goes by itself, in its order; nothing is lost.");
		break;
	case CONVENE_WELFARE:
		tell_own_call(join, false);
		break;
	case CONVENE_ANSWER:
		join_conduct_reply(join, event->answer);
		break;
	case CONVENE_UPLOADED:
		transfers_uploaded(join, &event->transfer);
		break;
	case CONVENE_DOWNLOADED:
		transfers_downloaded(join, &event->transfer);
		break;
	case CONVENE_NOTICE:
		join_say(join, "The server says: %s", event->notice->message);
		break;
	case CONVENE_OFFLINE:
		status_offline(join, &event->loss);
		break;
	case CONVENE_WELCOME:
		status_online(join);
		join_conduct_online(join);
		break;
	case CONVENE_STOPPED:
		terminal_stop(join->terminal);
		break;
	default:
		break;
	}
}
