#include "server/exercise/engine/create_check.h"

#include "convene/v1/frame.pb-c.h"
#include "convene/v1/questionnaire.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "convene/v1/simcell.pb-c.h"
#include "server/exercise/decide/case/track_check.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/inject_check.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/story.h"
#include "server/exercise/ground/text.h"
#include "server/exercise/state/attachment.h"

#include <inttypes.h>
#include <string.h>

static void refuse_taken(struct deciding *deciding, const char *what, const char *id, int max)
{
	refuse(deciding, INVALID, "%s \"%s\" is there twice, or there are more than %d", what, id,
	    max);
}

bool create_check_cast(
    struct deciding *deciding, struct cast *cast, const Convene__V1__Scenario *scenario)
{
	for (size_t i = 0; i < scenario->n_teams && !refused(deciding); i++) {
		const char *id = text_or_empty(scenario->teams[i]->id);
		if (check_id(deciding, id, "a team") && cast_add_team(cast, id) == NULL) {
			refuse_taken(deciding, "team", id, TEAMS_MAX);
		}
	}
	for (size_t i = 0; i < scenario->n_entities && !refused(deciding); i++) {
		const char *id = text_or_empty(scenario->entities[i]->id);
		if (check_id(deciding, id, "an entity") && cast_add_entity(cast, id) == NULL) {
			refuse_taken(deciding, "entity", id, ENTITIES_MAX);
		}
	}
	for (size_t i = 0; i < scenario->n_objectives && !refused(deciding); i++) {
		const char *id = text_or_empty(scenario->objectives[i]->id);
		if (check_id(deciding, id, "an objective") &&
		    cast_add_objective(cast, id) == NULL) {
			refuse_taken(deciding, "objective", id, OBJECTIVES_MAX);
		}
	}
	return !refused(deciding);
}

/* What is wrong with a thing, beside its id, is refused. */
typedef bool check_fn(struct deciding *deciding, const void *thing);

/* Each has an id of its own. `what` with its article. */
static bool check_each(struct deciding *deciding, const void *things, size_t count, check_fn *check,
    const char *what, int max)
{
	const ProtobufCMessage *const *messages = things;
	const char *noun = strchr(what, ' ') + 1;
	struct name_index ids = {.map.count = 0};
	for (size_t i = 0; i < count && !refused(deciding); i++) {
		const char *id = text_or_empty(library_id_of(messages[i]));
		if (check_id(deciding, id, what) && check(deciding, messages[i]) &&
		    (i >= (size_t)max || !name_index_add(&ids, id, (int)i))) {
			refuse_taken(deciding, noun, id, max);
		}
	}
	name_index_deinit(&ids);
	return !refused(deciding);
}

static bool check_inject(struct deciding *deciding, const void *thing)
{
	const Convene__V1__Inject *inject = thing;
	if (!inject_check(deciding, inject, false)) {
		return false;
	}
	if (inject->n_to == 0) {
		return refuse(deciding, INVALID,
		    "inject \"%s\" goes to nobody; name at least one team", inject->id);
	}
	if (inject->planned_ms < 0 || inject->planned_ms > EXERCISE_MS_MAX) {
		return refuse(deciding, INVALID,
		    "inject \"%s\" is planned at %" PRId64 "; give a time from STARTEX on",
		    inject->id, inject->planned_ms);
	}
	for (size_t i = 0; i < inject->n_attachments; i++) {
		if (inject->attachments[i]->sha256.len != SHA256_SIZE) {
			return refuse(deciding, INVALID,
			    "an attachment of inject \"%s\" has no hash; load the scenario with "
			    "its documents",
			    inject->id);
		}
	}
	return true;
}

static bool check_overdue(struct deciding *deciding, const Convene__V1__OverdueRule *rule)
{
	if (rule == NULL) {
		return true;
	}
	if (rule->stagger_ms < 0 || rule->stagger_ms > EXERCISE_MS_MAX) {
		return refuse(
		    deciding, INVALID, "overdue.stagger_ms is out of range; give a time from 0 on");
	}
	return rule->action == 0 || check_enum(deciding, &convene__v1__overdue_action__descriptor,
	                                (int)rule->action, "overdue.action");
}

