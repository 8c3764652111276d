/*
 * A row for each kind of thing that may wait, with the function that says it. What is to be done
 * about it stands behind it in full, to be typed as it is: in `join` as a verb, elsewhere as a
 * subcommand. Texts of others come in on one line each.
 */
#include "client/cli/show/waiting_text.h"

#include "client/cli/text/when.h"
#include "client/cli/text/words.h"
#include "client/cli/text/wrap.h"
#include "proto/json.h"

#include <inttypes.h>
#include <string.h>

/* What one item is, and what deals with it; both without line breaks. */
struct line {
	struct buf what, command; /* owned */
	bool whole;               /* nothing stands on lines below it */
};

typedef void line_fn(struct line *line, const struct view *view, const struct waiting *item);

static void person(struct buf *out, const struct view *view, uint64_t id)
{
	char name[32];
	wrap_append_line(out, view_name(view, id, name));
}

static bool notes_stand_apart(const struct view_call *call)
{
	return call->calls > 1 && call->note_count > 0;
}

void waiting_text_notes(struct buf *out, const struct view_call *call, size_t width, size_t indent)
{
	for (size_t i = 0; i < call->note_count; i++) {
		const struct view_note *note = &call->notes[i];
		struct buf line = {0};
		char exercise[24], wall[WHEN_WALL_SIZE];
		/* a call pauses the clock: the exercise time of the next may be the same */
		buf_printf(&line, "%-10s %s  ", when_time(note->exercise_ms, exercise),
		    when_wall(note->wall_ms, wall));
		wrap_append_line(&line, note->text);
		buf_printf(out, "%*s", (int)indent, "");
		wrap_buf(out, &line, width, indent, indent + 18);
	}
}

/* An answer reaches nobody who was removed: somebody has to go and see. */
static void call_line(struct line *line, const struct view *view, const struct waiting *item)
{
	const struct view_person *caller = view_person(view, item->call->participant_id);
	buf_append_text(&line->what, "WELFARE: ");
	person(&line->what, view, item->call->participant_id);
	buf_append_text(&line->what, " asks for help");
	if (item->count > 1) {
		buf_printf(&line->what, ", %zu times", item->count);
	}
	if (caller != NULL && caller->removed) {
		buf_append_text(&line->what, " (was removed, and reads no answer)");
	}
	for (size_t i = 0; i < item->call->note_count; i++) {
		if (notes_stand_apart(item->call) && !line->whole) {
			break;
		}
		buf_append_text(&line->what, i == 0 ? ": " : " / ");
		wrap_append_line(&line->what, item->call->notes[i].text);
	}
	buf_printf(&line->command, "welfare answer %" PRIu64 " TEXT", item->call->participant_id);
}

static void own_call_line(struct line *line, const struct view *view, const struct waiting *item)
{
	(void)item;
	if (view->welfare.open) {
		buf_append_text(
		    &line->what, "your call for welfare is open: organisers and controllers know");
	} else {
		buf_append_text(&line->what, "your call for welfare was answered");
		if (view->welfare.text != NULL) {
			buf_append_text(&line->what, ": ");
			wrap_append_line(&line->what, view->welfare.text);
		}
	}
	buf_append_text(&line->command, "welfare status");
}

static void held_line(struct line *line, const struct view *view, const struct waiting *item)
{
	const struct view_inject *inject = item->inject;
	bool choice = inject->held_by == CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_CHOICE;
	buf_printf(&line->what, "inject %s %s: ", inject->id,
	    choice ? "is one of several to choose from"
	    : inject->held_by == CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_OVERDUE
	        ? "is OVERDUE"
	        : "is due, waits for release");
	wrap_append_line(
	    &line->what, inject->plan != NULL ? view_text(view, inject->plan->title) : "");
	if (choice && inject->plan != NULL && inject->plan->group[0] != '\0') {
		buf_append_text(&line->what, "; the others:");
		for (size_t i = 0; i < view->inject_count; i++) {
			const struct view_inject *other = &view->injects[i];
			if (other != inject && other->plan != NULL && other->delivered == NULL &&
			    strcmp(other->plan->group, inject->plan->group) == 0) {
				buf_printf(&line->what, " %s", other->id);
			}
		}
	}
	buf_printf(&line->command, "release %s", inject->id);
}

