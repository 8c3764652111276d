/* Verbs of players, simulators and controllers: saying, answering, deciding. */
#include "client/cli/join/desk.h"
#include "client/cli/join/documents.h"
#include "client/cli/join/messages.h"
#include "client/cli/join/noun.h"
#include "client/cli/join/saying.h"
#include "client/cli/join/talk.h"
#include "client/cli/join/verbs.h"
#include "client/cli/terminal/terminal.h"
#include "client/cli/text/recipients.h"
#include "client/cli/text/words.h"
#include "client/cli/text/wrap.h"
#include "proto/xalloc.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A party that exists, under its canonical id. */
bool talk_canonical(struct join *join, Convene__V1__Party *party)
{
	const char *id = view_party(party);
	if (party->kind_case == CONVENE__V1__PARTY__KIND_CONTROL) {
		return true;
	}
	if (recipients_find(join->session.view, id, party)) {
		return true;
	}
	char meant[80];
	join_refuse(join, "There is no \"%s\"%s `whom` lists whom you can write to.", id,
	    join_meant_party(join, id, meant, sizeof(meant))[0] != '\0' ? meant : ";");
	return false;
}

/* Why it is not sent, when `to` could not be read. */
static void refuse_whom(
    struct join *join, const Convene__V1__Party *from, const struct recipients *to)
{
	const char *wrong = to->wrong;
	if (to->too_many) {
		join_refuse(join, "Not sent: a message goes to at most %d at once.", PARTIES_MAX);
		return;
	}
	bool as = from != NULL && from->kind_case != CONVENE__V1__PARTY__KIND_CONTROL;
	if (wrong[0] == '\0') {
		join_refuse(join, "Say to whom: a thread's number, a team, an entity; `whom` lists "
		                  "them.");
		return;
	}
	char meant[80];
	join_meant_party(join, wrong, meant, sizeof(meant));
	join_refuse(join,
	    "Not sent: there is no \"%s\"%s `whom` lists whom you can write to. A text that begins "
	    "so goes behind a colon: `%s%s WHOM: %s ...`.",
	    wrong, meant[0] != '\0' ? meant : ";", as ? "as " : "say", as ? view_party(from) : "",
	    wrong);
}

/* Takes `"subject":` off the front of `*text`; NULL when there is none. */
static char *take_subject(char **text)
{
	char *subject = *text + 1;
	if (**text != '"') {
		return NULL;
	}
	char *end = strstr(subject, "\":");
	if (end == NULL || end == subject ||
	    memchr(subject, '\n', (size_t)(end - subject)) != NULL) {
		return NULL;
	}
	*end = '\0';
	*text = end + 2 + strspn(end + 2, " \n");
	return subject;
}

static bool find_channel(struct join *join, const char *name, size_t len)
{
	char why[400];
	int channel =
	    words_choice(&convene__v1__channel__descriptor, "channel", name, len, why, sizeof(why));
	if (channel < 0) {
		join_refuse(join, "%s.", why);
		return false;
	}
	join->channel = (Convene__V1__Channel)channel;
	return true;
}

/* Takes "by CHANNEL" off the front of `*text`. False: there is no such channel. */
static bool take_channel(struct join *join, char **text)
{
	char *name = *text + 3;
	if (strncmp(*text, "by ", 3) != 0) {
		return true;
	}
	name += strspn(name, " ");
	size_t len = strcspn(name, " \n");
	if (!find_channel(join, name, len)) {
		return false;
	}
	*text = name + len + strspn(name + len, " \n");
	return true;
}

/* Packed only, never written to. */
static char *canned_reply(const struct talk_voice *voice)
{
	return (char *)(uintptr_t)(voice->canned != NULL ? voice->canned : "");
}

/* Opens a thread with the first `count` of them. */
static void open_thread(struct join *join, struct recipients *to, size_t count,
    const struct talk_voice *voice, char *text)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__OpenThread open = CONVENE__V1__OPEN_THREAD__INIT;
	char subject[SUBJECT_SIZE], whom[400];
	if (!take_channel(join, &text)) {
		return;
	}
	char *given = take_subject(&text);
	if (text[0] == '\0') {
		join_refuse(join, "Say what?");
		return;
	}
	wrap_beginning(subject, sizeof(subject), text, SUBJECT_COLUMNS);
	open.subject = given != NULL ? given : subject;
	open.n_parties = count;
	open.parties = to->pointers;
	open.channel = join->channel != 0 ? join->channel : CONVENE__V1__CHANNEL__CHANNEL_EMAIL;
	open.from = voice->from;
	open.canned_reply = canned_reply(voice);
	open.text = text;
	command.body_case = CONVENE__V1__COMMAND__BODY_OPEN_THREAD;
	command.open_thread = &open;
	messages_send(join, &command, recipients_named(to, count, whom, sizeof(whom)));
	join->channel = 0;
}

