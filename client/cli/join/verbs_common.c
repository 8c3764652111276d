/* Verbs that everybody has. */
#include "client/cli/act/mark.h"
#include "client/cli/join/desk.h"
#include "client/cli/join/documents.h"
#include "client/cli/join/help.h"
#include "client/cli/join/messages.h"
#include "client/cli/join/saying.h"
#include "client/cli/join/talk.h"
#include "client/cli/join/transfers.h"
#include "client/cli/join/verbs.h"
#include "client/cli/show/cards.h"
#include "client/cli/show/clock.h"
#include "client/cli/show/document.h"
#include "client/cli/show/inbox.h"
#include "client/cli/show/roster.h"
#include "client/cli/terminal/terminal.h"
#include "client/cli/text/words.h"
#include "client/cli/text/wrap.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

void verb_help(struct join *join, char *rest)
{
	if (rest[0] == '\0') {
		help_all(join);
	} else {
		help_verb(join, rest);
	}
}

static void quit_answered(struct join *join, char *about, char *line)
{
	(void)about;
	join->quit = words_are_yes(line);
	if (join->quit) {
		messages_drop(join);
	} else {
		join_say(join, "You stay; it goes by itself when the file is there.");
	}
}

static void quit_unsent(struct join *join, char *about, char *line)
{
	(void)about;
	join->quit = join_is_yes(join, line);
}

void verbs_quit(struct join *join)
{
	size_t unsent = unsent_marked(&join->unsent);
	if (join->outbox.waiting_count > 0 && terminal_has_person(join->terminal)) {
		documents_list(join);
		join_ask(join, "Leave without sending it? [yes/no] ", "yes", "", quit_answered);
		return;
	}
	if (unsent > 0 && terminal_has_person(join->terminal)) {
		join_say(join, "%zu not sent yet would be lost.", unsent);
		join_ask(join, "Type yes to leave all the same: ", "yes", "", quit_unsent);
		return;
	}
	join->quit = true;
}

void verb_quit(struct join *join, char *rest)
{
	(void)rest;
	verbs_quit(join);
}

void verb_inbox(struct join *join, char *rest)
{
	struct buf out = {0};
	inbox_list(&out, join->session.view, session_exercise_ms(&join->session),
	    strcmp(rest, "new") == 0);
	join_page(join, &out);
}

static void send_mark(struct join *join, struct mark *mark)
{
	if (!mark_is_empty(mark)) {
		join_send(join, &mark->command, NULL);
	}
}

static void read_thread(struct join *join, uint64_t id)
{
	const struct view_thread *thread = talk_thread(join->session.view, id);
	struct buf out = {0};
	if (thread == NULL) {
		join_refuse(join, "There is no thread %" PRIu64 "; `threads` lists them.", id);
		return;
	}
	/* what comes meanwhile is neither shown nor read, and moves the view's lists */
	struct mark mark;
	mark_thread(&mark, join->session.view, thread->id);
	show_thread(&out, join->session.view, thread, &join->style);
	join_page(join, &out);
	send_mark(join, &mark);
}

void verb_read(struct join *join, char *rest)
{
	const char *word = verbs_word(&rest);
	const struct view_inject *inject = view_inject(join->session.view, word);
	struct buf out = {0};
	if (word[0] == '\0') {
		verb_inbox(join, rest);
		return;
	}
	uint64_t id;
	if (inject == NULL && options_number(word, &id)) {
		read_thread(join, id);
		return;
	}
	if (inject == NULL || (inject->delivered == NULL && inject->plan == NULL)) {
		join_refuse(
		    join, "Nothing called \"%s\" has come in; `inbox` lists what has.", word);
		return;
	}
	struct mark mark;
	mark_inject(&mark, join->session.view, inject);
	if (inject->plan != NULL) {
		show_inject_plan(&out, join->session.view, inject, &join->style);
	} else {
		show_inject(&out, join->session.view, inject, &join->style);
	}
	join_page(join, &out);
	send_mark(join, &mark);
}

void verb_threads(struct join *join, char *rest)
{
	struct buf out = {0};
	(void)rest;
	inbox_threads(&out, join->session.view);
	join_page(join, &out);
}