static void result_line(struct line *line, const struct view *view, const struct waiting *item)
{
	buf_printf(&line->what,
	    "questionnaire %s is closed, its result not released: ", item->questionnaire->id);
	wrap_append_line(
	    &line->what, view_title(view, VIEW_QUESTIONNAIRE, item->questionnaire->id));
	buf_printf(&line->command, "questions release %s", item->questionnaire->id);
}

static void claimed(struct line *line, const struct view *view, const struct view_item *item)
{
	if (item->claimed_by == 0) {
		return;
	}
	buf_append_text(&line->what, " (claimed by ");
	if (item->claimed_by == view->participant_id) {
		buf_append_text(&line->what, "you");
	} else {
		person(&line->what, view, item->claimed_by);
	}
	buf_append_byte(&line->what, ')');
}

static void of_case(struct buf *out, const struct view *view, uint64_t id)
{
	const struct view_case *file = view_case(view, id);
	buf_printf(out, "case %" PRIu64, id);
	if (file != NULL && file->reference[0] != '\0') {
		buf_append_text(out, " (");
		wrap_append_line(out, file->reference);
		buf_append_byte(out, ')');
	}
}

static void item_line(struct line *line, const struct view *view, const struct waiting *waiting)
{
	const struct view_item *item = waiting->item;
	const struct view_message *message = view_message(view, item->message_id);
	const char *from = view_item_from(view, item), *for_whom = view_item_for(item);
	buf_printf(&line->what, "[%" PRIu64 "] %s -> %s: ", item->id, from, for_whom);
	if (item->case_id != 0) {
		buf_append_text(&line->what, item->disclosed != NULL        ? "discloses of "
		                             : view_item_wants_answer(item) ? "refers "
		                                                            : "shares ");
		of_case(&line->what, view, item->case_id);
	} else if (item->request_id != 0) {
		buf_printf(&line->what, "request %" PRIu64 ", ", item->request_id);
		wrap_append_line(&line->what,
		    view_title(view, VIEW_INSTRUMENT,
		        waiting->request != NULL ? waiting->request->content->instrument : ""));
	} else if (message != NULL) {
		char text[160];
		buf_append_text(&line->what,
		    wrap_beginning(text, sizeof(text), view_message_text(message), 60));
	}
	claimed(line, view, item);
	if (item->case_id != 0 && view_item_wants_answer(item)) {
		buf_printf(&line->command,
		    "case accept %" PRIu64 " --contact NAME --alternate NAME", item->case_id);
	} else if (view_item_wants_answer(item)) {
		buf_printf(&line->command, "queue reply %" PRIu64 " TEXT", item->id);
	} else {
		buf_printf(&line->command, "queue dismiss %" PRIu64, item->id);
	}
}

static void request_what(struct line *line, const struct view *view,
    const struct view_request *request, const char *state)
{
	buf_printf(&line->what, "request %" PRIu64 " %s %s%s: ", request->id,
	    request->ours ? "to" : "from",
	    request->ours ? view_party(request->content->to) : request->from_team_id, state);
	wrap_append_line(
	    &line->what, view_title(view, VIEW_INSTRUMENT, request->content->instrument));
}

static void request_line(struct line *line, const struct view *view, const struct waiting *item)
{
	bool sent = item->request->state == CONVENE__V1__REQUEST_STATE__REQUEST_STATE_SENT;
	request_what(line, view, item->request, sent ? "" : ", acknowledged");
	buf_printf(&line->command,
	    sent ? "request ack %" PRIu64 : "request answer %" PRIu64 " TEXT", item->request->id);
}