static void post(
    struct join *join, const struct view_thread *thread, const struct talk_voice *voice, char *text)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__PostMessage message = CONVENE__V1__POST_MESSAGE__INIT;
	if (text[0] == '\0') {
		join_refuse(join, "Say what?");
		return;
	}
	char whom[400];
	snprintf(whom, sizeof(whom), "thread %" PRIu64, thread->id);
	for (size_t i = 0; i < thread->opened->n_parties; i++) {
		complaint_word(whom, sizeof(whom) - 1, i == 0 ? " (" : ", ",
		    view_party(thread->opened->parties[i]));
	}
	snprintf(whom + strlen(whom), 2, ")");
	message.thread_id = thread->id;
	message.from = voice->from;
	message.canned_reply = canned_reply(voice);
	message.text = text;
	command.body_case = CONVENE__V1__COMMAND__BODY_POST_MESSAGE;
	command.post_message = &message;
	messages_send(join, &command, whom);
}

/* `about`: the sender's entity, or "". The line itself is kept in the join. */
static void whom_answered(struct join *join, char *about, char *line)
{
	bool all = words_are_yes(line);
	bool some = strcasecmp(line, "no") == 0 || strcasecmp(line, "n") == 0;
	char *text = join->asked;
	join->asked = NULL;
	if (!all && !some) {
		join_say(join, "Not sent: that was neither yes nor no.");
		free(text);
		return;
	}
	Convene__V1__Party from;
	if (strcmp(about, "control") == 0) {
		party_set(&from, CONVENE__V1__PARTY__KIND_CONTROL, NULL);
	} else {
		party_set(&from, CONVENE__V1__PARTY__KIND_ENTITY_ID, about);
	}
	struct recipients to;
	const struct talk_voice voice = {.from = about[0] != '\0' ? &from : NULL};
	if (recipients_read(join->session.view, text, &to)) {
		open_thread(join, &to, all ? to.count : to.sure, &voice,
		    text + ((all ? to.text : to.text_of_sure) - text));
	}
	free(text);
}

static void ask_whom(struct join *join, const struct recipients *to, const Convene__V1__Party *from,
    const char *line)
{
	char all[400], sure[400], text[SUBJECT_SIZE];
	recipients_named(to, to->count, all, sizeof(all));
	recipients_named(to, to->sure, sure, sizeof(sure));
	if (!terminal_has_person(join->terminal)) {
		join_refuse(join,
		    "Not sent: is it for %s, or does the text begin so? Write a comma between "
		    "them, or a colon before the text.",
		    all);
		return;
	}
	join_say(join, "yes: to %s: %s", all,
	    wrap_beginning(text, sizeof(text), to->text, SUBJECT_COLUMNS));
	join_say(join, "no: to %s only: %s", sure,
	    wrap_beginning(text, sizeof(text), to->text_of_sure, SUBJECT_COLUMNS));
	free(join->asked);
	join->asked = xstrdup(line);
	join_ask(join, "To all of them? [yes/no] ", "no", from != NULL ? view_party(from) : "",
	    whom_answered);
}

const struct view_thread *talk_thread(const struct view *view, uint64_t id)
{
	const struct view_thread *thread = view_thread(view, id);
	const struct view_message *message = view_message(view, id);
	return thread == NULL && message != NULL ? view_thread(view, message->posted->thread_id)
	                                         : thread;
}

/* A line that begins with a number and a text: "214 We are on our way." */
static bool is_thread(char *line, uint64_t *id, char **text)
{
	char number[24];
	size_t len = strcspn(line, " \n:");
	snprintf(number, sizeof(number), "%.*s", (int)(len < 23 ? len : 23), line);
	if (!options_number(number, id)) {
		return false;
	}
	len += line[len] == ':' ? 1 : 0;
	*text = line + len + strspn(line + len, " \n");
	return true;
}

