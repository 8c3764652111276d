#include "server/rehearsal/act.h"

#include <string.h>

/* --- whom --- */

bool act_is_one_of(const struct run *run, int team, char *const *names, size_t count)
{
	const Convene__V1__Team *own = run->scenario->teams[team];
	for (size_t i = 0; i < count; i++) {
		if (strcmp(names[i], own->id) == 0 || strcmp(names[i], own->country) == 0) {
			return true;
		}
	}
	return count == 0;
}

static void as_team(const struct run *run, size_t team, Convene__V1__Party *party)
{
	convene__v1__party__init(party);
	party->kind_case = CONVENE__V1__PARTY__KIND_TEAM_ID;
	party->team_id = run->scenario->teams[team]->id;
}

/* One of the teams that fit, each as likely; `country` NULL: any other team. */
static bool some_team(struct run *run, int own, const char *country, Convene__V1__Party *party)
{
	uint64_t seen = 0;
	for (size_t i = 0; i < run->scenario->n_teams; i++) {
		const Convene__V1__Team *team = run->scenario->teams[i];
		bool fits =
		    (int)i != own && (country == NULL || strcmp(team->country, country) == 0);
		if (fits && run_random(run, ++seen) == 0) {
			as_team(run, i, party);
		}
	}
	return seen > 0;
}

static bool party_named(struct run *run, int own, char *name, Convene__V1__Party *party)
{
	int team = run_team(run, name);
	if (team >= 0) {
		as_team(run, (size_t)team, party);
		return team != own;
	}
	convene__v1__party__init(party);
	if (run_entity(run, name) >= 0) {
		party->kind_case = CONVENE__V1__PARTY__KIND_ENTITY_ID;
		party->entity_id = name;
		return true;
	}
	if (strcmp(name, "control") == 0) {
		party->kind_case = CONVENE__V1__PARTY__KIND_CONTROL;
		party->control = true;
		return true;
	}
	return some_team(run, own, name, party);
}

bool act_party(
    struct run *run, int team, char *const *names, size_t count, Convene__V1__Party *party)
{
	uint64_t seen = 0;
	for (size_t i = 0; i < count; i++) {
		Convene__V1__Party candidate;
		if (party_named(run, team, names[i], &candidate) && run_random(run, ++seen) == 0) {
			*party = candidate;
		}
	}
	return count == 0 ? some_team(run, team, NULL, party) : seen > 0;
}

bool act_send(struct run *run, int team, Convene__V1__Command *command, protobuf_c_boolean *anyway)
{
	bool warned = false;
	uint64_t player = run_player(run, team);
	bool done = run_command(run, player, command, anyway != NULL ? &warned : NULL);
	if (warned) {
		*anyway = true;
		done = run_command(run, player, command, NULL);
	}
	if (done) {
		run_done(run, team);
	}
	return done;
}

/* --- what --- */

static bool act_message(struct run *run, const struct task *task)
{
	const Convene__V1__MessagePattern *pattern = task->pattern->message;
	Convene__V1__OpenThread open = CONVENE__V1__OPEN_THREAD__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__Party party, *parties = &party;
	uint64_t case_id;
	if (!act_party(run, task->team, pattern->to, pattern->n_to, &party)) {
		return false;
	}
	open.subject = open.text = ACT_TEXT;
	open.parties = &parties;
	open.n_parties = 1;
	open.channel =
	    pattern->n_channels > 0 ? pattern->channels[0] : CONVENE__V1__CHANNEL__CHANNEL_EMAIL;
	if (*pattern->person != '\0') {
		const struct run_case *file =
		    act_case_for(run, task->team, run_person_index(run, pattern->person));
		if (file == NULL) {
			return false;
		}
		case_id = file->id;
		open.case_ids = &case_id;
		open.n_case_ids = 1;
	}
	char *inject = pattern->inject;
	if (*inject != '\0') {
		open.inject_ids = &inject;
		open.n_inject_ids = 1;
	}
	command.body_case = CONVENE__V1__COMMAND__BODY_OPEN_THREAD;
	command.open_thread = &open;
	return act_send(run, task->team, &command, NULL);
}

static bool act_inject(struct run *run, const struct task *task)
{
	const Convene__V1__InjectPattern *pattern = task->pattern->inject;
	Convene__V1__AnswerInject answer = CONVENE__V1__ANSWER_INJECT__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	answer.inject_id =
	    *pattern->id != '\0' ? pattern->id : run->scenario->injects[task->inject]->id;
	answer.text = ACT_TEXT;
	command.body_case = CONVENE__V1__COMMAND__BODY_ANSWER_INJECT;
	command.answer_inject = &answer;
	return act_send(run, task->team, &command, NULL);
}

static bool act_decision(struct run *run, const struct task *task)
{
	Convene__V1__LogDecision log = CONVENE__V1__LOG_DECISION__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	char *inject = task->pattern->decision->inject;
	log.text = log.reason = ACT_TEXT;
	if (*inject != '\0') {
		log.inject_ids = &inject;
		log.n_inject_ids = 1;
	}
	command.body_case = CONVENE__V1__COMMAND__BODY_LOG_DECISION;
	command.log_decision = &log;
	return act_send(run, task->team, &command, NULL);
}

/* What only a controller does. */
static bool act_switch(struct run *run, const struct task *task)
{
	Convene__V1__TurnSwitch turn = CONVENE__V1__TURN_SWITCH__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	turn.switch_id = task->pattern->switched_on;
	turn.on = true;
	command.body_case = CONVENE__V1__COMMAND__BODY_TURN_SWITCH;
	command.turn_switch = &turn;
	return run_command(run, run->controller, &command, NULL);
}

static bool act_milestone(struct run *run, const struct task *task)
{
	Convene__V1__SetMilestone set = CONVENE__V1__SET_MILESTONE__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	set.milestone_id = task->pattern->milestone;
	command.body_case = CONVENE__V1__COMMAND__BODY_SET_MILESTONE;
	command.set_milestone = &set;
	return run_command(run, run->controller, &command, NULL);
}

bool act(struct run *run, const struct task *task)
{
	switch (task->pattern->what_case) {
	case CONVENE__V1__PATTERN__WHAT_MESSAGE:
		return act_message(run, task);
	case CONVENE__V1__PATTERN__WHAT_INJECT:
		return act_inject(run, task);
	case CONVENE__V1__PATTERN__WHAT_REQUEST:
		return act_request(run, task);
	case CONVENE__V1__PATTERN__WHAT_CASE_STATE:
		return act_case_state(run, task);
	case CONVENE__V1__PATTERN__WHAT_DISCLOSURE:
		return act_disclosure(run, task);
	case CONVENE__V1__PATTERN__WHAT_DECISION:
		return act_decision(run, task);
	case CONVENE__V1__PATTERN__WHAT_MILESTONE:
		return act_milestone(run, task);
	case CONVENE__V1__PATTERN__WHAT_SWITCHED_ON:
		return act_switch(run, task);
	default:
		/* time passes by itself, and questionnaires are answered when they open */
		return true;
	}
}