void verb_roster(struct join *join, char *rest)
{
	struct buf out = {0};
	(void)rest;
	roster_print(&out, join->session.view, join->style.width);
	join_page(join, &out);
}

/* `clock pause` is how a subcommand has it: it is not passed over, and not taken for the time. */
static void refuse_clock_word(struct join *join, char *rest)
{
	const char *word = verbs_word(&rest);
	const char *name = strcasecmp(word, "stop") == 0 ? "pause" : word;
	const struct verb *verb = verb_table;
	while (verb->name != NULL && strcasecmp(verb->name, name) != 0) {
		verb++;
	}
	if (verb->name == NULL) {
		join_refuse(join, "`clock` only shows the time, and stands alone: \"%s\"?", word);
	} else if (verbs_find(join->session.view->role, verb->name) == NULL) {
		join_no_verb(join, verb->name);
	} else {
		join_refuse(join, "`clock` only shows the time: `%s` does that.", verb->name);
	}
}

void verb_clock(struct join *join, char *rest)
{
	struct buf out = {0};
	if (rest[0] != '\0') {
		refuse_clock_word(join, rest);
		return;
	}
	show_banner(&out, join->session.view,
	    convene_server_ms(
	        driver_peek(join->session.client), driver_now_ms(join->session.driver)));
	if (join->session.view->clock.note[0] != '\0') {
		buf_append_text(&out, ": ");
		wrap_append_line(&out, join->session.view->clock.note);
	}
	buf_append_byte(&out, '\n');
	join_show(join, &out);
}

void verb_briefing(struct join *join, char *rest)
{
	struct buf out = {0};
	(void)rest;
	cards_briefing(&out, join->session.view, &join->style);
	join_page(join, &out);
}

void verb_cards(struct join *join, char *rest)
{
	struct buf out = {0};
	(void)rest;
	cards_list(&out, join->session.view);
	join_page(join, &out);
}

void verb_card(struct join *join, char *rest)
{
	struct buf out = {0};
	if (rest[0] == '\0') {
		cards_list(&out, join->session.view);
	} else {
		cards_show(&out, join->session.view, rest, &join->style);
	}
	join_page(join, &out);
}

void verb_whom(struct join *join, char *rest)
{
	const struct view *view = join->session.view;
	struct buf out = {0};
	(void)rest;
	if (view->exercise == NULL) {
		return;
	}
	buf_append_text(&out, "Teams\n");
	for (size_t i = 0; i < view->exercise->n_teams; i++) {
		buf_printf(&out, "  %-16s ", view->exercise->teams[i]->id);
		wrap_append_line(&out, view_text(view, view->exercise->teams[i]->name));
		buf_append_byte(&out, '\n');
	}
	buf_append_text(&out, "Others, who are played by the SimCell\n");
	for (size_t i = 0; i < view->exercise->n_entities; i++) {
		buf_printf(&out, "  %-16s ", view->exercise->entities[i]->id);
		wrap_append_line(&out, view_text(view, view->exercise->entities[i]->name));
		buf_append_byte(&out, '\n');
	}
	if (view->role == CONVENE__V1__ROLE__ROLE_PLAYER) {
		buf_append_text(&out, "  control          the controllers\n");
	}
	join_page(join, &out);
}

void verb_save(struct join *join, char *rest)
{
	const char *word = verbs_word(&rest);
	const struct view_inject *inject = view_inject(join->session.view, word);
	if (inject != NULL && inject->delivered != NULL) {
		transfers_save(
		    join, inject->delivered->attachments, inject->delivered->n_attachments);
		return;
	}
	uint64_t id;
	if (!options_number(word, &id)) {
		join_refuse(join, "Say of which inject or thread the attachments are to be saved.");
		return;
	}
	if (talk_thread(join->session.view, id) == NULL) {
		join_refuse(join, "There is no thread %" PRIu64 "; `threads` lists them.", id);
		return;
	}
	bool any = false;
	for (size_t i = 0; i < join->session.view->message_count; i++) {
		const struct view_message *message = &join->session.view->messages[i];
		if ((message->posted->thread_id == id || message->id == id) &&
		    message->posted->n_attachments > 0) {
			transfers_save(
			    join, message->posted->attachments, message->posted->n_attachments);
			any = true;
		}
	}
	if (!any) {
		transfers_save(join, NULL, 0);
	}
}