void talk_to(struct join *join, const struct talk_voice *who, char *line)
{
	Convene__V1__Party control;
	const struct view *view = join->session.view;
	struct talk_voice voice = *who;
	if (voice.from == NULL && view->role == CONVENE__V1__ROLE__ROLE_CONTROLLER) {
		party_set(&control, CONVENE__V1__PARTY__KIND_CONTROL, NULL);
		voice.from = &control;
	}
	uint64_t id;
	char *text;
	if (is_thread(line, &id, &text)) {
		if (talk_thread(view, id) != NULL) {
			post(join, talk_thread(view, id), &voice, text);
		} else {
			join_refuse(join,
			    "Not sent: there is no thread %" PRIu64 "; `threads` lists them.", id);
		}
		return;
	}
	struct recipients to;
	if (!recipients_read(view, line, &to)) {
		refuse_whom(join, voice.from, &to);
		return;
	}
	/* a script is not asked: ids behind one another are all meant, plain words may be either */
	if (to.sure < to.count && to.text[0] != '\0' &&
	    (terminal_has_person(join->terminal) || to.is_plain_word)) {
		ask_whom(join, &to, voice.from, line);
	} else {
		open_thread(join, &to, to.count, &voice, line + (to.text - line));
	}
}

bool talk_lacks_text(struct join *join, const char *line)
{
	char number[24];
	snprintf(number, sizeof(number), "%.23s", line);
	uint64_t id;
	if (options_number(number, &id)) {
		return talk_thread(join->session.view, id) != NULL;
	}
	struct recipients to;
	return line[0] != '\0' && recipients_read(join->session.view, line, &to) &&
	       to.text[0] == '\0';
}

bool talk_can_begin(struct join *join, const char *verb, const char *line)
{
	const struct view *view = join->session.view;
	char first[80];
	size_t len = strcspn(line, " ");
	snprintf(first, sizeof(first), "%.*s", (int)(len < 79 ? len : 79), line);
	if (strcmp(verb, "answer") == 0) {
		return view_inject(view, first) != NULL;
	}
	if (strcmp(verb, "as") == 0) {
		return (strcmp(first, "control") == 0 || view_entity(view, first) != NULL ||
		           view_team(view, first) != NULL) &&
		       talk_lacks_text(join, line + len + strspn(line + len, " "));
	}
	return true;
}

void verb_say(struct join *join, char *rest)
{
	talk_to(join, &(struct talk_voice){.from = NULL}, rest);
}

void verb_channel(struct join *join, char *rest)
{
	if (find_channel(join, rest, strlen(rest))) {
		join_say(join, "The next thread that you open goes by %s.",
		    WORDS_CHANNEL(join->channel));
	}
}

void verb_answer(struct join *join, char *rest)
{
	if (join_conduct_answers(join, rest)) {
		verb_questions(join, rest);
		return;
	}
	const char *id = verbs_word(&rest);
	if (id[0] != '\0' && !join_has_inject(join, id)) {
		return;
	}
	if (rest[0] == '\0') {
		join_refuse(join, "Answer what? `answer INJECT TEXT`.");
		return;
	}
	struct act act;
	char why[160], word[80];
	if (!act_answer(&act, join->session.view, id, rest, why, sizeof(why))) {
		join_refuse(join, "%s", why);
		return;
	}
	snprintf(word, sizeof(word), "inject %.60s", act.answer.inject_id);
	messages_send(join, &act.command, word);
}

void verb_decide(struct join *join, char *rest)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__LogDecision decision = CONVENE__V1__LOG_DECISION__INIT;
	char *because = strstr(rest, " because ");
	char none[] = "";
	if (rest[0] == '\0') {
		join_refuse(join, "Decide what? `decide TEXT because REASON`.");
		return;
	}
	decision.text = rest;
	decision.reason = none;
	if (because != NULL) {
		*because = '\0';
		decision.reason = because + strlen(" because ");
	}
	command.body_case = CONVENE__V1__COMMAND__BODY_LOG_DECISION;
	command.log_decision = &decision;
	messages_send(join, &command, "your team's decisions");
}

void verb_attach(struct join *join, char *rest)
{
	if (rest[0] == '\0') {
		join_refuse(join, "Attach which file?");
	} else {
		documents_attach(join, rest);
	}
}

void verb_attached(struct join *join, char *rest)
{
	(void)rest;
	documents_list(join);
}

void verb_detach(struct join *join, char *rest)
{
	documents_detach(join, rest);
}

void verb_correct(struct join *join, char *rest)
{
	uint64_t number;
	char *text;
	if (!is_thread(rest, &number, &text) || text[0] == '\0') {
		join_refuse(join,
		    "Which message, and what does it say instead? `correct THREAD TEXT` "
		    "is about the last one that you wrote there.");
		return;
	}
	struct act act;
	char why[ACT_WHY_SIZE];
	if (act_correct(&act, join->session.view, number, text, why, sizeof(why))) {
		join_act(join, &act);
	} else {
		join_refuse(join, "%s.", why);
	}
}
