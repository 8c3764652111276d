#include "client/cli/timeline.h"

#include "client/cli/msel.h"
#include "client/cli/timeline_inner.h"
#include "client/cli/wrap.h"
#include "proto/complaint.h"
#include "proto/reflect.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Where the text begins, behind "T+0:12:05 ". */
#define INDENT       11
#define INDENT_STORY 24 /* "T+0:12:05   08-18 12:50 " */

const char *timeline_time(int64_t exercise_ms, char out[24])
{
	/* nobody reads milliseconds off a timeline */
	reflect_format_ms(exercise_ms - exercise_ms % 1000, out, 24);
	return out;
}

const char *timeline_phase(enum view_phase phase)
{
	switch (phase) {
	case VIEW_PLANNED:
		return "not started";
	case VIEW_RUNNING:
		return "running";
	case VIEW_PAUSED:
		return "paused";
	case VIEW_ENDED:
		return "ended";
	case VIEW_CLOSED:
		return "closed";
	}
	return "?";
}

const char *timeline_role(Convene__V1__Role role)
{
	static const char *const names[] = {
	    "?", "organiser", "controller", "simulator", "evaluator", "player", "observer"};

	return (size_t)role < sizeof(names) / sizeof(names[0]) ? names[role] : "?";
}

const char *timeline_channel(Convene__V1__Channel channel)
{
	static const char *const names[] = {"no channel", "phone", "email", "secure police channel",
	    "judicial channel", "FIU channel", "focal point channel", "database", "media", "live",
	    "plenary"};

	return (size_t)channel < sizeof(names) / sizeof(names[0]) ? names[channel] : "?";
}

const char *timeline_status(Convene__V1__InjectStatus status)
{
	static const char *const names[] = {
	    "?", "planned", "held", "skipped", "delivered", "waiting"};

	return (size_t)status < sizeof(names) / sizeof(names[0]) ? names[status] : "?";
}

void timeline_colour(
    struct buf *out, const struct timeline_style *style, enum timeline_colour colour)
{
	if (style->colours)
		colour_begin(out, (enum colour)colour);
}

void timeline_plain(struct buf *out, const struct timeline_style *style)
{
	if (style->colours)
		colour_end(out);
}

/* The time in front of a line. */
static size_t stamp(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	char text[24], story[48] = "";

	if (view->clock.phase != VIEW_PLANNED)
		view_story_text(view, event->exercise_ms, story, sizeof(story));
	timeline_colour(out, style, TIMELINE_DIM);
	buf_printf(out, "%-10s ", timeline_time(event->exercise_ms, text));
	if (strlen(story) == 16) /* without the year: "08-18 12:50" */
		buf_printf(out, " %s ", story + 5);
	timeline_plain(out, style);
	if (style->hangs)
		colour_hang(out);
	return strlen(story) == 16 ? INDENT_STORY : INDENT;
}

/* A line of its own, in one colour: head, then what somebody wrote. */
void timeline_line(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style, enum timeline_colour colour, const char *head,
    const char *text)
{
	struct buf body = {0};
	size_t indent = stamp(out, view, event, style);

	buf_append_text(&body, head);
	if (text[0] != '\0')
		buf_printf(&body, ": %s", text);
	buf_append_byte(&body, '\0');
	timeline_colour(out, style, colour);
	wrap_append(out, (const char *)body.data, style->hangs ? 0 : style->width, indent, indent);
	timeline_plain(out, style);
	buf_deinit(&body);
}

void timeline_told(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style, enum timeline_colour colour, struct buf *head,
    const char *text)
{
	buf_append_byte(head, '\0');
	timeline_line(out, view, event, style, colour, (const char *)head->data, text);
	buf_deinit(head);
}

void timeline_parties(struct buf *out, const Convene__V1__ThreadOpened *opened)
{
	for (size_t i = 0; i < opened->n_parties; i++)
		buf_printf(out, "%s%s", i > 0 ? ", " : "", view_party(opened->parties[i]));
}

static void list(struct buf *out, char **values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_printf(out, "%s%s", i > 0 ? ", " : "", values[i]);
}

static void attachments(struct buf *out, Convene__V1__Attachment **list_of, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_printf(out, "\n[attached: %s, %" PRIu64 " bytes]", list_of[i]->name,
		    list_of[i]->size_bytes);
}

/* " by Anna Ruiz" for staff, when somebody brought about the event that the view took in last. */
const char *timeline_by(const struct view *view, const Convene__V1__Event *event, char out[160])
{
	char name[32];

	out[0] = '\0';
	if (view_is_staff(view) && view->last_seq == event->seq && view->last_actor_id != 0)
		complaint(out, 160, " by %s", view_name(view, view->last_actor_id, name));
	return out;
}

/* --- injects --- */

