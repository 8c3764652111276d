/* The commands that a client under load sends, at random: most make sense, some are refused. */
#include "tests/fault/person.h"

#include <stdio.h>
#include <string.h>

#define TEXT_MAX 9000

static char *writable(const char *text)
{
	return (char *)(uintptr_t)text; /* encoded only, never written to */
}

static size_t kept(size_t count, size_t limit)
{
	return count < limit ? count : limit;
}

/* --- words --- */

/* Rewritten by each call; a command needs at most one. */
static char *some_text(struct person *person, char text[TEXT_MAX])
{
	static const char *const words[] = {"berry", "caf\xc3\xa9", "\xd8\xa8\xd8\xb1", "bus",
	    "\xe6\x9d\xb1", "safe", "W17", "\xf0\x9f\x9a\x8c", "tomorrow", "\"quoted\"", "\\",
	    "n\n"};
	size_t wanted = 1 + (dice_one_in(person->dice, 60) ? dice_below(person->dice, 8000)
	                                                   : dice_below(person->dice, 120));
	size_t len = 0;

	while (len < wanted && len + 16 < TEXT_MAX) {
		len += (size_t)snprintf(text + len, TEXT_MAX - len, "%s ",
		    words[dice_below(person->dice, sizeof(words) / sizeof(words[0]))]);
	}
	return text;
}

static const char *some_name(
    struct person *person, const struct known_name *names, size_t count, const char *otherwise)
{
	return count == 0 ? otherwise : names[dice_below(person->dice, count)].id;
}

static const char *some_team(struct person *person)
{
	return some_name(person, person->knowledge.teams, person->knowledge.team_count, "AL-NGO");
}

static const char *some_entity(struct person *person)
{
	return some_name(
	    person, person->knowledge.entities, person->knowledge.entity_count, "clinic");
}

static const struct known_inject *some_inject(struct person *person)
{
	static const struct known_inject none = {.id = "w1-calls", .revision = 1};
	size_t count = kept(person->knowledge.inject_count, KNOWN_INJECTS);

	return count == 0 ? &none : &person->knowledge.injects[dice_below(person->dice, count)];
}

static Convene__V1__Party entity_party(const char *id)
{
	Convene__V1__Party party = CONVENE__V1__PARTY__INIT;

	party.kind_case = CONVENE__V1__PARTY__KIND_ENTITY_ID;
	party.entity_id = writable(id);
	return party;
}

static Convene__V1__Party control_party(void)
{
	Convene__V1__Party party = CONVENE__V1__PARTY__INIT;

	party.kind_case = CONVENE__V1__PARTY__KIND_CONTROL;
	party.control = true;
	return party;
}

/* Puts the message into a command and sends it. */
#define SEND(person, FIELD, field, message)                                                        \
	do {                                                                                       \
		Convene__V1__Command command_ = CONVENE__V1__COMMAND__INIT;                        \
		command_.body_case = CONVENE__V1__COMMAND__BODY_##FIELD;                           \
		command_.field = (message);                                                        \
		person_send(person, &command_);                                                    \
	} while (0)

/* --- communication --- */

static void open_thread(struct person *person)
{
	Convene__V1__OpenThread open = CONVENE__V1__OPEN_THREAD__INIT;
	Convene__V1__Party from =
	    dice_one_in(person->dice, 2) ? control_party() : entity_party(some_entity(person));
	Convene__V1__Party other =
	    dice_one_in(person->dice, 3) ? entity_party(some_entity(person)) : control_party();
	Convene__V1__Party team = CONVENE__V1__PARTY__INIT;
	Convene__V1__Party *parties[] = {&team, &other};
	char text[TEXT_MAX];

	team.kind_case = CONVENE__V1__PARTY__KIND_TEAM_ID;
	team.team_id = writable(some_team(person));
	if (person->role == CONVENE__V1__ROLE__ROLE_SIMULATOR) {
		from = entity_party(some_entity(person));
	}
	open.from = person->role == CONVENE__V1__ROLE__ROLE_PLAYER ? NULL : &from;
	open.parties = parties;
	open.n_parties = 1 + dice_below(person->dice, 2);
	open.subject = writable("the bus");
	open.channel = CONVENE__V1__CHANNEL__CHANNEL_EMAIL;
	open.text = some_text(person, text);
	open.language = writable("en");
	SEND(person, OPEN_THREAD, open_thread, &open);
}

