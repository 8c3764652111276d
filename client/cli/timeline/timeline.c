#include "client/cli/timeline/timeline.h"

#include "client/cli/text/planned.h"
#include "client/cli/text/words.h"
#include "client/cli/timeline/line_private.h"

#include <inttypes.h>
#include <string.h>

/* What somebody wrote, in `text`, with what they attached. */
static void told_with(struct timeline_line *line, enum colour colour, struct buf *text,
    Convene__V1__Attachment **list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		buf_printf(text, "\n[attached: %s, %" PRIu64 " bytes]", list[i]->name,
		    list[i]->size_bytes);
	}
	buf_append_byte(text, '\0');
	timeline_told(line, colour, (const char *)text->data);
	buf_deinit(text);
}

void timeline_inject_delivered(
    struct timeline_line *line, const Convene__V1__InjectDelivered *inject)
{
	const struct view_inject *known = view_inject(line->view, inject->inject_id);
	char who[160], missed[WHEN_SIZE];
	buf_printf(&line->head, "INJECT %s from %s to ", inject->inject_id,
	    inject->from[0] != '\0' ? inject->from : "control");
	words_list(&line->head, inject->to, inject->n_to);
	buf_printf(&line->head, " (%s)", WORDS_CHANNEL(inject->channel));
	if (inject->answer == CONVENE__V1__INJECT_ANSWER__INJECT_ANSWER_WANTED) {
		buf_append_text(&line->head, ", answer wanted");
	}
	char by[24];
	if (inject->answer_by_ms > 0) {
		buf_printf(&line->head, " by %s", when_time(inject->answer_by_ms, by));
	}
	if (timeline_by(line, who)[0] != '\0') {
		buf_printf(&line->head, ", released%s", who);
	}
	if (known != NULL && known->delivered_mark == line->mark &&
	    planned_missed(known, missed)[0] != '\0') {
		buf_printf(&line->head, ", %s", missed);
	}
	timeline_told(line, COLOUR_BLUE, view_text(line->view, inject->title));
}

void timeline_inject_revised(struct timeline_line *line, const Convene__V1__InjectRevised *revised)
{
#define PHRASE(name) [CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_##name]
	static const char *const changes[] = {PHRASE(UNSPECIFIED) = "changed",
	    PHRASE(DUE) = "due: waits for release", PHRASE(OVERDUE) = "overdue: waits for you",
	    PHRASE(STAGGERED) = "put off", PHRASE(TRIGGERED) = "triggered: its condition holds",
	    PHRASE(UNREACHABLE) = "UNREACHABLE: its condition can no longer hold",
	    PHRASE(SUPERSEDED) = "skipped: every team got another alternative",
	    PHRASE(CHOICE) = "held: choose one of its alternatives",
	    PHRASE(RESTORED) = "waits for its condition again"};
#undef PHRASE
	char due[24], who[160] = "";
	/* what a jump of the clock did to it, nobody did to it */
	if (revised->change < CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_DUE ||
	    revised->change == CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_RESTORED) {
		timeline_by(line, who);
	}
	buf_printf(&line->head, "inject %s %s%s (revision %u, due %s)", revised->inject_id,
	    WORDS_VALUE(inject_change, revised->change, changes), who, revised->revision,
	    when_time(revised->due_ms, due));
	timeline_told(line,
	    revised->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_HELD ? COLOUR_YELLOW
	                                                                      : COLOUR_DIM,
	    "");
}

TELLS(inject_withdrawn, COLOUR_RED, body->reason, "INJECT %s is WITHDRAWN%s", body->inject_id, BY())

TELLS(injects_shifted, COLOUR_YELLOW, "",
    "all injects that are still to come, %" PRIu32 ", are %s %s%s", body->injects,
    when_length(body->by_ms < 0 ? -body->by_ms : body->by_ms, (char[WHEN_SIZE]){0}),
    body->by_ms < 0 ? "earlier" : "later", BY())

void timeline_inject_answered(struct timeline_line *line, const Convene__V1__InjectAnswered *answer)
{
	struct buf text = {0};
	char name[32];
	buf_printf(&line->head, "%s answers %s (%s)", answer->team_id, answer->inject_id,
	    view_name(line->view, answer->participant_id, name));
	buf_append_text(&text, answer->text);
	told_with(line, COLOUR_GREEN, &text, answer->attachments, answer->n_attachments);
}