static void inject_line(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	const Convene__V1__InjectDelivered *inject = event->inject_delivered;
	const struct view_inject *known = view_inject(view, inject->inject_id);
	struct buf head = {0};
	char who[160], missed[WHEN_SIZE];

	buf_printf(&head, "INJECT %s from %s to ", inject->inject_id,
	    inject->from[0] != '\0' ? inject->from : "control");
	list(&head, inject->to, inject->n_to);
	buf_printf(&head, " (%s)", timeline_channel(inject->channel));
	if (timeline_by(view, event, who)[0] != '\0')
		buf_printf(&head, ", released%s", who);
	if (known != NULL && known->delivered_seq == event->seq &&
	    msel_missed_plan(known, missed)[0] != '\0')
		buf_printf(&head, ", %s", missed);
	buf_append_byte(&head, '\0');
	timeline_line(out, view, event, style, TIMELINE_BLUE, (const char *)head.data,
	    view_text(view, inject->title));
	buf_deinit(&head);
}

static void revised_line(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	static const char *const changes[] = {"changed", "added", "edited", "retargeted",
	    "rescheduled", "held", "skipped", "due: waits for release", "overdue: waits for you",
	    "put off", "triggered: its condition holds",
	    "UNREACHABLE: its condition can no longer hold",
	    "skipped: every team got another alternative", "held: choose one of its alternatives"};
	const Convene__V1__InjectRevised *revised = event->inject_revised;
	struct buf head = {0};
	char due[24], who[160] = "";

	/* what a jump of the clock did to it, nobody did to it */
	if (revised->change < CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_DUE)
		timeline_by(view, event, who);
	buf_printf(&head, "inject %s %s%s (revision %u, due %s)", revised->inject_id,
	    (size_t)revised->change < 14 ? changes[revised->change] : changes[0], who,
	    revised->revision, timeline_time(revised->due_ms, due));
	timeline_told(out, view, event, style,
	    revised->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_HELD ? TIMELINE_YELLOW
	                                                                      : TIMELINE_DIM,
	    &head, "");
}

static void answered_line(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	const Convene__V1__InjectAnswered *answer = event->inject_answered;
	struct buf text = {0};
	struct buf head = {0};
	char name[32];

	buf_printf(&head, "%s answers %s (%s)", answer->team_id, answer->inject_id,
	    view_name(view, answer->participant_id, name));
	buf_append_text(&text, answer->text);
	attachments(&text, answer->attachments, answer->n_attachments);
	buf_append_byte(&text, '\0');
	timeline_told(out, view, event, style, TIMELINE_GREEN, &head, (const char *)text.data);
	buf_deinit(&text);
}

/* --- communication --- */

/* A thread's first message, which comes with it: how the thread came about is said here. */
static void first_head(struct buf *head, const Convene__V1__ThreadOpened *opened, const char *from)
{
	bool any = false;

	for (size_t i = 0; i < opened->n_parties; i++) {
		const char *party = view_party(opened->parties[i]);

		if (strcmp(party, from) == 0)
			continue;
		buf_printf(head, "%s%s", any ? ", " : " to ", party);
		any = true;
	}
	buf_printf(head, " by %s", timeline_channel(opened->channel));
}

/* Whether the subject is how the text begins, cut ("Good morning; do you know…"). */
static bool is_beginning(const char *text, const char *subject)
{
	static const char cut[] = "\u2026";
	size_t len = strlen(subject), cut_len = sizeof(cut) - 1;

	if (len > cut_len && strcmp(subject + len - cut_len, cut) == 0)
		len -= cut_len;
	while (len > 0 && subject[len - 1] == ' ')
		len--;
	return strncmp(text, subject, len) == 0;
}

static void message_line(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	const Convene__V1__MessagePosted *posted = event->message_posted;
	const struct view_thread *thread = view_thread(view, posted->thread_id);
	bool first = thread != NULL && event->seq == posted->thread_id + 1;
	struct buf head = {0}, text = {0};
	char name[32];

	buf_printf(&head, "[%" PRIu64 "] %s", posted->thread_id, view_party(posted->from));
	if (posted->participant_id != 0)
		buf_printf(&head, " (%s)", view_name(view, posted->participant_id, name));
	if (first)
		first_head(&head, thread->opened, view_party(posted->from));
	/* where no subject was given it is the beginning of the text */
	if (thread != NULL && !(first && is_beginning(posted->text, thread->opened->subject)))
		buf_printf(&head, " on \"%s\"", thread->opened->subject);
	buf_append_byte(&head, '\0');
	buf_append_text(&text, posted->text);
	attachments(&text, posted->attachments, posted->n_attachments);
	buf_append_byte(&text, '\0');
	timeline_line(out, view, event, style, TIMELINE_BOLD, (const char *)head.data,
	    (const char *)text.data);
	buf_deinit(&head);
	buf_deinit(&text);
}

static void decision_line(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	const Convene__V1__DecisionLogged *decision = event->decision_logged;
	struct buf text = {0};
	struct buf head = {0};
	char name[32];

	buf_printf(&head, "%s decides (%s)", decision->team_id,
	    view_name(view, decision->participant_id, name));
	buf_append_text(&text, decision->text);
	if (decision->reason[0] != '\0')
		buf_printf(&text, "\nBecause: %s", decision->reason);
	attachments(&text, decision->attachments, decision->n_attachments);
	buf_append_byte(&text, '\0');
	timeline_told(out, view, event, style, TIMELINE_GREEN, &head, (const char *)text.data);
	buf_deinit(&text);
}

