/* Verbs of players, simulators and controllers: saying, answering, deciding. */
#include "client/cli/inbox.h"
#include "client/cli/join/join.h"
#include "client/cli/wrap.h"
#include "proto/utf8.h"

#include <stdio.h>
#include <string.h>

static void post(struct join *join, uint64_t thread_id, Convene__V1__Party *from, char *text)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__PostMessage message = CONVENE__V1__POST_MESSAGE__INIT;

	message.thread_id = thread_id;
	message.from = from;
	message.text = text;
	message.attachments = documents_take(join, &message.n_attachments);
	command.body_case = CONVENE__V1__COMMAND__BODY_POST_MESSAGE;
	command.post_message = &message;
	join_send(join, &command, NULL);
}

/* A party that exists, under its canonical id. */
static bool canonical(struct join *join, Convene__V1__Party *party)
{
	const Convene__V1__TeamCard *team;
	const Convene__V1__EntityCard *entity;
	const char *id = view_party(party);

	if (party->kind_case == CONVENE__V1__PARTY__KIND_CONTROL)
		return true;
	team = view_team(join->session.view, id);
	entity = view_entity(join->session.view, id);
	if (team != NULL) {
		party->kind_case = CONVENE__V1__PARTY__KIND_TEAM_ID;
		party->team_id = team->id;
	} else if (entity != NULL) {
		party->kind_case = CONVENE__V1__PARTY__KIND_ENTITY_ID;
		party->entity_id = entity->id;
	} else {
		join_say(join, "There is no \"%s\"; `whom` lists whom you can write to.", id);
	}
	return team != NULL || entity != NULL;
}

static void open_thread(
    struct join *join, struct party_list *to, Convene__V1__Party *from, char *text)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__OpenThread open = CONVENE__V1__OPEN_THREAD__INIT;
	char subject[64];
	size_t len = utf8_cut(text, strcspn(text, "\n"), 60);

	for (size_t i = 0; i < to->count; i++)
		if (!canonical(join, &to->parties[i]))
			return;
	snprintf(subject, sizeof(subject), "%.*s", (int)len, text);
	open.subject = subject;
	open.n_parties = to->count;
	open.parties = to->pointers;
	open.channel = CONVENE__V1__CHANNEL__CHANNEL_EMAIL;
	open.from = from;
	open.text = text;
	open.attachments = documents_take(join, &open.n_attachments);
	command.body_case = CONVENE__V1__COMMAND__BODY_OPEN_THREAD;
	command.open_thread = &open;
	join_send(join, &command, NULL);
}

/* `where` is a thread's number or whom to open one with. */
static void say_to(struct join *join, const char *where, Convene__V1__Party *from, char *text)
{
	struct party_list to;
	uint64_t thread;

	if (text[0] == '\0') {
		join_say(join, "Say what?");
		return;
	}
	if (options_number(where, &thread)) {
		post(join, thread, from, text);
		return;
	}
	party_list_init(&to);
	if (!party_list_add(&to, where)) {
		join_say(join, "Say to whom: a thread's number, a team, an entity; `whom` lists "
		               "them.");
		return;
	}
	open_thread(join, &to, from, text);
}

static void verb_say(struct join *join, char *rest)
{
	const char *where = verbs_word(&rest);

	say_to(join, where, NULL, rest);
}

static void verb_as(struct join *join, char *rest)
{
	const char *who = verbs_word(&rest), *where = verbs_word(&rest);
	struct party_list from;

	party_list_init(&from);
	if (!party_list_add(&from, who) || from.count != 1 || !canonical(join, &from.parties[0]))
		return;
	say_to(join, where, from.pointers[0], rest);
}

static void verb_answer(struct join *join, char *rest)
{
	const char *id = verbs_word(&rest);
	struct act act;
	char why[160];

	if (rest[0] == '\0') {
		join_say(join, "Answer what? `answer INJECT TEXT`.");
		return;
	}
	if (!act_answer(&act, join->session.view, id, rest, why, sizeof(why))) {
		join_say(join, "%s", why);
		return;
	}
	act.answer.attachments = documents_take(join, &act.answer.n_attachments);
	join_send(join, &act.command, NULL);
}

