/*
 * Verbs of the clock and of injects are rows of tables: what each alone has is put in by a function
 * in its row, what all have by the names of their fields. The body lies in a union within the act,
 * whatever the command is, so that an act can be made, looked at and sent without memory of its
 * own; texts are borrowed from what was typed. Without a view only the form is looked at: a
 * subcommand finds out that a time is none before it connects.
 */
#include "client/cli/act/act.h"

#include "client/cli/text/nearest.h"
#include "proto/complaint.h"
#include "proto/reflect.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define RATE_WANTED "a rate is a factor from 0.001 to 10000; 1 is real time"

/* What somebody asked for; all of it borrowed for the call. */
struct asked {
	const struct view *view; /* NULL: not known yet, only the form is looked at */
	int64_t now_ms;          /* exercise time */
	char *why;
	size_t why_size;
	/* of the clock */
	const char *value, *note, *rule;
	/* of an inject */
	const struct view_inject *inject; /* NULL: not known */
	const char *id;
	uint32_t revision;
	char **values;
	size_t value_count;
};

static bool refuse(const struct asked *asked, const char *text)
{
	snprintf(asked->why, asked->why_size, "%s", text);
	return false;
}

/* protobuf-c has no const; what is packed is never written to. */
static char *mutable(const char *text)
{
	return (char *)(uintptr_t)(text != NULL ? text : "");
}

/* The command, with its body, which is returned. */
static void *begin(struct act *act, Convene__V1__Command__BodyCase body, const char *done)
{
	const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field(
	    &convene__v1__command__descriptor, (unsigned)body);
	const ProtobufCMessageDescriptor *descriptor = field->descriptor;
	convene__v1__command__init(&act->command);
	descriptor->message_init(&act->body);
	act->command.body_case = body;
	*(void **)reflect_member(&act->command.base, field) = &act->body;
	act->done = done;
	act->told = true;
	return &act->body;
}

/* One verb of the clock, or of injects. */
struct act_verb {
	const char *name;
	Convene__V1__Command__BodyCase body;
	const char *done;
	/* Puts into the command what this verb alone has; false: refused. May be NULL. */
	bool (*fill)(struct act *act, const struct asked *asked);
};

/* The body's field of this name, which is of this type wherever there is one; NULL: it has none. */
static void *field_of(struct act *act, const char *name, ProtobufCType type)
{
	const ProtobufCFieldDescriptor *field =
	    reflect_field(act->body.descriptor, name, strlen(name));
	if (field == NULL) {
		return NULL;
	}
	assert(field->type == type && field->label != PROTOBUF_C_LABEL_REPEATED);
	return reflect_member(&act->body, field);
}

static void set_text(struct act *act, const char *name, const char *text)
{
	char **field = field_of(act, name, PROTOBUF_C_TYPE_STRING);
	if (field != NULL) {
		*field = mutable(text);
	}
}

static void set_number(struct act *act, const char *name, uint32_t number)
{
	uint32_t *field = field_of(act, name, PROTOBUF_C_TYPE_UINT32);
	if (field != NULL) {
		*field = number;
	}
}

/* `all`: what is said when there is no such verb. */
static bool make(struct act *act, const struct asked *asked, const struct act_verb *verb,
    const char *name, const char *all)
{
	while (verb->name != NULL && strcmp(verb->name, name) != 0) {
		verb++;
	}
	if (verb->name == NULL) {
		return refuse(asked, all);
	}
	begin(act, verb->body, verb->done);
	set_text(act, "note", asked->note);
	set_text(act, "inject_id", asked->id);
	set_number(act, "revision", asked->revision);
	if (asked->view != NULL) {
		set_number(act, "clock_revision", asked->view->clock.revision);
	}
	return verb->fill == NULL || verb->fill(act, asked);
}

/* Where it is so already no event comes of it, and that is said. Always true. */
static bool unless(struct act *act, bool already, const char *it_is_so)
{
	if (already) {
		act->done = it_is_so;
		act->told = false;
	}
	return true;
}

/* --- the clock --- */

static bool is_in(const struct asked *asked, enum view_phase phase)
{
	return asked->view != NULL && asked->view->clock.phase == phase;
}