bool create_check_head(struct deciding *deciding, const Convene__V1__Scenario *scenario)
{
	const Convene__V1__StoryTime *story = scenario->story;
	if (story != NULL && story->factor > STORY_FACTOR_MAX) {
		return refuse(deciding, INVALID, "story.factor %u is out of range; use 1 to %d",
		    story->factor, STORY_FACTOR_MAX);
	}
	return check_overdue(deciding, scenario->overdue);
}

/* --- interpreters --- */

static bool check_interpreter(struct deciding *deciding, const void *thing)
{
	const Convene__V1__Interpreter *interpreter = thing;
	return (interpreter->delay_ms >= 0 && interpreter->delay_ms <= EXERCISE_MS_MAX) ||
	       refuse(deciding, INVALID,
	           "delay_ms of interpreter \"%s\" is out of range; give a time from 0 on",
	           interpreter->id);
}

/* --- questionnaires --- */

/* A choice is nothing but an id and a text. */
static bool check_choice(struct deciding *deciding, const void *thing)
{
	(void)deciding;
	(void)thing;
	return true;
}

static bool check_question(struct deciding *deciding, const void *thing)
{
	const Convene__V1__Question *question = thing;
	bool of_choices = question->kind == CONVENE__V1__QUESTION_KIND__QUESTION_KIND_SINGLE ||
	                  question->kind == CONVENE__V1__QUESTION_KIND__QUESTION_KIND_MULTIPLE;
	bool of_scale = question->kind == CONVENE__V1__QUESTION_KIND__QUESTION_KIND_SCALE;
	int64_t steps = (int64_t)question->most - question->least + 1;
	if (!check_enum(deciding, &convene__v1__question_kind__descriptor, (int)question->kind,
	        "a question's kind") ||
	    !check_each(deciding, question->choices, question->n_choices, check_choice, "a choice",
	        CHOICES_MAX)) {
		return false;
	}
	if (of_choices != (question->n_choices > 0)) {
		return refuse(deciding, INVALID,
		    "question \"%s\" needs choices if it is single or multiple, and none else",
		    question->id);
	}
	if (of_scale && (steps < 2 || steps > SCALE_STEPS_MAX)) {
		return refuse(deciding, INVALID,
		    "the scale of question \"%s\" goes from %d to %d; give it 2 to %d steps",
		    question->id, question->least, question->most, SCALE_STEPS_MAX);
	}
	return true;
}

static bool check_times(struct deciding *deciding, const Convene__V1__Questionnaire *asked)
{
	bool good = asked->open_ms >= 0 && asked->open_ms <= EXERCISE_MS_MAX &&
	            asked->close_ms >= 0 && asked->close_ms <= EXERCISE_MS_MAX &&
	            (asked->close_ms == 0 || asked->close_ms > asked->open_ms);
	return good ||
	       refuse(deciding, INVALID,
	           "questionnaire \"%s\" closes before it opens, or one of the times is out "
	           "of range; give times from STARTEX on, 0 for by hand",
	           asked->id);
}

static bool check_questionnaire(struct deciding *deciding, const void *thing)
{
	const Convene__V1__Questionnaire *asked = thing;
	if (!check_times(deciding, asked) ||
	    !check_each(deciding, asked->questions, asked->n_questions, check_question,
	        "a question", QUESTIONS_MAX)) {
		return false;
	}
	for (size_t i = 0; i < asked->n_to; i++) {
		if (check_team(deciding, text_or_empty(asked->to[i])) < 0) {
			return false;
		}
	}
	size_t size = convene__v1__questionnaire__get_packed_size(asked);
	return size <= QUESTIONNAIRE_BYTES_MAX ||
	       refuse(deciding, TOO_LARGE,
	           "questionnaire \"%s\" has %zu KiB; at most %d are allowed", asked->id,
	           size / 1024, QUESTIONNAIRE_BYTES_MAX / 1024);
}

/* --- the whole; each part of the engine adds what it relies on --- */

bool create_check(struct deciding *deciding, const Convene__V1__Scenario *scenario)
{
	return check_each(deciding, scenario->injects, scenario->n_injects, check_inject,
	           "an inject", INJECTS_MAX) &&
	       check_each(deciding, scenario->interpreters, scenario->n_interpreters,
	           check_interpreter, "an interpreter", INTERPRETERS_MAX) &&
	       check_each(deciding, scenario->questionnaires, scenario->n_questionnaires,
	           check_questionnaire, "a questionnaire", QUESTIONNAIRES_MAX) &&
	       track_check(deciding, scenario);
}