static void returned_line(struct line *line, const struct view *view, const struct waiting *item)
{
	Convene__V1__RequestState state = item->request->state;
	request_what(line, view, item->request,
	    state == CONVENE__V1__REQUEST_STATE__REQUEST_STATE_RETURNED  ? " is returned to you"
	    : state == CONVENE__V1__REQUEST_STATE__REQUEST_STATE_REFUSED ? " is refused"
	                                                                 : " is answered");
	buf_printf(&line->command, "request show %" PRIu64, item->request->id);
}

static void late_line(struct line *line, const struct view *view, const struct waiting *item)
{
	const struct view_request *request = item->request;
	buf_printf(&line->what, "request %" PRIu64 " %s -> %s: ", request->id,
	    request->from_team_id, view_party(request->content->to));
	wrap_append_line(
	    &line->what, view_title(view, VIEW_INSTRUMENT, request->content->instrument));
	buf_printf(&line->command, "request show %" PRIu64, request->id);
}

static void inject_line(struct line *line, const struct view *view, const struct waiting *item)
{
	const Convene__V1__InjectDelivered *delivered = item->inject->delivered;
	bool unread = item->kind == WAITING_UNREAD_INJECT;
	buf_printf(&line->what, "inject %s from %s%s: ", item->inject->id,
	    delivered->from[0] != '\0' ? delivered->from : "control",
	    unread ? ", not read" : ", not answered");
	wrap_append_line(&line->what, view_text(view, delivered->title));
	buf_printf(&line->command, unread ? "read %s" : "answer %s TEXT", item->inject->id);
}

static void thread_line(struct line *line, const struct view *view, const struct waiting *item)
{
	const struct view_thread *thread = item->thread;
	(void)view;
	buf_printf(&line->what, "thread %" PRIu64 " ", thread->id);
	words_parties(&line->what, thread->opened);
	if (item->count > 0) {
		buf_printf(&line->what, ", %zu new", item->count);
	}
	buf_append_text(&line->what, ": ");
	wrap_append_line(&line->what, thread->opened->subject);
	buf_printf(&line->command,
	    item->kind == WAITING_UNREAD_THREAD ? "read %" PRIu64 : "say %" PRIu64 " TEXT",
	    thread->id);
}

static void referral_line(struct line *line, const struct view *view, const struct waiting *item)
{
	if (item->kind == WAITING_REFERRAL) {
		buf_printf(&line->what, "%s refers ", item->referral->shared->from_team_id);
		of_case(&line->what, view, item->file->id);
		buf_append_text(&line->what, " to you");
		buf_printf(&line->command,
		    "case accept %" PRIu64 " --contact NAME --alternate NAME", item->file->id);
		return;
	}
	of_case(&line->what, view, item->file->id);
	buf_printf(&line->what, ": %s %s your referral", item->referral->answered->team_id,
	    item->referral->answered->accepted ? "accepts" : "declines");
	buf_printf(&line->command, "case show %" PRIu64, item->file->id);
}

static void case_line(struct line *line, const struct view *view, const struct waiting *item)
{
	buf_append_text(&line->what, "news of ");
	of_case(&line->what, view, item->file->id);
	buf_append_text(&line->what, " came to your team");
	buf_printf(&line->command, "case show %" PRIu64, item->file->id);
}

static void booking_line(struct line *line, const struct view *view, const struct waiting *item)
{
	buf_append_text(&line->what, "interpreter ");
	wrap_append_line(
	    &line->what, view_title(view, VIEW_INTERPRETER, item->booking->booked->interpreter_id));
	buf_append_text(&line->what, " has arrived for ");
	of_case(&line->what, view, item->booking->booked->case_id);
	buf_append_text(&line->command, "interpreter list");
}

static void asked_line(struct line *line, const struct view *view, const struct waiting *item)
{
	buf_printf(&line->what, "questionnaire %s: ", item->questionnaire->id);
	wrap_append_line(&line->what, view_text(view, item->questionnaire->asked->title));
	buf_printf(&line->command, "questions %s", item->questionnaire->id);
}