/* A thread's first message, which comes with it: how the thread came about is said here. */
static void first_head(struct buf *head, const Convene__V1__ThreadOpened *opened, const char *from)
{
	bool any = false;
	for (size_t i = 0; i < opened->n_parties; i++) {
		const char *party = view_party(opened->parties[i]);
		if (strcmp(party, from) == 0) {
			continue;
		}
		buf_printf(head, "%s%s", any ? ", " : " to ", party);
		any = true;
	}
	buf_printf(head, " by %s", WORDS_CHANNEL(opened->channel));
}

/* Whether the subject is how the text begins, cut ("Good morning; do you know…"). */
static bool is_beginning(const char *text, const char *subject)
{
	static const char cut[] = "\u2026";
	size_t len = strlen(subject), cut_len = sizeof(cut) - 1;
	if (len > cut_len && strcmp(subject + len - cut_len, cut) == 0) {
		len -= cut_len;
	}
	while (len > 0 && subject[len - 1] == ' ') {
		len--;
	}
	return strncmp(text, subject, len) == 0;
}

void timeline_message_posted(struct timeline_line *line, const Convene__V1__MessagePosted *posted)
{
	const struct view_thread *thread = view_thread(line->view, posted->thread_id);
	bool first = thread != NULL && thread->first_message_id == posted->message_id;
	struct buf text = {0};
	buf_printf(&line->head, "[%" PRIu64 "] %s", posted->thread_id, view_party(posted->from));
	char name[32];
	if (posted->participant_id != 0) {
		buf_printf(
		    &line->head, " (%s)", view_name(line->view, posted->participant_id, name));
	}
	if (first) {
		first_head(&line->head, thread->opened, view_party(posted->from));
	}
	/* where no subject was given it is the beginning of the text */
	if (thread != NULL && !(first && is_beginning(posted->text, thread->opened->subject))) {
		buf_printf(&line->head, " on \"%s\"", thread->opened->subject);
	}
	buf_append_text(&text, posted->text);
	told_with(line, COLOUR_BOLD, &text, posted->attachments, posted->n_attachments);
}

void timeline_message_corrected(
    struct timeline_line *line, const Convene__V1__MessageCorrected *corrected)
{
	const struct view_message *message = view_message(line->view, corrected->message_id);
	const struct view_thread *thread = view_thread(line->view, corrected->thread_id);
	char name[32], time[24];
	buf_printf(&line->head, "[%" PRIu64 "] %s", corrected->thread_id,
	    message != NULL ? view_party(message->posted->from) : "?");
	if (corrected->participant_id != 0) {
		buf_printf(
		    &line->head, " (%s)", view_name(line->view, corrected->participant_id, name));
	}
	buf_append_text(&line->head, " CORRECTS what was said");
	if (message != NULL) {
		buf_printf(&line->head, " at %s", when_time(message->exercise_ms, time));
	}
	if (thread != NULL) {
		buf_printf(&line->head, " on \"%s\"", thread->opened->subject);
	}
	timeline_told(line, COLOUR_BOLD, corrected->text);
}

void timeline_decision_logged(
    struct timeline_line *line, const Convene__V1__DecisionLogged *decision)
{
	struct buf text = {0};
	char name[32];
	buf_printf(&line->head, "%s decides (%s)", decision->team_id,
	    view_name(line->view, decision->participant_id, name));
	buf_append_text(&text, decision->text);
	if (decision->reason[0] != '\0') {
		buf_printf(&text, "\nBecause: %s", decision->reason);
	}
	told_with(line, COLOUR_GREEN, &text, decision->attachments, decision->n_attachments);
}

void timeline_participant_joined(
    struct timeline_line *line, const Convene__V1__ParticipantJoined *joined)
{
	const struct view_person *person = view_person(line->view, joined->participant_id);
	if (person != NULL && person->join_waits) {
		return; /* for the name; view_next_late_join() has it then */
	}
	char name[32];
	buf_printf(&line->head, "%s joins as %s%s%s",
	    view_name(line->view, joined->participant_id, name), REFLECT_WORD(role, joined->role),
	    joined->team_id[0] != '\0' ? ", " : "", joined->team_id);
	timeline_told(line, COLOUR_DIM, "");
}

