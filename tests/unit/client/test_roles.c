/* Whom the client offers its verbs to, against the engine's table of who may do what. */
#include "client/cli/base/verbs.h"
#include "client/cli/conduct/conduct.h"
#include "client/cli/conduct/nouns.h"
#include "proto/roles.h"
#include "server/exercise/decide/permission.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ALL_ROLES ((1u << (CONVENE__V1__ROLE__ROLE_OBSERVER + 1)) - 2)

#define BODY(name) CONVENE__V1__COMMAND__BODY_##name

/* A verb and the command that it becomes. `fewer`: who may, and is not offered it all the same. */
struct row {
	const char *noun, *verb; /* noun "": a verb of `join` */
	Convene__V1__Command__BodyCase command;
	unsigned fewer;
};

static const struct row rows[] = {
    {"", "start", BODY(START_EXERCISE), 0},
    {"", "pause", BODY(PAUSE_CLOCK), 0},
    {"", "resume", BODY(RESUME_CLOCK), 0},
    {"", "rate", BODY(SET_RATE), 0},
    {"", "jump", BODY(JUMP_CLOCK), 0},
    {"", "story", BODY(SHIFT_STORY), 0},
    {"", "end", BODY(END_EXERCISE), 0},
    {"", "close", BODY(CLOSE_EXERCISE), 0},
    {"", "records", BODY(RELEASE_RECORDS), 0},
    {"", "release", BODY(RELEASE_INJECT), 0},
    {"", "hold", BODY(HOLD_INJECT), 0},
    {"", "skip", BODY(SKIP_INJECT), 0},
    {"", "reschedule", BODY(RESCHEDULE_INJECT), 0},
    {"", "retarget", BODY(RETARGET_INJECT), 0},
    {"", "withdraw", BODY(WITHDRAW_INJECT), 0},
    {"", "restore", BODY(RESTORE_INJECT), 0},
    {"", "shift", BODY(SHIFT_INJECTS), 0},
    {"", "edit", BODY(EDIT_INJECT), 0},
    {"", "new", BODY(ADD_INJECT), 0},
    {"", "add", BODY(ADD_INJECT), 0},
    {"", "announce", BODY(ANNOUNCE), 0},
    {"", "invite", BODY(ISSUE_INVITE), 0},
    {"", "rotate", BODY(ISSUE_INVITE), 0},
    {"", "rotate", BODY(REVOKE_INVITE), 0},
    {"", "revoke", BODY(REVOKE_INVITE), 0},
    {"", "remove", BODY(REMOVE_PARTICIPANT), 0},
    /* simulators write as somebody, with `as` */
    {"", "say", BODY(OPEN_THREAD), SIMULATORS},
    {"", "say", BODY(POST_MESSAGE), SIMULATORS},
    {"", "correct", BODY(CORRECT_MESSAGE), 0},
    {"", "channel", BODY(OPEN_THREAD), 0},
    /* players are themselves */
    {"", "as", BODY(OPEN_THREAD), PLAYERS},
    {"", "as", BODY(POST_MESSAGE), PLAYERS},
    {"", "canned", BODY(POST_MESSAGE), PLAYERS},
    {"", "answer", BODY(ANSWER_INJECT), 0},
    {"", "decide", BODY(LOG_DECISION), 0},
    {"", "attach", BODY(STORE_ATTACHMENT), 0},
    {"", "attached", BODY(STORE_ATTACHMENT), 0},
    {"", "detach", BODY(STORE_ATTACHMENT), 0},
    {"", "welfare", BODY(RAISE_WELFARE), 0},
    {"", "share", BODY(DISCLOSE), 0},
    {"case", "open", BODY(OPEN_CASE), 0},
    {"case", "move", BODY(MOVE_CASE), 0},
    {"case", "share", BODY(SHARE_CASE), 0},
    {"case", "refer", BODY(SHARE_CASE), 0},
    {"case", "accept", BODY(ANSWER_REFERRAL), 0},
    {"case", "decline", BODY(ANSWER_REFERRAL), 0},
    {"case", "take-over", BODY(TAKE_OVER_CASE), 0},
    {"case", "link", BODY(LINK_CASES), 0},
    {"case", "alias", BODY(ADD_CASE_ALIAS), 0},
    {"case", "form", BODY(FILL_FORM), 0},
    {"case", "field", BODY(RECORD_FIELD), 0},
    {"case", "consent", BODY(RECORD_CONSENT), 0},
    {"case", "withdraw", BODY(WITHDRAW_CONSENT), 0},
    {"case", "disclose", BODY(DISCLOSE), 0},
    {"case", "flag", BODY(RAISE_FLAG), 0},
    {"case", "match", BODY(MATCH_CASE), 0},
    {"request", "new", BODY(DRAFT_REQUEST), 0},
    {"request", "draft", BODY(DRAFT_REQUEST), 0},
    {"request", "send", BODY(SEND_REQUEST), 0},
    {"request", "ack", BODY(MOVE_REQUEST), 0},
    {"request", "answer", BODY(MOVE_REQUEST), 0},
    {"request", "refuse", BODY(MOVE_REQUEST), 0},
    {"request", "return", BODY(MOVE_REQUEST), 0},
    /* the sender withdraws, and that is always a team */
    {"request", "withdraw", BODY(MOVE_REQUEST), CONTROLLERS | SIMULATORS},
    {"queue", "claim", BODY(CLAIM_ITEM), 0},
    {"queue", "release", BODY(RELEASE_ITEM), 0},
    /* the SimCell's queue is nothing for players */
    {"queue", "reply", BODY(POST_MESSAGE), PLAYERS},
    {"queue", "dismiss", BODY(DISMISS_ITEM), 0},
    {"milestone", "set", BODY(SET_MILESTONE), 0},
    {"milestone", "take-back", BODY(SET_MILESTONE), 0},
    {"milestone", "switch", BODY(TURN_SWITCH), 0},
    {"interpreter", "book", BODY(BOOK_INTERPRETER), 0},
    {"interpreter", "release", BODY(RELEASE_INTERPRETER), 0},
    {"answer", "open", BODY(OPEN_QUESTIONNAIRE), 0},
    {"answer", "close", BODY(CLOSE_QUESTIONNAIRE), 0},
    {"answer", "release", BODY(RELEASE_RESULT), 0},
    {"welfare", "raise", BODY(RAISE_WELFARE), 0},
    {"welfare", "answer", BODY(ANSWER_WELFARE), 0},
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

/* Verbs that send nothing. */
static const char *const looks[] = {" inbox", " read", " threads", " whom", " roster", " clock",
    " briefing", " cards", " card", " save", " help", " quit", " log", " /", " msel", " export",
    " brief", " invites", " case", " request", " interpreter", " questions", " queue", " waiting",
    " milestone", " catalogue", "case list", "case show", "case who-knows", "request list",
    "request show", "request instruments", "request template", "request export", "queue list",
    "queue show", "milestone list", "milestone show", "interpreter list", "answer list",
    "answer show", "welfare status", "welfare list"};

/* Commands that no verb alone stands for: they go out by themselves, or as an answer to what a verb
 * has asked. */
static const Convene__V1__Command__BodyCase by_themselves[] = {
    BODY(MARK_READ), BODY(REACH_RECEIPT), BODY(ANSWER_QUESTIONNAIRE)};

static const struct conduct_noun *const nouns[] = {&conduct_case, &conduct_request, &conduct_queue,
    &conduct_answer, &conduct_milestone, &conduct_interpreter, &conduct_welfare};

static unsigned who_may(Convene__V1__Command__BodyCase command)
{
	unsigned roles = 0;

	for (Convene__V1__Role role = 1; role <= CONVENE__V1__ROLE__ROLE_OBSERVER; role++) {
		if (permission_allows(role, command)) {
			roles |= ROLE_BIT(role);
		}
	}
	return roles;
}

/* Whom `join` offers the verb to; it may stand in its lists more than once. */
static unsigned offered_by_join(const char *name)
{
	unsigned roles = 0;

	for (const struct verb *verb = verb_table; verb->name != NULL; verb++) {
		if (strcmp(verb->name, name) == 0) {
			roles |= verb->roles;
		}
	}
	return roles & ALL_ROLES;
}

static unsigned offered(const struct row *row)
{
	const struct conduct_verb *verb;

	if (row->noun[0] == '\0') {
		return offered_by_join(row->verb);
	}
	verb = conduct_verb(conduct_noun(row->noun), row->verb);
	if (verb == NULL) {
		fail_msg("there is no %s %s", row->noun, row->verb);
	}
	return verb->roles & ALL_ROLES;
}

static void verbs_are_offered_to_who_may(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		unsigned may = who_may(rows[i].command);

		assert_int_equal(rows[i].fewer & ~may, 0);
		if (offered(&rows[i]) != (may & ~rows[i].fewer)) {
			fail_msg("\"%s %s\" is offered to roles %#x; %#x may", rows[i].noun,
			    rows[i].verb, offered(&rows[i]), may & ~rows[i].fewer);
		}
	}
}

