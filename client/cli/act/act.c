#include "client/cli/act/act.h"

#include "proto/reflect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* SetRate.rate_permille (command.proto). */
#define RATE_MOST 10000000.0

static bool refuse(char *why, size_t why_size, const char *text)
{
	snprintf(why, why_size, "%s", text);
	return false;
}

/* protobuf-c has no const; what is packed is never written to. */
static char *mutable(const char *text)
{
	return (char *)(uintptr_t)(text != NULL ? text : "");
}

static void begin(struct act *act, Convene__V1__Command__BodyCase body, const char *done)
{
	convene__v1__command__init(&act->command);
	act->command.body_case = body;
	act->done = done;
	act->told = true;
}

/* The same for what no event may come of. */
static void begin_untold(
    struct act *act, Convene__V1__Command__BodyCase body, const char *done, bool told)
{
	begin(act, body, done);
	act->told = told;
}

bool act_parse_rate(const char *text, uint32_t *permille)
{
	char *end;
	double factor;

	/* as the clock shows it, too: x10 */
	if (text[0] == 'x')
		text++;
	if (text[0] < '0' || text[0] > '9')
		return false;
	factor = strtod(text, &end);
	if (*end == 'x')
		end++;
	if (*end != '\0' || factor * 1000.0 < 1.0 || factor * 1000.0 > RATE_MOST)
		return false;
	*permille = (uint32_t)(factor * 1000.0 + 0.5);
	return true;
}

static bool clock_rate(
    struct act *act, const struct view *view, const char *value, char *why, size_t why_size)
{
	uint32_t permille;
	bool set;

	if (value == NULL || !act_parse_rate(value, &permille))
		return refuse(
		    why, why_size, "a rate is a factor from 0.001 to 10000; 1 is real time");
	set = view != NULL && view->clock.rate_permille == permille;
	begin_untold(act, CONVENE__V1__COMMAND__BODY_SET_RATE,
	    set ? "that is the clock's rate already" : "rate set", !set);
	convene__v1__set_rate__init(&act->rate);
	act->rate.clock_revision = view != NULL ? view->clock.revision : 0;
	act->rate.rate_permille = permille;
	act->command.set_rate = &act->rate;
	return true;
}

static bool clock_start(struct act *act, const char *value, char *why, size_t why_size)
{
	uint32_t permille = 0;

	if (value != NULL && !act_parse_rate(value, &permille))
		return refuse(
		    why, why_size, "a rate is a factor from 0.001 to 10000; 1 is real time");
	begin(act, CONVENE__V1__COMMAND__BODY_START_EXERCISE, "STARTEX");
	convene__v1__start_exercise__init(&act->start);
	act->start.rate_permille = permille;
	act->command.start_exercise = &act->start;
	return true;
}

static bool clock_story(struct act *act, const struct view *view, int64_t now_ms, const char *value,
    const char *note, const char *factor, char *why, size_t why_size)
{
	uint32_t permille = 0;
	int64_t story_ms = 0;

	if (factor != NULL && (!act_parse_rate(factor, &permille) || permille < 1000))
		return refuse(
		    why, why_size, "--factor wants a whole number: 24 makes an hour a day");
	if ((value != NULL || factor == NULL) &&
	    !when_read_story(view, value != NULL ? value : "", now_ms, &story_ms, why, why_size))
		return false;
	begin(act, CONVENE__V1__COMMAND__BODY_SHIFT_STORY, "the story goes on from there");
	convene__v1__shift_story__init(&act->shift);
	act->shift.clock_revision = view != NULL ? view->clock.revision : 0;
	act->shift.to_story_ms = story_ms;
	act->shift.factor = permille / 1000;
	act->shift.note = mutable(note);
	act->command.shift_story = &act->shift;
	return true;
}