static void post_message(struct person *person)
{
	Convene__V1__PostMessage post = CONVENE__V1__POST_MESSAGE__INIT;
	size_t count = kept(person->knowledge.thread_count, KNOWN_THREADS);
	struct known_thread thread = {.id = 1};
	Convene__V1__Party from;
	char text[TEXT_MAX];

	if (count > 0) {
		thread = person->knowledge.threads[dice_below(person->dice, count)];
	}
	from = thread.entity[0] != '\0' ? entity_party(thread.entity) : control_party();
	if (person->role != CONVENE__V1__ROLE__ROLE_PLAYER) {
		post.from = &from;
	}
	post.thread_id = thread.id;
	post.text = some_text(person, text);
	SEND(person, POST_MESSAGE, post_message, &post);
}

static void mark_read(struct person *person)
{
	Convene__V1__MarkRead mark = CONVENE__V1__MARK_READ__INIT;
	size_t count = kept(person->knowledge.message_count, KNOWN_MESSAGES);
	char *inject = writable(some_inject(person)->id);
	uint64_t messages[4];

	for (mark.n_message_ids = 0; count > 0 && mark.n_message_ids < 4; mark.n_message_ids++) {
		messages[mark.n_message_ids] =
		    person->knowledge.messages[dice_below(person->dice, count)];
	}
	mark.message_ids = messages;
	if (person->role == CONVENE__V1__ROLE__ROLE_PLAYER && dice_one_in(person->dice, 2)) {
		mark.inject_ids = &inject;
		mark.n_inject_ids = 1;
	}
	SEND(person, MARK_READ, mark_read, &mark);
}

static void announce(struct person *person)
{
	Convene__V1__Announce said = CONVENE__V1__ANNOUNCE__INIT;
	char text[TEXT_MAX];

	said.text = some_text(person, text);
	SEND(person, ANNOUNCE, announce, &said);
}

static void log_decision(struct person *person)
{
	Convene__V1__LogDecision decision = CONVENE__V1__LOG_DECISION__INIT;
	char text[TEXT_MAX];

	decision.text = some_text(person, text);
	decision.reason = writable("article 10");
	SEND(person, LOG_DECISION, log_decision, &decision);
}

static void answer_inject(struct person *person)
{
	Convene__V1__AnswerInject answer = CONVENE__V1__ANSWER_INJECT__INIT;
	Convene__V1__Attachment attachment = CONVENE__V1__ATTACHMENT__INIT;
	Convene__V1__Attachment *attachments[] = {&attachment};
	char text[TEXT_MAX];

	answer.inject_id = writable(some_inject(person)->id);
	answer.text = some_text(person, text);
	if (person->has_stored) {
		attachment.sha256.data = person->stored;
		attachment.sha256.len = sizeof(person->stored);
		attachment.name = writable("list.txt");
		answer.attachments = attachments;
		answer.n_attachments = 1;
	}
	SEND(person, ANSWER_INJECT, answer_inject, &answer);
}

/* Stored by on_uploaded() once the bytes are there. */
static void upload(struct person *person)
{
	uint8_t sha256[CONVENE_SHA256_SIZE];

	if (person->uploading) {
		return;
	}
	person->document_len =
	    8 +
	    dice_below(person->dice, dice_one_in(person->dice, 8) ? PERSON_DOCUMENT_MAX - 8 : 2000);
	for (size_t i = 0; i + 8 <= person->document_len; i += 8) {
		uint64_t bytes = dice_next(person->dice);

		memcpy(person->document + i, &bytes, 8);
	}
	person->uploading = convene_upload(driver_convene(person->client), person->document,
	                        person->document_len, sha256) == 0;
}