static bool is_known(const char *noun, const char *verb)
{
	char whole[80];

	for (size_t i = 0; i < ROWS; i++) {
		if (strcmp(rows[i].noun, noun) == 0 && strcmp(rows[i].verb, verb) == 0) {
			return true;
		}
	}
	snprintf(whole, sizeof(whole), "%s %s", noun, verb);
	for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
		if (strcmp(looks[i], whole) == 0) {
			return true;
		}
	}
	return false;
}

static void no_verb_is_forgotten(void **state)
{
	(void)state;
	for (const struct verb *verb = verb_table; verb->name != NULL; verb++) {
		if (!is_known("", verb->name)) {
			fail_msg("\"%s\": which command is it?", verb->name);
		}
	}
	for (size_t i = 0; i < sizeof(nouns) / sizeof(nouns[0]); i++) {
		for (const struct conduct_verb *verb = nouns[i]->verbs; verb->name != NULL;
		     verb++) {
			if (!is_known(nouns[i]->name, verb->name)) {
				fail_msg(
				    "\"%s %s\": which command is it?", nouns[i]->name, verb->name);
			}
		}
	}
}

/* Whoever may use a noun's verb can get at it in `join`, where the noun is a verb. */
static void a_noun_is_offered_with_its_verbs(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		const char *name =
		    strcmp(rows[i].noun, conduct_answer.name) == 0 ? "questions" : rows[i].noun;

		if (name[0] != '\0' && (offered(&rows[i]) & ~offered_by_join(name)) != 0) {
			fail_msg("\"%s\" is not offered to all who have \"%s %s\"", name, name,
			    rows[i].verb);
		}
	}
}