static bool clock_jump(struct act *act, const struct view *view, int64_t now_ms, const char *value,
    const char *note, const char *overdue, char *why, size_t why_size)
{
	uint32_t revision = view != NULL ? view->clock.revision : 0;
	const ProtobufCEnumValue *rule;
	int64_t to_ms;

	if (!when_read(view, value != NULL ? value : "", WHEN_LATER, now_ms, &to_ms, why, why_size))
		return false;
	begin(act, CONVENE__V1__COMMAND__BODY_JUMP_CLOCK, "jumped");
	convene__v1__jump_clock__init(&act->jump);
	act->jump.clock_revision = revision;
	act->jump.to_ms = to_ms;
	act->jump.note = mutable(note);
	act->command.jump_clock = &act->jump;
	if (overdue == NULL)
		return true;
	rule =
	    reflect_enum_value(&convene__v1__overdue_action__descriptor, overdue, strlen(overdue));
	if (rule == NULL || rule->value == 0)
		return refuse(why, why_size, "the overdue rule is ask, fire or stagger");
	convene__v1__overdue_rule__init(&act->overdue);
	act->overdue.action = (Convene__V1__OverdueAction)rule->value;
	act->jump.overdue = &act->overdue;
	return true;
}

/* Without a time: false when it is none of these. */
static bool clock_plain(
    struct act *act, const struct view *view, uint32_t revision, const char *verb, const char *note)
{
	if (strcmp(verb, "pause") == 0) {
		bool stands = view != NULL && view->clock.phase == VIEW_PAUSED;

		/* revision 0: a pause is never too late */
		begin_untold(act, CONVENE__V1__COMMAND__BODY_PAUSE_CLOCK,
		    stands ? "the clock stands already" : "paused", !stands);
		convene__v1__pause_clock__init(&act->pause);
		act->pause.note = mutable(note);
		act->command.pause_clock = &act->pause;
		return true;
	}
	if (strcmp(verb, "resume") == 0) {
		bool runs = view != NULL && view->clock.phase == VIEW_RUNNING;

		begin_untold(act, CONVENE__V1__COMMAND__BODY_RESUME_CLOCK,
		    runs ? "the clock runs already" : "resumed", !runs);
		convene__v1__resume_clock__init(&act->resume);
		act->resume.clock_revision = revision;
		act->command.resume_clock = &act->resume;
		return true;
	}
	if (strcmp(verb, "end") == 0) {
		begin(act, CONVENE__V1__COMMAND__BODY_END_EXERCISE, "ENDEX");
		convene__v1__end_exercise__init(&act->end);
		act->end.clock_revision = revision;
		act->end.note = mutable(note);
		act->command.end_exercise = &act->end;
		return true;
	}
	if (strcmp(verb, "close") == 0) {
		bool closed = view != NULL && view->clock.phase == VIEW_CLOSED;

		begin_untold(act, CONVENE__V1__COMMAND__BODY_CLOSE_EXERCISE,
		    closed ? "the exercise is closed already" : "the exercise is closed", !closed);
		convene__v1__close_exercise__init(&act->close);
		act->close.note = mutable(note);
		act->command.close_exercise = &act->close;
		return true;
	}
	return false;
}

bool act_clock(struct act *act, const struct view *view, int64_t now_ms, const char *verb,
    const char *value, const char *note, const char *overdue, char *why, size_t why_size)
{
	uint32_t revision = view != NULL ? view->clock.revision : 0;

	if (strcmp(verb, "start") == 0)
		return clock_start(act, value, why, why_size);
	if (strcmp(verb, "rate") == 0)
		return clock_rate(act, view, value, why, why_size);
	if (strcmp(verb, "jump") == 0)
		return clock_jump(act, view, now_ms, value, note, overdue, why, why_size);
	if (strcmp(verb, "story") == 0)
		return clock_story(act, view, now_ms, value, note, overdue, why, why_size);
	if (clock_plain(act, view, revision, verb, note))
		return true;
	return refuse(why, why_size,
	    "the clock knows show, start, pause, resume, rate, jump, story, end and close");
}

static bool inject_reschedule(struct act *act, const struct view *view, int64_t now_ms,
    const char *id, uint32_t revision, char **values, size_t value_count, char *why,
    size_t why_size)
{
	char time[200] = "";
	int64_t due_ms;

	for (size_t i = 0; i < value_count; i++)
		snprintf(time + strlen(time), sizeof(time) - strlen(time), "%s%s", i > 0 ? " " : "",
		    values[i]);
	if (!when_read(view, time, WHEN_NOT_PAST, now_ms, &due_ms, why, why_size))
		return false;
	begin(act, CONVENE__V1__COMMAND__BODY_RESCHEDULE_INJECT, "rescheduled");
	convene__v1__reschedule_inject__init(&act->reschedule);
	act->reschedule.inject_id = mutable(id);
	act->reschedule.revision = revision;
	act->reschedule.due_ms = due_ms;
	act->command.reschedule_inject = &act->reschedule;
	return true;
}