static bool fill_start(struct act *act, const struct asked *asked)
{
	if (asked->value == NULL || act_parse_rate(asked->value, &act->start.rate_permille)) {
		return true;
	}
	return refuse(asked, RATE_WANTED);
}

static bool fill_rate(struct act *act, const struct asked *asked)
{
	if (asked->value == NULL || !act_parse_rate(asked->value, &act->rate.rate_permille)) {
		return refuse(asked, RATE_WANTED);
	}
	return unless(act,
	    asked->view != NULL && asked->view->clock.rate_permille == act->rate.rate_permille,
	    "that is the clock's rate already");
}

static bool fill_pause(struct act *act, const struct asked *asked)
{
	act->pause.clock_revision = 0; /* a pause is never too late */
	return unless(act, is_in(asked, VIEW_PAUSED), "the clock stands already");
}

static bool fill_resume(struct act *act, const struct asked *asked)
{
	return unless(act, is_in(asked, VIEW_RUNNING), "the clock runs already");
}

static bool fill_close(struct act *act, const struct asked *asked)
{
	return unless(act, is_in(asked, VIEW_CLOSED), "the exercise is closed already");
}

static bool fill_story(struct act *act, const struct asked *asked)
{
	const char *factor = asked->rule;
	uint32_t permille = 0;
	if (factor != NULL && (!act_parse_rate(factor, &permille) || permille < 1000)) {
		return refuse(asked, "--factor wants a whole number: 24 makes an hour a day");
	}
	act->shift.factor = permille / 1000;
	return (asked->value == NULL && factor != NULL) ||
	       when_read_story(asked->view, asked->value != NULL ? asked->value : "", asked->now_ms,
	           &act->shift.to_story_ms, asked->why, asked->why_size);
}

static bool fill_jump(struct act *act, const struct asked *asked)
{
	if (!when_read(asked->view, asked->value != NULL ? asked->value : "", WHEN_LATER,
	        asked->now_ms, &act->jump.to_ms, asked->why, asked->why_size)) {
		return false;
	}
	if (asked->rule == NULL) {
		return true;
	}
	const ProtobufCEnumValue *rule = reflect_enum_value(
	    &convene__v1__overdue_action__descriptor, asked->rule, strlen(asked->rule));
	if (rule == NULL || rule->value == 0) {
		return refuse(asked, "the overdue rule is ask, fire or stagger");
	}
	convene__v1__overdue_rule__init(&act->overdue);
	act->overdue.action = (Convene__V1__OverdueAction)rule->value;
	act->jump.overdue = &act->overdue;
	return true;
}

#define BODY(NAME) CONVENE__V1__COMMAND__BODY_##NAME

bool act_clock(struct act *act, const struct view *view, int64_t now_ms, const char *verb,
    const char *value, const char *note, const char *overdue, char *why, size_t why_size)
{
	static const struct act_verb verbs[] = {
	    {"start", BODY(START_EXERCISE), "STARTEX", fill_start},
	    {"pause", BODY(PAUSE_CLOCK), "paused", fill_pause},
	    {"resume", BODY(RESUME_CLOCK), "resumed", fill_resume},
	    {"rate", BODY(SET_RATE), "rate set", fill_rate},
	    {"jump", BODY(JUMP_CLOCK), "jumped", fill_jump},
	    {"story", BODY(SHIFT_STORY), "the story goes on from there", fill_story},
	    {"end", BODY(END_EXERCISE), "ENDEX", NULL},
	    {"close", BODY(CLOSE_EXERCISE), "the exercise is closed", fill_close}, {.name = NULL}};
	const struct asked asked = {.view = view,
	    .now_ms = now_ms,
	    .why = why,
	    .why_size = why_size,
	    .value = value,
	    .note = note,
	    .rule = overdue};
	return make(act, &asked, verbs, verb,
	    "the clock knows show, start, pause, resume, rate, jump, story, end and close");
}

/* --- injects --- */

/* The words with a blank between two; false: there is no room for them. */
static bool join_words(const struct asked *asked, char *out, size_t size)
{
	size_t len = 0;
	out[0] = '\0';
	for (size_t i = 0; i < asked->value_count && len < size; i++) {
		len += (size_t)snprintf(
		    out + len, size - len, "%s%s", i > 0 ? " " : "", asked->values[i]);
	}
	return len < size;
}