static void reading_line(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	struct buf head = {0};
	char name[32];

	if (event->body_case == CONVENE__V1__EVENT__BODY_INJECT_READ)
		buf_printf(&head, "%s (%s) reads %s",
		    view_name(view, event->inject_read->participant_id, name),
		    event->inject_read->team_id, event->inject_read->inject_id);
	else if (event->body_case == CONVENE__V1__EVENT__BODY_MESSAGE_READ)
		buf_printf(&head, "%s (%s) reads message %" PRIu64,
		    view_name(view, event->message_read->participant_id, name),
		    event->message_read->team_id, event->message_read->message_id);
	else
		buf_printf(&head, "%s (%s) has received up to event %" PRIu64,
		    view_name(view, event->receipt_reached->participant_id, name),
		    event->receipt_reached->team_id, event->receipt_reached->through_seq);
	timeline_told(out, view, event, style, TIMELINE_DIM, &head, "");
}

/* --- people --- */

static void joined_line(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	const Convene__V1__ParticipantJoined *joined = event->participant_joined;
	const struct view_person *person = view_person(view, joined->participant_id);
	struct buf head = {0};
	char name[32];

	if (person != NULL && person->join_waits)
		return; /* for the name; view_next_late_join() has it then */
	buf_printf(&head, "%s joins as %s%s%s", view_name(view, joined->participant_id, name),
	    timeline_role(joined->role), joined->team_id[0] != '\0' ? ", " : "", joined->team_id);
	timeline_told(out, view, event, style, TIMELINE_DIM, &head, "");
}

static void removed_line(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	struct buf head = {0};
	char name[32], who[160];

	buf_printf(&head, "%s is removed%s",
	    view_name(view, event->participant_removed->participant_id, name),
	    timeline_by(view, event, who));
	timeline_told(out, view, event, style, TIMELINE_YELLOW, &head, "");
}

static void invite_line(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	const Convene__V1__InviteIssued *issued = event->invite_issued;
	struct buf head = {0};
	char who[160];

	timeline_by(view, event, who);
	if (event->body_case == CONVENE__V1__EVENT__BODY_INVITE_REVOKED) {
		buf_printf(&head, "invite %" PRIu64 " revoked%s%s",
		    event->invite_revoked->invite_id, who,
		    event->invite_revoked->participants_removed
		        ? ", and those who joined with it are removed"
		        : "");
	} else {
		/* those that were made with the exercise are no news */
		if (who[0] == '\0' && view->clock.phase == VIEW_PLANNED)
			return;
		buf_printf(&head, "invite %" PRIu64 " made for %s%s%s%s%s", issued->invite_id,
		    timeline_role(issued->role), issued->team_id[0] != '\0' ? ", " : "",
		    issued->team_id, issued->personal ? ", one person's own" : "", who);
	}
	timeline_told(out, view, event, style, TIMELINE_DIM, &head, "");
}

void timeline_event(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	if (timeline_clock_line(out, view, event, style) ||
	    timeline_case_line(out, view, event, style) ||
	    timeline_conduct_line(out, view, event, style))
		return;
	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_EXERCISE_CREATED:
		timeline_line(out, view, event, style, TIMELINE_BOLD, "exercise created",
		    view_text(view, event->exercise_created->title));
		break;
	case CONVENE__V1__EVENT__BODY_PARTICIPANT_JOINED:
		joined_line(out, view, event, style);
		break;
	case CONVENE__V1__EVENT__BODY_PARTICIPANT_REMOVED:
		if (view_is_staff(view))
			removed_line(out, view, event, style);
		break;
	case CONVENE__V1__EVENT__BODY_INVITE_ISSUED:
	case CONVENE__V1__EVENT__BODY_INVITE_REVOKED:
		if (view_is_staff(view))
			invite_line(out, view, event, style);
		break;
	case CONVENE__V1__EVENT__BODY_INJECT_REVISED:
		revised_line(out, view, event, style);
		break;
	case CONVENE__V1__EVENT__BODY_INJECT_DELIVERED:
		inject_line(out, view, event, style);
		break;
	case CONVENE__V1__EVENT__BODY_INJECT_ANSWERED:
		answered_line(out, view, event, style);
		break;
	case CONVENE__V1__EVENT__BODY_THREAD_OPENED:
		/* its first message follows and says it */
		break;
	case CONVENE__V1__EVENT__BODY_MESSAGE_POSTED:
		message_line(out, view, event, style);
		break;
	case CONVENE__V1__EVENT__BODY_ANNOUNCED:
		timeline_line(
		    out, view, event, style, TIMELINE_BOLD, "ANNOUNCEMENT", event->announced->text);
		break;
	case CONVENE__V1__EVENT__BODY_DECISION_LOGGED:
		decision_line(out, view, event, style);
		break;
	case CONVENE__V1__EVENT__BODY_INJECT_READ:
	case CONVENE__V1__EVENT__BODY_MESSAGE_READ:
	case CONVENE__V1__EVENT__BODY_RECEIPT_REACHED:
		if (style->receipts)
			reading_line(out, view, event, style);
		break;
	default:
		break;
	}
}
