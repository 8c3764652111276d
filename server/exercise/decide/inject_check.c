/*
 * The checks of what a controller's inject says. They are for what comes in by a command; a
 * scenario's injects were checked by server/scenario, and what the condition says by
 * condition_check.c. Only what the engine relies on or a client has to show is looked at; whether
 * the inject makes a good exercise is for its author.
 */
#include "server/exercise/decide/inject_check.h"

#include "convene/v1/common.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/inject.h"

#include <stdio.h>

static bool check_texts(struct deciding *deciding, const Convene__V1__Inject *inject)
{
	const char *title = inject->title != NULL ? inject->title->value : "";
	const char *body = inject->body != NULL ? inject->body->value : "";
	return check_localised(deciding, inject->title, LINE_BYTES_MAX, "the inject's title") &&
	       check_localised(deciding, inject->body, TEXT_BYTES_MAX, "the inject's body") &&
	       check_localised(
	           deciding, inject->content_note, TEXT_BYTES_MAX, "the content note") &&
	       check_localised(deciding, inject->notes, TEXT_BYTES_MAX, "the notes") &&
	       check_filled(deciding, title, LINE_BYTES_MAX, "the inject's title") &&
	       check_filled(deciding, body, TEXT_BYTES_MAX, "the inject's body");
}

static bool check_teams(struct deciding *deciding, char *const *ids, size_t count, const char *what)
{
	if (!check_count(deciding, count, TEAMS_MAX, what)) {
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		if (check_team(deciding, ids[i]) < 0) {
			return false;
		}
	}
	return true;
}

static bool check_expected(struct deciding *deciding, const Convene__V1__Inject *inject)
{
	if (!check_count(
	        deciding, inject->n_expected_actions, EVENT_REFERENCES_MAX, "expected actions")) {
		return false;
	}
	for (size_t i = 0; i < inject->n_expected_actions; i++) {
		const Convene__V1__ExpectedAction *action = inject->expected_actions[i];
		if (!check_teams(deciding, action->by, action->n_by, "teams") ||
		    !check_localised(
		        deciding, action->what, TEXT_BYTES_MAX, "an expected action")) {
			return false;
		}
		if (action->within_ms < 0 || action->within_ms > EXERCISE_MS_MAX) {
			return REFUSE(deciding, INVALID,
			    "within_ms of an expected action is out of range; give a time from 0 "
			    "on");
		}
	}
	return true;
}

static bool check_objectives(struct deciding *deciding, const Convene__V1__Inject *inject)
{
	if (!check_count(deciding, inject->n_objectives, EVENT_REFERENCES_MAX, "objectives")) {
		return false;
	}
	for (size_t i = 0; i < inject->n_objectives; i++) {
		const char *id = inject->objectives[i];
		if (cast_objective(deciding->cast, id) < 0) {
			return REFUSE(deciding, NOT_FOUND,
			    "there is no objective \"%s\"; the scenario has them all", id);
		}
	}
	return true;
}

static bool check_kinds(struct deciding *deciding, const Convene__V1__Inject *inject)
{
	return check_enum(
	           deciding, &convene__v1__channel__descriptor, (int)inject->channel, "channel") &&
	       (inject->mode == 0 || check_enum(deciding, &convene__v1__inject_mode__descriptor,
	                                 (int)inject->mode, "mode"));
}

static bool check_answer(struct deciding *deciding, const Convene__V1__Inject *inject)
{
	if (inject->answer != 0 && !check_enum(deciding, &convene__v1__inject_answer__descriptor,
	                               (int)inject->answer, "answer")) {
		return false;
	}
	if (inject->answer_within_ms < 0 || inject->answer_within_ms > EXERCISE_MS_MAX) {
		return REFUSE(
		    deciding, INVALID, "answer_within_ms is out of range; give a time from 0 on");
	}
	return inject->answer_within_ms == 0 ||
	       inject->answer == CONVENE__V1__INJECT_ANSWER__INJECT_ANSWER_WANTED ||
	       REFUSE(deciding, INVALID,
	           "answer_within_ms goes with an answer that is wanted; say so too, or leave it "
	           "out");
}

bool inject_check(struct deciding *deciding, const Convene__V1__Inject *inject)
{
	size_t size = convene__v1__inject__get_packed_size(inject);
	if (size > INJECT_BYTES_MAX) {
		return REFUSE(deciding, TOO_LARGE,
		    "the inject has %zu bytes; at most %d are allowed", size, INJECT_BYTES_MAX);
	}
	const char *from = inject->from;
	if (*from != '\0' && check_entity(deciding, from) < 0) {
		return false;
	}
	return check_texts(deciding, inject) && check_kinds(deciding, inject) &&
	       check_answer(deciding, inject) &&
	       check_teams(deciding, inject->to, inject->n_to, "teams") &&
	       check_objectives(deciding, inject) && check_expected(deciding, inject) &&
	       check_count(deciding, inject->n_attachments, EVENT_ATTACHMENTS_MAX, "attachments");
}

bool inject_check_revision(
    struct deciding *deciding, const struct inject *inject, uint32_t revision)
{
	if (revision == 0) {
		return REFUSE(deciding, INVALID,
		    "revision is missing; name the revision of inject \"%s\" that you saw",
		    inject->id);
	}
	if (revision != inject->revision) {
		char what[ID_BYTES_MAX + 16];
		snprintf(what, sizeof what, "inject \"%s\"", inject->id);
		return refuse_conflict(deciding, what, inject->revision, inject->changed_by);
	}
	return true;
}