/* --- the clock --- */

static void pause_clock(struct person *person)
{
	Convene__V1__PauseClock pause = CONVENE__V1__PAUSE_CLOCK__INIT;

	pause.clock_revision = dice_one_in(person->dice, 2) ? 0 : person->knowledge.clock_revision;
	pause.note = writable("lunch");
	SEND(person, PAUSE_CLOCK, pause_clock, &pause);
}

static void resume_clock(struct person *person)
{
	Convene__V1__ResumeClock resume = CONVENE__V1__RESUME_CLOCK__INIT;

	resume.clock_revision = person->knowledge.clock_revision;
	SEND(person, RESUME_CLOCK, resume_clock, &resume);
}

static void set_rate(struct person *person)
{
	Convene__V1__SetRate rate = CONVENE__V1__SET_RATE__INIT;
	static const uint32_t rates[] = {500, 1000, 10000, 120000};

	rate.clock_revision = person->knowledge.clock_revision;
	rate.rate_permille = rates[dice_below(person->dice, 4)];
	SEND(person, SET_RATE, set_rate, &rate);
}

static void jump_clock(struct person *person)
{
	Convene__V1__JumpClock jump = CONVENE__V1__JUMP_CLOCK__INIT;
	Convene__V1__OverdueRule rule = CONVENE__V1__OVERDUE_RULE__INIT;

	jump.clock_revision = person->knowledge.clock_revision;
	jump.to_ms =
	    person->knowledge.exercise_ms + 1000 + (int64_t)dice_below(person->dice, 600000);
	rule.action = (Convene__V1__OverdueAction)(1 + dice_below(person->dice, 3));
	rule.stagger_ms = 2000;
	if (dice_one_in(person->dice, 2)) {
		jump.overdue = &rule;
	}
	SEND(person, JUMP_CLOCK, jump_clock, &jump);
}

static void raise_welfare(struct person *person)
{
	Convene__V1__RaiseWelfare raise = CONVENE__V1__RAISE_WELFARE__INIT;

	raise.note = writable("a moment, please");
	SEND(person, RAISE_WELFARE, raise_welfare, &raise);
}

static void answer_welfare(struct person *person)
{
	Convene__V1__AnswerWelfare answer = CONVENE__V1__ANSWER_WELFARE__INIT;
	size_t count = kept(person->knowledge.caller_count, KNOWN_CALLERS);
	char text[TEXT_MAX];

	answer.participant_id =
	    count > 0 ? person->knowledge.callers[dice_below(person->dice, count)] : 1;
	answer.text = some_text(person, text);
	SEND(person, ANSWER_WELFARE, answer_welfare, &answer);
}

/* Before ENDEX, which never comes here: refused. */
static void close_exercise(struct person *person)
{
	Convene__V1__CloseExercise close = CONVENE__V1__CLOSE_EXERCISE__INIT;

	close.note = writable("thank you");
	SEND(person, CLOSE_EXERCISE, close_exercise, &close);
}

/* --- cases --- */

static uint64_t some_case(struct person *person)
{
	size_t count = kept(person->knowledge.case_count, KNOWN_CASES);

	return count > 0 ? person->knowledge.cases[dice_below(person->dice, count)] : 1;
}

static void open_case(struct person *person)
{
	Convene__V1__OpenCase open = CONVENE__V1__OPEN_CASE__INIT;
	char text[TEXT_MAX];

	open.reference = writable("W1");
	open.summary = some_text(person, text);
	SEND(person, OPEN_CASE, open_case, &open);
}