static bool inject_retarget(struct act *act, const struct view *view, const char *id,
    uint32_t revision, char **values, size_t value_count, char *why, size_t why_size)
{
	if (value_count == 0 || value_count > ACT_TEAMS_MAX)
		return refuse(why, why_size, "say which teams are to get it: AL-NGO AL-LI");
	for (size_t i = 0; i < value_count; i++) {
		const Convene__V1__TeamCard *team =
		    view != NULL ? view_team(view, values[i]) : NULL;

		if (view != NULL && team == NULL) {
			snprintf(why, why_size, "there is no team \"%s\"", values[i]);
			return false;
		}
		act->teams[i] = team != NULL ? team->id : values[i];
	}
	begin(act, CONVENE__V1__COMMAND__BODY_RETARGET_INJECT, "retargeted");
	convene__v1__retarget_inject__init(&act->retarget);
	act->retarget.inject_id = mutable(id);
	act->retarget.revision = revision;
	act->retarget.n_to = value_count;
	act->retarget.to = act->teams;
	act->command.retarget_inject = &act->retarget;
	return true;
}

static bool has_status(const struct view_inject *inject, Convene__V1__InjectStatus status)
{
	return inject != NULL && inject->status == status;
}

/* `inject`: as it is seen; NULL: not known. */
static bool inject_plain(struct act *act, const char *verb, const struct view_inject *inject,
    const char *id, uint32_t revision)
{
	bool held = has_status(inject, CONVENE__V1__INJECT_STATUS__INJECT_STATUS_HELD) &&
	            inject->held_by == CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_HELD;
	bool skipped = has_status(inject, CONVENE__V1__INJECT_STATUS__INJECT_STATUS_SKIPPED);

	if (strcmp(verb, "release") == 0) {
		begin(act, CONVENE__V1__COMMAND__BODY_RELEASE_INJECT, "released");
		convene__v1__release_inject__init(&act->release);
		act->release.inject_id = mutable(id);
		act->release.revision = revision;
		act->command.release_inject = &act->release;
		return true;
	}
	if (strcmp(verb, "hold") == 0) {
		begin_untold(act, CONVENE__V1__COMMAND__BODY_HOLD_INJECT,
		    held ? "it is held already" : "held", !held);
		convene__v1__hold_inject__init(&act->hold);
		act->hold.inject_id = mutable(id);
		act->hold.revision = revision;
		act->command.hold_inject = &act->hold;
		return true;
	}
	if (strcmp(verb, "skip") == 0) {
		begin_untold(act, CONVENE__V1__COMMAND__BODY_SKIP_INJECT,
		    skipped ? "it is skipped already" : "skipped", !skipped);
		convene__v1__skip_inject__init(&act->skip);
		act->skip.inject_id = mutable(id);
		act->skip.revision = revision;
		act->command.skip_inject = &act->skip;
		return true;
	}
	return false;
}

bool act_inject(struct act *act, const struct view *view, int64_t now_ms, const char *verb,
    const char *id, char **values, size_t value_count, uint64_t revision, char *why,
    size_t why_size)
{
	const struct view_inject *inject = view != NULL ? view_inject(view, id) : NULL;

	if (view != NULL && inject == NULL) {
		snprintf(why, why_size, "there is no inject \"%s\"", id);
		return false;
	}
	if (inject != NULL) {
		id = inject->id;
		if (revision == 0)
			revision = inject->revision;
	}
	if (revision > UINT32_MAX)
		return refuse(why, why_size, "a revision is a small whole number");
	if (strcmp(verb, "reschedule") == 0)
		return inject_reschedule(
		    act, view, now_ms, id, (uint32_t)revision, values, value_count, why, why_size);
	if (strcmp(verb, "retarget") == 0)
		return inject_retarget(
		    act, view, id, (uint32_t)revision, values, value_count, why, why_size);
	if (strcmp(verb, "release") == 0 && value_count == 1 &&
	    strcmp(values[0], "--anyway") == 0) {
		inject_plain(act, verb, inject, id, (uint32_t)revision);
		act->release.anyway = true;
		return true;
	}
	if (value_count > 0)
		return refuse(why, why_size, "one inject at a time");
	if (inject_plain(act, verb, inject, id, (uint32_t)revision))
		return true;
	return refuse(why, why_size,
	    "an inject can be listed, shown, released, held, skipped, rescheduled, edited, "
	    "retargeted, added and answered");
}