void timeline_participant_removed(
    struct timeline_line *line, const Convene__V1__ParticipantRemoved *removed)
{
	char name[32], who[160];
	if (!view_is_staff(line->view)) {
		return;
	}
	buf_printf(&line->head, "%s is removed%s",
	    view_name(line->view, removed->participant_id, name), timeline_by(line, who));
	timeline_told(line, COLOUR_YELLOW, "");
}

void timeline_invite_issued(struct timeline_line *line, const Convene__V1__InviteIssued *issued)
{
	char who[160];
	timeline_by(line, who);
	/* those that were made with the exercise are no news */
	if (!view_is_staff(line->view) ||
	    (who[0] == '\0' && line->view->clock.phase == VIEW_PLANNED)) {
		return;
	}
	buf_printf(&line->head, "invite %" PRIu64 " made for %s%s%s%s%s", issued->invite_id,
	    REFLECT_WORD(role, issued->role), issued->team_id[0] != '\0' ? ", " : "",
	    issued->team_id, issued->personal ? ", one person's own" : "", who);
	timeline_told(line, COLOUR_DIM, "");
}

void timeline_invite_revoked(struct timeline_line *line, const Convene__V1__InviteRevoked *revoked)
{
	if (!view_is_staff(line->view)) {
		return;
	}
	char who[160];
	buf_printf(&line->head, "invite %" PRIu64 " revoked%s%s", revoked->invite_id,
	    timeline_by(line, who),
	    revoked->participants_removed ? ", and those who joined with it are removed" : "");
	timeline_told(line, COLOUR_DIM, "");
}

/* Only whoever wants to see receipts does. */
#define RECEIPT(name, ...)                                                                         \
	void timeline_##name(struct timeline_line *line, EVENT_BODY(name) * body)                  \
	{                                                                                          \
		if (line->style->receipts)                                                         \
			timeline_tell(line, COLOUR_DIM, "", __VA_ARGS__);                          \
	}
RECEIPT(
    inject_read, "%s (%s) reads %s", PERSON(body->participant_id), body->team_id, body->inject_id)
RECEIPT(message_read, "%s (%s) reads message %" PRIu64, PERSON(body->participant_id), body->team_id,
    body->message_id)
RECEIPT(receipt_reached, "%s (%s) has received what is above", PERSON(body->participant_id),
    body->team_id)

TELLS(exercise_created, COLOUR_BOLD, view_text(line->view, body->title), "exercise created")
void timeline_announced(struct timeline_line *line, const Convene__V1__Announced *announced)
{
	buf_append_text(&line->head, announced->urgent ? "URGENT ANNOUNCEMENT" : "ANNOUNCEMENT");
	if (announced->n_to > 0) {
		buf_append_text(&line->head, " to ");
		words_list(&line->head, announced->to, announced->n_to);
	}
	timeline_told(line, announced->urgent ? COLOUR_RED : COLOUR_BOLD,
	    view_announced_text(line->view, announced));
}

/* Not worth a line; of a thread its first message, which follows, says it. */
#define TIMELINE_NOTHING(name)                                                                     \
	void timeline_##name(struct timeline_line *line, EVENT_BODY(name) * body)                  \
	{                                                                                          \
		(void)line;                                                                        \
		(void)body;                                                                        \
	}
TIMELINE_NOTHING(scenario_loaded)
TIMELINE_NOTHING(catalogue_issued)
TIMELINE_NOTHING(briefing_issued)
TIMELINE_NOTHING(thread_opened)
TIMELINE_NOTHING(message_voiced)
TIMELINE_NOTHING(attachment_stored)

void timeline_event(struct buf *out, const struct view *view, const struct view_marked *marked,
    const struct style *style)
{
	const Convene__V1__Event *event = marked->event;
	struct timeline_line line = {
	    .out = out, .view = view, .event = event, .mark = marked->mark, .style = style};
	switch (event->body_case) {
#define EVENT(NAME, name, SEEN, TEAMS, SINCE)                                                      \
	case CONVENE__V1__EVENT__BODY_##NAME:                                                      \
		timeline_##name(&line, event->name);                                               \
		break;
#include "proto/words.def"
	NO_EVENT:
		break;
	}
	buf_deinit(&line.head);
}
