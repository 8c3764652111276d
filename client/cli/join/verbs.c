/* Finding verbs; those that everybody has. */
#include "client/cli/join/join.h"

#include "client/cli/inbox.h"
#include "client/cli/join/help.h"
#include "client/cli/join/messages.h"
#include "client/cli/nearest.h"
#include "client/cli/roster.h"
#include "client/cli/wrap.h"
#include "proto/reflect.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const struct verb *const lists[] = {
    verbs_common, verbs_log, verbs_talk, verbs_conduct, verbs_simulate, verbs_control};

void verbs_each(
    Convene__V1__Role role, void (*each)(void *context, const struct verb *verb), void *context)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		for (const struct verb *verb = lists[i]; verb->name != NULL; verb++)
			if ((verb->roles & ROLE_BIT(role)) != 0)
				each(context, verb);
}

const struct verb *verbs_find(Convene__V1__Role role, const char *name)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		for (const struct verb *verb = lists[i]; verb->name != NULL; verb++)
			if ((verb->roles & ROLE_BIT(role)) != 0 &&
			    strcasecmp(verb->name, name) == 0)
				return verb;
	return NULL;
}

bool verbs_begin(Convene__V1__Role role, const char *line, char word[VERB_WORD_SIZE])
{
	size_t len = strcspn(line, " ");
	const struct verb *verb;

	if (len >= VERB_WORD_SIZE)
		return false;
	memcpy(word, line, len);
	word[len] = '\0';
	verb = verbs_find(role, word);
	return verb != NULL && strcmp(verb->name, word) == 0;
}

static void offer_verb(void *context, const struct verb *verb)
{
	nearest_offer(context, verb->name);
}

/* "controllers", "organisers and controllers": in the order of the roles. */
static void who_has(unsigned roles, char *out, size_t size)
{
	size_t at = 0;

	out[0] = '\0';
	for (unsigned role = 1; role <= CONVENE__V1__ROLE__ROLE_OBSERVER; role++) {
		bool last = (roles >> role) >> 1 == 0;

		if ((roles & ROLE_BIT(role)) == 0 || at >= size)
			continue;
		at += (size_t)snprintf(out + at, size - at, "%s%ss",
		    at == 0 ? ""
		    : last  ? " and "
		            : ", ",
		    REFLECT_WORD(role, (Convene__V1__Role)role));
	}
}

void verbs_missing(struct join *join, const char *name)
{
	struct nearest nearest;
	char who[120], meant[80];
	unsigned roles = 0;

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		for (const struct verb *verb = lists[i]; verb->name != NULL; verb++)
			if (strcasecmp(verb->name, name) == 0)
				roles |= verb->roles;
	if (roles != 0) {
		who_has(roles, who, sizeof(who));
		join_refuse(join, "\"%s\" is not for you: %s may.", name, who);
		return;
	}
	nearest_init(&nearest, name);
	verbs_each(join->session.view->role, offer_verb, &nearest);
	if (nearest.best != NULL)
		join_refuse(join, "There is no \"%s\"%s", name,
		    nearest_question(&nearest, meant, sizeof(meant)));
	else
		join_refuse(join, "There is no \"%s\"; `help` lists what there is.", name);
}

char *verbs_word(char **rest)
{
	char *word = *rest + strspn(*rest, " "), *end = word + strcspn(word, " ");

	*rest = end;
	if (*end != '\0') {
		*end = '\0';
		*rest = end + 1 + strspn(end + 1, " ");
	}
	return word;
}

static void verb_help(struct join *join, char *rest)
{
	if (rest[0] == '\0')
		help_all(join);
	else
		help_verb(join, rest);
}

static void quit_answered(struct join *join, char *about, char *line)
{
	(void)about;
	join->quit = strcasecmp(line, "yes") == 0;
	if (join->quit)
		messages_drop(join);
	else
		join_say(join, "You stay; it goes by itself when the file is there.");
}

static void quit_unsent(struct join *join, char *about, char *line)
{
	(void)about;
	join->quit = join_is_yes(join, line);
}