/* By kind: its line, what it is called in JSON, and how the shell's command begins where it is not
 * the same word. */
static const struct {
	const char *name;
	line_fn *write;
	const char *typed, *shell; /* NULL: "convene " before it is enough */
} kinds[] = {
    [WAITING_CALL] = {"welfare", call_line, NULL, NULL},
    [WAITING_INJECT] = {"inject", held_line, NULL, "convene inject "},
    [WAITING_RESULT] = {"result", result_line, "questions ", "convene answer "},
    [WAITING_ITEM] = {"item", item_line, NULL, NULL},
    [WAITING_LATE_REQUEST] = {"late-request", late_line, NULL, NULL},
    [WAITING_OWN_CALL] = {"own-call", own_call_line, NULL, NULL},
    [WAITING_UNREAD_INJECT] = {"unread-inject", inject_line, NULL, NULL},
    [WAITING_UNREAD_THREAD] = {"unread-thread", thread_line, NULL, NULL},
    [WAITING_REQUEST] = {"request", request_line, NULL, NULL},
    [WAITING_RETURNED] = {"returned-request", returned_line, NULL, NULL},
    [WAITING_REFERRAL] = {"referral", referral_line, NULL, NULL},
    [WAITING_REFERRED] = {"answered-referral", referral_line, NULL, NULL},
    [WAITING_CASE] = {"case", case_line, NULL, NULL},
    [WAITING_INTERPRETER] = {"interpreter", booking_line, NULL, NULL},
    [WAITING_QUESTIONNAIRE] = {"questionnaire", asked_line, "questions ", "convene answer "},
    [WAITING_UNANSWERED] = {"unanswered-inject", inject_line, NULL, "convene inject "},
    [WAITING_LAST_WORD] = {"last-word", thread_line, NULL, NULL},
};

static void make(struct line *line, const struct view *view, const struct waiting *item, bool typed)
{
	struct buf words = {0};
	kinds[item->kind].write(line, view, item);
	buf_append_byte(&line->what, '\0');
	buf_append_byte(&line->command, '\0');
	if (typed) {
		return;
	}
	const char *text = (const char *)line->command.data;
	if (kinds[item->kind].typed != NULL) {
		text += strlen(kinds[item->kind].typed);
	}
	buf_append_text(
	    &words, kinds[item->kind].shell != NULL ? kinds[item->kind].shell : "convene ");
	buf_append(&words, text, strlen(text) + 1);
	buf_deinit(&line->command);
	line->command = words;
}

static const char *limit_name(enum waiting_limit limit)
{
	static const char *const names[] = {"none", "in-time", "near", "over"};
	return names[limit];
}

static void json_notes(struct buf *out, const struct view_call *call)
{
	json_member(out, "notes");
	buf_append_byte(out, '[');
	for (size_t i = 0; i < call->note_count; i++) {
		buf_append_text(out, i > 0 ? ",{" : "{");
		json_member_signed(out, "exerciseMs", call->notes[i].exercise_ms);
		json_member_signed(out, "wallMs", call->notes[i].wall_ms);
		json_member_text(out, "text", call->notes[i].text);
		buf_append_byte(out, '}');
	}
	buf_append_byte(out, ']');
}

static void json_line(
    struct buf *out, const struct waiting *item, const struct line *line, bool surely)
{
	buf_append_byte(out, '{');
	json_member_text(out, "kind", kinds[item->kind].name);
	json_member_bool(out, "wantsAction", surely);
	json_member_signed(out, "sinceMs", item->since_ms);
	json_member_text(out, "limit", limit_name(item->limit));
	if (item->limit != WAITING_NO_LIMIT) {
		json_member_signed(out, "dueMs", item->due_ms);
	}
	json_member_text(out, "what", (const char *)line->what.data);
	json_member_text(out, "command", (const char *)line->command.data);
	if (item->kind == WAITING_CALL) {
		json_notes(out, item->call);
	}
	buf_append_text(out, "}\n");
}