/* To whomever: what goes to a team that nobody plays waits in the SimCell's queue. */
static void refer_case(struct person *person)
{
	Convene__V1__ShareCase share = CONVENE__V1__SHARE_CASE__INIT;
	Convene__V1__Disclose disclosure = CONVENE__V1__DISCLOSE__INIT;

	share.case_id = some_case(person);
	share.to_team_id = writable(some_team(person));
	share.kind = dice_one_in(person->dice, 3) ? CONVENE__V1__SHARE_KIND__SHARE_KIND_SHARED
	                                          : CONVENE__V1__SHARE_KIND__SHARE_KIND_REFERRED;
	disclosure.anyway = true;
	share.disclosure = &disclosure;
	SEND(person, SHARE_CASE, share_case, &share);
}

static void answer_referral(struct person *person)
{
	Convene__V1__AnswerReferral answer = CONVENE__V1__ANSWER_REFERRAL__INIT;

	answer.case_id = some_case(person);
	answer.accept = dice_one_in(person->dice, 2);
	answer.take_lead = answer.accept && dice_one_in(person->dice, 2);
	answer.contact = writable("the desk");
	answer.alternate = writable("its deputy");
	if (person->role != CONVENE__V1__ROLE__ROLE_PLAYER) {
		answer.team_id = writable(some_team(person));
	}
	SEND(person, ANSWER_REFERRAL, answer_referral, &answer);
}

/* --- injects --- */

static void move_inject(struct person *person)
{
	const struct known_inject *inject = some_inject(person);
	Convene__V1__ReleaseInject release = CONVENE__V1__RELEASE_INJECT__INIT;
	Convene__V1__HoldInject hold = CONVENE__V1__HOLD_INJECT__INIT;
	Convene__V1__SkipInject skip = CONVENE__V1__SKIP_INJECT__INIT;
	Convene__V1__RescheduleInject reschedule = CONVENE__V1__RESCHEDULE_INJECT__INIT;

	release.inject_id = hold.inject_id = skip.inject_id = reschedule.inject_id =
	    writable(inject->id);
	release.revision = hold.revision = skip.revision = reschedule.revision = inject->revision;
	reschedule.due_ms =
	    person->knowledge.exercise_ms + (int64_t)dice_below(person->dice, 900000);
	switch (dice_below(person->dice, 6)) {
	case 0:
		SEND(person, RELEASE_INJECT, release_inject, &release);
		break;
	case 1:
		SEND(person, HOLD_INJECT, hold_inject, &hold);
		break;
	case 2:
		SEND(person, SKIP_INJECT, skip_inject, &skip);
		break;
	default:
		SEND(person, RESCHEDULE_INJECT, reschedule_inject, &reschedule);
		break;
	}
}

static void retarget_inject(struct person *person)
{
	const struct known_inject *inject = some_inject(person);
	Convene__V1__RetargetInject retarget = CONVENE__V1__RETARGET_INJECT__INIT;
	char *to[] = {writable(some_team(person)), writable(some_team(person))};

	retarget.inject_id = writable(inject->id);
	retarget.revision = inject->revision;
	retarget.to = to;
	retarget.n_to = 1 + dice_below(person->dice, 2);
	SEND(person, RETARGET_INJECT, retarget_inject, &retarget);
}

/* A new one, or a new text for one that there is. */
static void write_inject(struct person *person)
{
	Convene__V1__AddInject add = CONVENE__V1__ADD_INJECT__INIT;
	Convene__V1__EditInject edit = CONVENE__V1__EDIT_INJECT__INIT;
	Convene__V1__Inject inject = CONVENE__V1__INJECT__INIT;
	Convene__V1__Text title = CONVENE__V1__TEXT__INIT, body = CONVENE__V1__TEXT__INIT;
	const struct known_inject *known = some_inject(person);
	char *to[] = {writable(some_team(person)), writable(some_team(person))};
	char text[TEXT_MAX];

	title.value = writable("A call");
	body.value = some_text(person, text);
	inject.title = &title;
	inject.body = &body;
	inject.from = writable(some_entity(person));
	inject.to = to;
	inject.n_to = 2;
	inject.channel = CONVENE__V1__CHANNEL__CHANNEL_PHONE;
	inject.mode = dice_one_in(person->dice, 4)
	                  ? CONVENE__V1__INJECT_MODE__INJECT_MODE_ON_RELEASE
	                  : CONVENE__V1__INJECT_MODE__INJECT_MODE_AUTOMATIC;
	if (dice_one_in(person->dice, 2)) {
		inject.id = writable(known->id);
		edit.revision = known->revision;
		edit.inject = &inject;
		SEND(person, EDIT_INJECT, edit_inject, &edit);
		return;
	}
	inject.planned_ms =
	    person->knowledge.exercise_ms + 20000 + (int64_t)dice_below(person->dice, 900000);
	add.inject = &inject;
	add.release_now = dice_one_in(person->dice, 4);
	SEND(person, ADD_INJECT, add_inject, &add);
}

