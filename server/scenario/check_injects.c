/*
 * Injects: times that can come, in the order of the list, somebody who gets them, a text by then;
 * and the teams and objectives that none of them is for. Ids, texts and names were looked at by
 * check_fields.c.
 */
#include "server/scenario/scenario_check_private.h"

#include "proto/list.h"
#include "proto/reflect.h"
#include "proto/yaml_suggest.h"
#include "server/exercise/ground/limits.h"

#include <string.h>

static void check_time(struct check *check, const Convene__V1__Inject *inject)
{
	int64_t duration = check->scenario->duration_ms;
	char planned[40], end[40];
	/* what is left out is not T+0:00:00 */
	if (inject->when == NULL && !check_is_written(check, inject, "planned_ms") &&
	    !check_is_written(check, inject, "planned_story")) {
		check_error(check, inject, "planned_ms", 0,
		    "is missing: when it is due, as in \"T+0:45:00\" (\"T+0:00:00\" for STARTEX); "
		    "or give planned_story, or `when`");
	} else if (inject->planned_ms < 0) {
		check_error(check, inject, "planned_ms", 0, "lies before STARTEX");
	} else if (duration > 0 && inject->planned_ms > duration) {
		reflect_format_ms(inject->planned_ms, planned, sizeof(planned));
		reflect_format_ms(duration, end, sizeof(end));
		check_error(check, inject, "planned_ms", 0,
		    "%s lies beyond the end of the exercise, duration_ms, at %s", planned, end);
	}
}

/* Authors read the list as a timeline; a wrong digit shows as an inject out of order. */
static void check_order(struct check *check, size_t index)
{
	const Convene__V1__Inject *inject = check->scenario->injects[index];
	struct yaml_position here, there;
	/* a contingency inject may stand wherever it belongs in the story */
	if (index == 0 || inject->when != NULL) {
		return;
	}
	const Convene__V1__Inject *before = check->scenario->injects[index - 1];
	if (before->when != NULL) {
		return;
	}
	yaml_place(check->places, inject, "", 0, &here);
	yaml_place(check->places, before, "", 0, &there);
	if (inject->planned_ms < before->planned_ms && strcmp(here.file, there.file) == 0) {
		check_warning(check, inject, "planned_ms", 0,
		    "is earlier than that of inject '%s', which stands before it", before->id);
	}
}

static void check_attachments(struct check *check, const Convene__V1__Inject *inject)
{
	if (inject->n_attachments > EVENT_ATTACHMENTS_MAX) {
		check_error(check, inject, "attachments", EVENT_ATTACHMENTS_MAX,
		    "an inject has at most %d documents", EVENT_ATTACHMENTS_MAX);
	}
	for (size_t i = 0; i < inject->n_attachments; i++) {
		const Convene__V1__Attachment *attachment = inject->attachments[i];
		if (strchr(attachment->name, '/') != NULL) {
			check_error(check, attachment, "name", 0, "may not contain a slash");
		}
		if (strlen(attachment->media_type) > MEDIA_TYPE_BYTES_MAX ||
		    (attachment->media_type[0] != '\0' &&
		        strchr(attachment->media_type, '/') == NULL)) {
			check_error(check, attachment, "media_type", 0,
			    "'%s' is not a media type, as in 'application/pdf'",
			    attachment->media_type);
		}
	}
}

static void check_expected_actions(struct check *check, const Convene__V1__Inject *inject)
{
	int64_t duration = check->scenario->duration_ms;
	for (size_t i = 0; i < inject->n_expected_actions; i++) {
		const Convene__V1__ExpectedAction *action = inject->expected_actions[i];
		if (action->within_ms < 0 || action->within_ms > EXERCISE_MS_MAX) {
			check_error(check, action, "within_ms", 0, "is out of range");
		} else if (duration > 0 && action->within_ms > duration - inject->planned_ms &&
		           inject->planned_ms < duration) {
			check_warning(check, action, "within_ms", 0,
			    "ends only after the planned end of the exercise");
		}
		if (action->does != NULL) {
			check_pattern(check, action->does, PATTERN_ACTION);
		}
		if (action->mistake != NULL) {
			check_pattern(check, action->mistake, PATTERN_ACTION);
		}
	}
}

/* What comes by itself needs its text by then; a controller who releases it can write it. */
static void check_body(struct check *check, const Convene__V1__Inject *inject)
{
	const Convene__V1__Text *body = inject->body;
	if (body != NULL && body->value[0] != '\0') {
		return;
	}
	if (inject->mode == CONVENE__V1__INJECT_MODE__INJECT_MODE_ON_RELEASE) {
		check_warning(check, inject, "body", 0,
		    "is missing; whoever releases the inject will have to write it");
	} else if (body == NULL || body->n_translations == 0) {
		check_error(check, inject, "body", 0, "is missing");
	}
}

static void check_inject(struct check *check, const Convene__V1__Inject *inject)
{
	check_time(check, inject);
	if (inject->channel == CONVENE__V1__CHANNEL__CHANNEL_UNSPECIFIED) {
		char allowed[320] = "";
		yaml_suggest_enum(
		    &convene__v1__channel__descriptor, "", 0, allowed, sizeof(allowed));
		check_error(check, inject, "channel", 0, "is missing: how it reaches the teams; %s",
		    allowed);
	}
	check_body(check, inject);
	check_attachments(check, inject);
	if (inject->delay_ms != 0 && inject->when == NULL) {
		check_error(check, inject, "delay_ms", 0,
		    "counts from when `when` holds, which is missing");
	}
	if (inject->answer_within_ms < 0 || inject->answer_within_ms > EXERCISE_MS_MAX) {
		check_error(check, inject, "answer_within_ms", 0, "is out of range");
	} else if (inject->answer_within_ms > 0 &&
	           inject->answer != CONVENE__V1__INJECT_ANSWER__INJECT_ANSWER_WANTED) {
		check_error(check, inject, "answer_within_ms", 0,
		    "goes with `answer: wanted`, which is missing");
	}
	check_expected_actions(check, inject);
}

static void check_left_out(struct check *check)
{
	const Convene__V1__Scenario *scenario = check->scenario;
	for (size_t i = 0; i < scenario->n_teams; i++) {
		const Convene__V1__Team *team = scenario->teams[i];
		bool used = false;
		for (size_t j = 0; j < scenario->n_injects && !used; j++) {
			used = list_has(
			    scenario->injects[j]->to, scenario->injects[j]->n_to, team->id);
		}
		if (!used && team->id[0] != '\0') {
			check_warning(
			    check, team, "", 0, "team '%s' never gets an inject", team->id);
		}
	}
	for (size_t i = 0; i < scenario->n_objectives; i++) {
		const Convene__V1__Objective *objective = scenario->objectives[i];
		if (objective->id[0] != '\0' &&
		    !names_find(&check->names, NAME_BIT(OBJECTIVE), objective->id)->used) {
			check_warning(check, objective, "", 0, "no inject serves objective '%s'",
			    objective->id);
		}
	}
}

void check_injects(struct check *check)
{
	const Convene__V1__Scenario *scenario = check->scenario;
	if (scenario->n_injects == 0 && check->source->is_library) {
		return;
	}
	if (scenario->n_injects == 0) {
		check_warning(check, scenario, "injects", 0, "there are none");
		return;
	}
	for (size_t i = 0; i < scenario->n_injects; i++) {
		check_inject(check, scenario->injects[i]);
		check_order(check, i);
	}
	check_left_out(check);
}