void verbs_quit(struct join *join)
{
	size_t unsent = unsent_marked(&join->unsent);

	if (messages_waiting(join) > 0 && terminal_has_person(join->terminal)) {
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

static void verb_quit(struct join *join, char *rest)
{
	(void)rest;
	verbs_quit(join);
}

static void verb_inbox(struct join *join, char *rest)
{
	struct buf out = {0};

	inbox_list(&out, join->session.view, strcmp(rest, "new") == 0);
	join_page(join, &out);
}

static void send_mark(struct join *join, struct inbox_mark *mark)
{
	if (mark->read.n_inject_ids + mark->read.n_message_ids > 0)
		join_send(join, &mark->command, NULL);
}

static void read_thread(struct join *join, uint64_t id)
{
	const struct view_thread *thread = view_thread(join->session.view, id);
	const struct view_message *message = view_message(join->session.view, id);
	struct inbox_mark mark;
	struct buf out = {0};

	if (thread == NULL && message != NULL)
		thread = view_thread(join->session.view, message->posted->thread_id);
	if (thread == NULL) {
		join_refuse(join, "There is no thread %" PRIu64 "; `threads` lists them.", id);
		return;
	}
	timeline_thread(&out, join->session.view, thread, &join->style);
	join_page(join, &out);
	inbox_mark_thread(&mark, join->session.view, thread->id);
	send_mark(join, &mark);
}

static void verb_read(struct join *join, char *rest)
{
	const char *word = verbs_word(&rest);
	const struct view_inject *inject = view_inject(join->session.view, word);
	struct inbox_mark mark;
	struct buf out = {0};
	uint64_t id;

	if (word[0] == '\0') {
		verb_inbox(join, rest);
		return;
	}
	if (inject == NULL && options_number(word, &id)) {
		read_thread(join, id);
		return;
	}
	if (inject == NULL || (inject->delivered == NULL && inject->plan == NULL)) {
		join_refuse(
		    join, "Nothing called \"%s\" has come in; `inbox` lists what has.", word);
		return;
	}
	if (inject->plan != NULL)
		timeline_inject_plan(&out, join->session.view, inject, &join->style);
	else
		timeline_inject(&out, join->session.view, inject, &join->style);
	join_page(join, &out);
	if (inject->delivered == NULL)
		return;
	inbox_mark_inject(&mark, join->session.view, inject);
	send_mark(join, &mark);
}

static void verb_threads(struct join *join, char *rest)
{
	struct buf out = {0};

	(void)rest;
	inbox_threads(&out, join->session.view);
	join_page(join, &out);
}

static void verb_roster(struct join *join, char *rest)
{
	struct buf out = {0};

	(void)rest;
	roster_print(&out, join->session.view, join->style.width);
	join_page(join, &out);
}

static void verb_clock(struct join *join, char *rest)
{
	struct buf out = {0};

	(void)rest;
	timeline_banner(&out, join->session.view,
	    convene_server_ms(
	        driver_peek(join->session.client), driver_now_ms(join->session.driver)));
	if (join->session.view->clock.note[0] != '\0') {
		buf_append_text(&out, ": ");
		wrap_append_line(&out, join->session.view->clock.note);
	}
	buf_append_byte(&out, '\n');
	join_show(join, &out);
}

static void verb_briefing(struct join *join, char *rest)
{
	struct buf out = {0};

	(void)rest;
	inbox_briefing(&out, join->session.view, &join->style);
	join_page(join, &out);
}

static void verb_cards(struct join *join, char *rest)
{
	struct buf out = {0};

	(void)rest;
	inbox_cards(&out, join->session.view);
	join_page(join, &out);
}

static void verb_card(struct join *join, char *rest)
{
	struct buf out = {0};

	if (rest[0] == '\0')
		inbox_cards(&out, join->session.view);
	else
		inbox_card(&out, join->session.view, rest, &join->style);
	join_page(join, &out);
}

static void verb_whom(struct join *join, char *rest)
{
	const struct view *view = join->session.view;
	struct buf out = {0};

	(void)rest;
	if (view->exercise == NULL)
		return;
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
	if (view->role == CONVENE__V1__ROLE__ROLE_PLAYER)
		buf_append_text(&out, "  control          the controllers\n");
	join_page(join, &out);
}

static void verb_save(struct join *join, char *rest)
{
	const char *word = verbs_word(&rest);
	const struct view_inject *inject = view_inject(join->session.view, word);
	const struct view_message *message;
	uint64_t id;

	if (inject != NULL && inject->delivered != NULL) {
		documents_save(
		    join, inject->delivered->attachments, inject->delivered->n_attachments);
		return;
	}
	if (!options_number(word, &id)) {
		join_refuse(join, "Say of which inject or thread the attachments are to be saved.");
		return;
	}
	for (size_t i = 0; i < join->session.view->message_count; i++) {
		message = &join->session.view->messages[i];
		if ((message->posted->thread_id == id || message->id == id) &&
		    message->posted->n_attachments > 0)
			documents_save(
			    join, message->posted->attachments, message->posted->n_attachments);
	}
}

const struct verb verbs_common[] = {
    {"inbox", "[new]", "what has come in", EVERYBODY, -1, verb_inbox},
    {"read", "INJECT | THREAD", "read an inject or a thread", EVERYBODY, -1, verb_read},
    {"threads", "", "all threads", EVERYBODY, -1, verb_threads},
    {"whom", "", "whom you can write to", EVERYBODY, -1, verb_whom},
    {"roster", "", "who takes part", EVERYBODY, -1, verb_roster},
    {"clock", "", "exercise time and story time", EVERYBODY, -1, verb_clock},
    {"briefing", "", "the briefings", EVERYBODY, -1, verb_briefing},
    {"cards", "", "the country cards: who may do what where", EVERYBODY, -1, verb_cards},
    {"card", "COUNTRY", "one of them", EVERYBODY, -1, verb_card},
    {"save", "INJECT | THREAD", "save what is attached", EVERYBODY, -1, verb_save},
    {"welfare", "[NOTE | list | answer CALLER TEXT]", "pause for welfare; calls that are open",
        ORGANISERS | CONTROLLERS, -1, calls_welfare},
    {"welfare", "[NOTE]", "pause for welfare; nobody asks why",
        EVERYBODY & ~(ORGANISERS | CONTROLLERS), -1, calls_welfare},
    {"help", "[VERB | TOPIC]", "this list, or more of one", EVERYBODY, -1, verb_help},
    {"quit", "", "leave; you can come back", EVERYBODY, -1, verb_quit}, {.name = NULL}};