/* --- people --- */

static void change_invites(struct person *person)
{
	Convene__V1__IssueInvite issue = CONVENE__V1__ISSUE_INVITE__INIT;
	Convene__V1__RevokeInvite revoke = CONVENE__V1__REVOKE_INVITE__INIT;
	size_t count = kept(person->knowledge.invite_count, KNOWN_INVITES);

	/* those with which the others joined are never revoked with their people */
	if (count > 0 && dice_one_in(person->dice, 3)) {
		revoke.invite_id = person->knowledge.invites[dice_below(person->dice, count)];
		SEND(person, REVOKE_INVITE, revoke_invite, &revoke);
		return;
	}
	issue.role = CONVENE__V1__ROLE__ROLE_PLAYER;
	issue.team_id = writable(some_team(person));
	if (dice_one_in(person->dice, 2)) {
		issue.person_name = writable("Anna Ruiz");
	}
	SEND(person, ISSUE_INVITE, issue_invite, &issue);
}

/* --- who does what, how often --- */

#define BIT(role) (1u << CONVENE__V1__ROLE__ROLE_##role)
#define CONDUCT   BIT(CONTROLLER)
#define TALK      (BIT(CONTROLLER) | BIT(SIMULATOR) | BIT(PLAYER))
#define EVERYBODY 0x7eu

static const struct {
	void (*act)(struct person *person);
	unsigned roles;
	unsigned weight;
} acts[] = {
    {post_message, TALK, 30},
    {open_thread, TALK, 10},
    {mark_read, TALK, 20},
    {upload, TALK, 3},
    {answer_inject, BIT(PLAYER), 15},
    {log_decision, BIT(PLAYER), 10},
    {pause_clock, CONDUCT, 3},
    {resume_clock, CONDUCT, 12},
    {set_rate, CONDUCT, 8},
    {jump_clock, CONDUCT, 6},
    {move_inject, CONDUCT, 25},
    {retarget_inject, CONDUCT, 8},
    {write_inject, CONDUCT, 20},
    {announce, CONDUCT, 10},
    {change_invites, BIT(ORGANISER), 20},
    {raise_welfare, TALK | BIT(EVALUATOR), 1},
    {answer_welfare, CONDUCT | BIT(ORGANISER), 4},
    {close_exercise, CONDUCT, 1},
    {open_case, BIT(PLAYER), 3},
    {refer_case, BIT(PLAYER), 6},
    {answer_referral, TALK, 5},
    {raise_welfare, BIT(OBSERVER), 1},
    {announce, BIT(OBSERVER) | BIT(EVALUATOR) | BIT(PLAYER), 2}, /* refused */
    {mark_read, EVERYBODY, 1},
};

void person_act_once(struct person *person)
{
	unsigned total = 0, role = 1u << person->role;
	uint64_t pick;

	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
		total += (acts[i].roles & role) != 0 ? acts[i].weight : 0;
	}
	pick = dice_below(person->dice, total);
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
		if ((acts[i].roles & role) == 0) {
			continue;
		}
		if (pick < acts[i].weight) {
			acts[i].act(person);
			return;
		}
		pick -= acts[i].weight;
	}
}