static void verb_decide(struct join *join, char *rest)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__LogDecision decision = CONVENE__V1__LOG_DECISION__INIT;
	char *because = strstr(rest, " because ");
	char none[] = "";

	if (rest[0] == '\0') {
		join_say(join, "Decide what? `decide TEXT because REASON`.");
		return;
	}
	decision.text = rest;
	decision.reason = none;
	if (because != NULL) {
		*because = '\0';
		decision.reason = because + strlen(" because ");
	}
	decision.attachments = documents_take(join, &decision.n_attachments);
	command.body_case = CONVENE__V1__COMMAND__BODY_LOG_DECISION;
	command.log_decision = &decision;
	join_send(join, &command, NULL);
}

static void verb_attach(struct join *join, char *rest)
{
	if (rest[0] == '\0')
		join_say(join, "Attach which file?");
	else
		documents_attach(join, rest);
}

static void verb_waiting(struct join *join, char *rest)
{
	struct buf out = {0};

	(void)rest;
	inbox_waiting(&out, join->session.view);
	join_show(join, &out);
}

static const Convene__V1__Entity *find_entity(const struct view *view, const char *id)
{
	for (size_t i = 0; i < view->entity_count; i++)
		if (strcmp(view->entities[i]->id, id) == 0)
			return view->entities[i];
	return NULL;
}

static void verb_brief(struct join *join, char *rest)
{
	const struct view *view = join->session.view;
	const Convene__V1__Entity *entity = find_entity(view, verbs_word(&rest));
	struct buf out = {0};

	if (entity == NULL) {
		join_say(join, "Whose brief? `whom` lists the entities.");
		return;
	}
	wrap_append(&out, view_text(view, entity->name), join->style.width, 0, 0);
	wrap_append(&out, view_text(view, entity->brief), join->style.width, 0, 0);
	for (size_t i = 0; i < entity->n_canned_replies; i++) {
		buf_printf(&out, "  %-20s ", entity->canned_replies[i]->id);
		wrap_append_line(&out, entity->canned_replies[i]->label);
		buf_append_byte(&out, '\n');
	}
	join_show(join, &out);
}

static void verb_canned(struct join *join, char *rest)
{
	const struct view *view = join->session.view;
	const char *who = verbs_word(&rest), *reply = verbs_word(&rest), *where = verbs_word(&rest);
	const Convene__V1__Entity *entity = find_entity(view, who);
	Convene__V1__Party from = CONVENE__V1__PARTY__INIT;

	for (size_t i = 0; entity != NULL && i < entity->n_canned_replies; i++) {
		if (strcmp(entity->canned_replies[i]->id, reply) != 0)
			continue;
		from.kind_case = CONVENE__V1__PARTY__KIND_ENTITY_ID;
		from.entity_id = entity->id;
		/* sent as it stands, never written to */
		say_to(join, where, &from,
		    (char *)(uintptr_t)view_text(view, entity->canned_replies[i]->body));
		return;
	}
	join_say(join, "There is no such reply; `brief ENTITY` lists them.");
}

#define TALKERS (PLAYERS | CONTROLLERS)

const struct verb verbs_talk[] = {
    {"say", "THREAD | WHOM TEXT", "write to a thread, to teams, to entities", TALKERS, 1, verb_say},
    {"answer", "INJECT TEXT", "answer an inject", PLAYERS, 1, verb_answer},
    {"decide", "TEXT because REASON", "record a decision of your team", PLAYERS, 0, verb_decide},
    {"as", "ENTITY THREAD | WHOM TEXT", "write in an entity's name", SIMULATORS | CONTROLLERS, 2,
        verb_as},
    {"waiting", "", "who waits for an entity's answer", SIMULATORS | CONTROLLERS, -1, verb_waiting},
    {"brief", "ENTITY", "an entity's brief and canned replies", STAFF, -1, verb_brief},
    {"canned", "ENTITY REPLY THREAD", "send a canned reply", SIMULATORS | CONTROLLERS, -1,
        verb_canned},
    {"attach", "FILE", "a file for your next message", PLAYERS | SIMULATORS | CONTROLLERS, -1,
        verb_attach},
    {.name = NULL}};