/* The limit in both times, marked when it is near or over; an inject's says so itself. */
static void limit_text(struct buf *out, const struct view *view, const struct waiting *item)
{
	if (item->limit == WAITING_NO_LIMIT || item->kind == WAITING_INJECT) {
		return;
	}
	char both[WHEN_SIZE];
	buf_printf(out, "; %s%s %s",
	    item->limit == WAITING_OVER   ? "OVER, was due "
	    : item->limit == WAITING_NEAR ? "NEAR, "
	                                  : "",
	    item->limit == WAITING_OVER ? "" : "until", when_both(view, item->due_ms, both));
}

static void text_line(struct buf *out, const struct view *view, const struct waiting *item,
    const struct line *line, const struct waiting_style *how)
{
	struct buf whole = {0};
	char time[24];
	bool urgent = item->kind == WAITING_CALL || item->limit == WAITING_OVER;
	buf_printf(
	    &whole, "%-10s %s", when_time(item->since_ms, time), (const char *)line->what.data);
	limit_text(&whole, view, item);
	buf_printf(&whole, "  `%s`", (const char *)line->command.data);
	buf_append_byte(&whole, '\0');
	if (urgent) {
		style_begin(out, how->style, COLOUR_RED);
	}
	wrap_append(out, (const char *)whole.data, how->style->width, 0, 11);
	if (item->kind == WAITING_CALL && notes_stand_apart(item->call)) {
		waiting_text_notes(out, item->call, how->style->width, 11);
	}
	if (urgent) {
		style_end(out, how->style);
	}
	buf_deinit(&whole);
}

static void append(struct buf *out, const struct view *view, const struct waiting *item,
    const struct waiting_style *how, bool surely)
{
	struct line line = {.whole = how->json};
	make(&line, view, item, how->typed);
	if (how->json) {
		json_line(out, item, &line, surely);
	} else {
		text_line(out, view, item, &line, how);
	}
	buf_deinit(&line.what);
	buf_deinit(&line.command);
}

/* Whether this item of the SimCell's queue is one that the entity has to answer, or may. */
static bool is_of(const struct view *view, const struct waiting *waiting, const char *entity_id)
{
	if (entity_id == NULL) {
		return true;
	}
	if (waiting->kind != WAITING_ITEM) {
		return false;
	}
	if (strcmp(view_item_for(waiting->item), entity_id) == 0) {
		return true;
	}
	const struct view_thread *thread = view_thread(view, waiting->item->thread_id);
	for (size_t i = 0; thread != NULL && i < thread->opened->n_parties; i++) {
		if (strcmp(view_party(thread->opened->parties[i]), entity_id) == 0) {
			return true;
		}
	}
	return false;
}

void waiting_text(struct buf *out, const struct view *view, const struct waiting_style *how)
{
	struct waiting_list list = {.count = 0};
	size_t shown = 0;
	waiting_collect(&list, view, how->now_ms);
	for (size_t i = 0; i < list.count; i++) {
		if (!is_of(view, &list.items[i], how->entity_id)) {
			continue;
		}
		if (i == list.surely && !how->json) {
			buf_append_text(out, "Perhaps, too; not everything wants an answer:\n");
		}
		append(out, view, &list.items[i], how, i < list.surely);
		shown++;
	}
	if (shown == 0 && !how->json) {
		buf_append_text(
		    out, how->entity_id != NULL ? "  nobody\n" : "nothing waits for you\n");
	}
	waiting_free(&list);
}

void waiting_text_calls(struct buf *out, const struct view *view, const struct waiting_style *how)
{
	struct waiting_list list = {.count = 0};
	waiting_collect(&list, view, how->now_ms);
	for (size_t i = 0; i < list.count; i++) {
		if (list.items[i].kind == WAITING_CALL) {
			append(out, view, &list.items[i], how, true);
		}
	}
	waiting_free(&list);
}