static bool fill_reschedule(struct act *act, const struct asked *asked)
{
	char time[200];
	join_words(asked, time, sizeof(time));
	return when_read(asked->view, time, WHEN_NOT_PAST, asked->now_ms, &act->reschedule.due_ms,
	    asked->why, asked->why_size);
}

static bool fill_retarget(struct act *act, const struct asked *asked)
{
	if (asked->value_count == 0 || asked->value_count > ACT_TEAMS_MAX) {
		return refuse(asked, "say which teams are to get it: AL-NGO AL-LI");
	}
	for (size_t i = 0; i < asked->value_count; i++) {
		act->teams[i] =
		    nearest_team(asked->view, asked->values[i], asked->why, asked->why_size);
		if (act->teams[i] == NULL) {
			return false;
		}
	}
	act->retarget.n_to = asked->value_count;
	act->retarget.to = act->teams;
	return true;
}

#define ONE_ALONE "one inject at a time"

static bool fill_release(struct act *act, const struct asked *asked)
{
	act->release.anyway = asked->value_count == 1 && strcmp(asked->values[0], "--anyway") == 0;
	return asked->value_count == 0 || act->release.anyway || refuse(asked, ONE_ALONE);
}

static bool fill_hold(struct act *act, const struct asked *asked)
{
	if (asked->value_count > 0) {
		return refuse(asked, ONE_ALONE);
	}
	return unless(act,
	    asked->inject != NULL &&
	        asked->inject->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_HELD &&
	        asked->inject->held_by == CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_HELD,
	    "it is held already");
}

static bool fill_skip(struct act *act, const struct asked *asked)
{
	if (asked->value_count > 0) {
		return refuse(asked, ONE_ALONE);
	}
	return unless(act,
	    asked->inject != NULL &&
	        asked->inject->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_SKIPPED,
	    "it is skipped already");
}

static bool fill_restore(struct act *act, const struct asked *asked)
{
	if (asked->value_count > 0) {
		return refuse(asked, ONE_ALONE);
	}
	return unless(act,
	    asked->inject != NULL &&
	        asked->inject->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_WAITING,
	    "it waits for its condition already");
}

static bool fill_withdraw(struct act *act, const struct asked *asked)
{
	act->withdraw.reason = act->reason;
	return join_words(asked, act->reason, sizeof(act->reason))
	           ? act->reason[0] != '\0' ||
	                 refuse(asked, "say why: the teams that got it are told")
	           : refuse(asked, "say in one line why it is withdrawn");
}

/* The inject of this id, NULL without a view. False: there is none. */
static bool find_inject(struct asked *asked, const char *id)
{
	asked->inject = asked->view != NULL ? view_inject(asked->view, id) : NULL;
	asked->id = asked->inject != NULL ? asked->inject->id : id;
	if (asked->view == NULL || asked->inject != NULL) {
		return true;
	}
	struct nearest nearest;
	char meant[80];
	nearest_init(&nearest, id);
	nearest_offer_injects(&nearest, asked->view);
	complaint(asked->why, asked->why_size, "there is no inject \"%s\"%s", id,
	    nearest_question(&nearest, meant, sizeof(meant)));
	return false;
}

bool act_inject(struct act *act, const struct view *view, int64_t now_ms, const char *verb,
    const char *id, char **values, size_t value_count, uint32_t revision, char *why,
    size_t why_size)
{
	static const struct act_verb verbs[] = {
	    {"release", BODY(RELEASE_INJECT), "released", fill_release},
	    {"hold", BODY(HOLD_INJECT), "held", fill_hold},
	    {"skip", BODY(SKIP_INJECT), "skipped", fill_skip},
	    {"reschedule", BODY(RESCHEDULE_INJECT), "rescheduled", fill_reschedule},
	    {"retarget", BODY(RETARGET_INJECT), "retargeted", fill_retarget},
	    {"withdraw", BODY(WITHDRAW_INJECT), "withdrawn", fill_withdraw},
	    {"restore", BODY(RESTORE_INJECT), "waits for its condition again", fill_restore},
	    {.name = NULL}};
	struct asked asked = {.view = view,
	    .now_ms = now_ms,
	    .why = why,
	    .why_size = why_size,
	    .values = values,
	    .value_count = value_count};
	if (!find_inject(&asked, id)) {
		return false;
	}
	asked.revision = revision != 0          ? revision
	                 : asked.inject != NULL ? asked.inject->revision
	                                        : 0;
	return make(act, &asked, verbs, verb,
	    value_count > 0 ? ONE_ALONE
	                    : "an inject can be listed, shown, released, held, skipped, "
	                      "rescheduled, edited, retargeted, added, answered, withdrawn, "
	                      "restored, and all be shifted");
}