/* The one query with a rule of its own (server/exercise/README.md, KnowledgeQuery). */
static void observers_do_not_ask_who_knows(void **state)
{
	(void)state;
	assert_int_equal(conduct_verb(&conduct_case, "who-knows")->roles & ALL_ROLES,
	    ALL_ROLES & ~ROLE_BIT(CONVENE__V1__ROLE__ROLE_OBSERVER));
}

static void every_command_has_a_verb(void **state)
{
	const ProtobufCMessageDescriptor *command = &convene__v1__command__descriptor;

	(void)state;
	for (unsigned i = 0; i < command->n_fields; i++) {
		bool found = (command->fields[i].flags & PROTOBUF_C_FIELD_FLAG_ONEOF) == 0;

		for (size_t j = 0; j < ROWS; j++) {
			found = found || rows[j].command == command->fields[i].id;
		}
		for (size_t j = 0; j < sizeof(by_themselves) / sizeof(by_themselves[0]); j++) {
			found = found || by_themselves[j] == command->fields[i].id;
		}
		if (!found) {
			fail_msg("nobody can %s", command->fields[i].name);
		}
	}
}

/* The verbs in an option's row are verbs of its noun. */
static void each_option_knows_its_verbs(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(nouns) / sizeof(nouns[0]); i++) {
		const struct conduct_noun *noun = nouns[i];

		for (const struct option *option = noun->options; option->name != NULL; option++) {
			const char *at = option->verbs != NULL ? option->verbs : "";

			for (size_t len; *at != '\0'; at += len, at += strspn(at, ", ")) {
				char word[40];

				len = strcspn(at, ",");
				snprintf(word, sizeof(word), "%.*s", (int)len, at);
				if (conduct_verb(noun, word) == NULL) {
					fail_msg("%s --%s: no verb \"%s\"", noun->name,
					    option->name, word);
				}
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_option_knows_its_verbs),
	    cmocka_unit_test(verbs_are_offered_to_who_may),
	    cmocka_unit_test(no_verb_is_forgotten),
	    cmocka_unit_test(a_noun_is_offered_with_its_verbs),
	    cmocka_unit_test(every_command_has_a_verb),
	    cmocka_unit_test(observers_do_not_ask_who_knows),
	};

	return cmocka_run_group_tests_name("client roles", tests, NULL, NULL);
}