void act_file(struct act *act, struct inject_file *file, const struct view_inject *known,
    uint64_t revision, bool now, char *note, size_t note_size)
{
	note[0] = '\0';
	if (known != NULL) {
		begin(act, CONVENE__V1__COMMAND__BODY_EDIT_INJECT, "edited");
		convene__v1__edit_inject__init(&act->edit);
		act->edit.revision = inject_file_merge(file, known, revision, note, note_size);
		act->edit.inject = file->inject;
		act->command.edit_inject = &act->edit;
		return;
	}
	begin(act, CONVENE__V1__COMMAND__BODY_ADD_INJECT, "added");
	convene__v1__add_inject__init(&act->add);
	act->add.inject = file->inject;
	act->add.release_now = now;
	act->command.add_inject = &act->add;
}

bool act_answer(struct act *act, const struct view *view, const char *id, const char *text,
    char *why, size_t why_size)
{
	const struct view_inject *inject = view != NULL ? view_inject(view, id) : NULL;

	if (view != NULL && inject == NULL) {
		snprintf(why, why_size, "there is no inject \"%s\"", id);
		return false;
	}
	begin(act, CONVENE__V1__COMMAND__BODY_ANSWER_INJECT, "answered");
	convene__v1__answer_inject__init(&act->answer);
	act->answer.inject_id = mutable(inject != NULL ? inject->id : id);
	act->answer.text = mutable(text);
	act->command.answer_inject = &act->answer;
	return true;
}

bool act_invite(struct act *act, const char *role, const char *team, const char *person, char *why,
    size_t why_size)
{
	const ProtobufCEnumValue *value =
	    reflect_enum_value(&convene__v1__role__descriptor, role, strlen(role));

	if (value == NULL || value->value == 0) {
		char all[100];

		snprintf(why, why_size, "a role is %s",
		    reflect_choices(&convene__v1__role__descriptor, all, sizeof(all)));
		return false;
	}
	if (value->value == CONVENE__V1__ROLE__ROLE_PLAYER && (team == NULL || team[0] == '\0'))
		return refuse(why, why_size, "a player has a team: say which");
	if (value->value != CONVENE__V1__ROLE__ROLE_PLAYER && team != NULL && team[0] != '\0')
		return refuse(why, why_size, "only players have a team");
	begin_untold(act, CONVENE__V1__COMMAND__BODY_ISSUE_INVITE, "invited", false);
	convene__v1__issue_invite__init(&act->invite);
	act->invite.role = (Convene__V1__Role)value->value;
	act->invite.team_id = mutable(team);
	act->invite.person_name = mutable(person);
	act->command.issue_invite = &act->invite;
	return true;
}

void act_rotate(struct act *act, uint64_t invite_id)
{
	begin_untold(act, CONVENE__V1__COMMAND__BODY_ISSUE_INVITE, "rotated", false);
	convene__v1__issue_invite__init(&act->invite);
	act->invite.replaces_invite_id = invite_id;
	act->command.issue_invite = &act->invite;
}

void act_revoke(struct act *act, uint64_t invite_id, bool remove_participants)
{
	begin_untold(act, CONVENE__V1__COMMAND__BODY_REVOKE_INVITE, "revoked", false);
	convene__v1__revoke_invite__init(&act->revoke);
	act->revoke.invite_id = invite_id;
	act->revoke.remove_participants = remove_participants;
	act->command.revoke_invite = &act->revoke;
}

void act_remove(struct act *act, uint64_t participant_id)
{
	begin_untold(act, CONVENE__V1__COMMAND__BODY_REMOVE_PARTICIPANT, "removed", false);
	convene__v1__remove_participant__init(&act->remove);
	act->remove.participant_id = participant_id;
	act->command.remove_participant = &act->remove;
}