static bool fill_shift(struct act *act, const struct asked *asked)
{
	if ((asked->value[0] != '+' && asked->value[0] != '-') ||
	    !when_read(NULL, asked->value, WHEN_ANY, 0, &act->shift_injects.by_ms, asked->why,
	        asked->why_size)) {
		return refuse(
		    asked, "say by how much: +20m, twenty minutes later; -10m, ten earlier");
	}
	act->shift_injects.shift = asked->view != NULL ? asked->view->inject_shifts : 0;
	return act->shift_injects.by_ms != 0 || refuse(asked, "by nothing they stay as they are");
}

bool act_shift(struct act *act, const struct view *view, const char *by, bool due_now, char *why,
    size_t why_size)
{
	static const struct act_verb verbs[] = {
	    {"shift", BODY(SHIFT_INJECTS), "shifted", fill_shift}, {.name = NULL}};
	const struct asked asked = {.view = view, .why = why, .why_size = why_size, .value = by};
	bool good = make(act, &asked, verbs, "shift", "");
	act->shift_injects.due_now = good && due_now;
	return good;
}

void act_file(struct act *act, struct inject_file *file, const struct view_inject *known,
    uint32_t revision, bool now, char *note, size_t note_size)
{
	note[0] = '\0';
	if (known != NULL) {
		Convene__V1__EditInject *edit =
		    begin(act, CONVENE__V1__COMMAND__BODY_EDIT_INJECT, "edited");
		edit->revision = inject_file_merge(file, known, revision, note, note_size);
		edit->inject = file->inject;
		return;
	}

	Convene__V1__AddInject *add = begin(act, CONVENE__V1__COMMAND__BODY_ADD_INJECT, "added");
	add->inject = file->inject;
	add->release_now = now;
}

bool act_answer(struct act *act, const struct view *view, const char *id, const char *text,
    char *why, size_t why_size)
{
	struct asked asked = {.view = view, .why = why, .why_size = why_size};
	if (!find_inject(&asked, id)) {
		return false;
	}

	Convene__V1__AnswerInject *answer =
	    begin(act, CONVENE__V1__COMMAND__BODY_ANSWER_INJECT, "answered");
	answer->inject_id = mutable(asked.id);
	answer->text = mutable(text);
	return true;
}

/* Whether it is ours alone: another's whom we may correct is not meant by a thread's number. */
static bool is_own(const struct view *view, const struct view_message *message)
{
	return message->posted->participant_id == view->participant_id ||
	       message->voiced_by == view->participant_id;
}

bool act_correct(struct act *act, const struct view *view, uint64_t number, const char *text,
    char *why, size_t why_size)
{
	const struct view_message *message = view_message(view, number);
	for (size_t i = view->message_count; message == NULL && i-- > 0;) {
		if (view->messages[i].posted->thread_id == number &&
		    is_own(view, &view->messages[i])) {
			message = &view->messages[i];
		}
	}
	if (message == NULL) {
		snprintf(why, why_size,
		    "there is no message %" PRIu64 ", and in a thread of that number none that you "
		    "wrote",
		    number);
		return false;
	}
	Convene__V1__CorrectMessage *correct =
	    begin(act, CONVENE__V1__COMMAND__BODY_CORRECT_MESSAGE, "corrected");
	correct->message_id = message->id;
	correct->revision = message->corrected != NULL ? message->corrected->revision : 0;
	correct->text = mutable(text);
	return true;
}
