/*
 * Where every event enters the state; what it changes there is the nouns' own. A log is applied as
 * it was written, by whichever engine: an event that makes no sense changes nothing, and is never
 * refused.
 */
#include "convene/v1/event.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "proto/words.h"
#include "proto/xalloc.h"
#include "server/exercise/condition/begin.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/state/appliers.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/edit.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject_apply.h"
#include "server/exercise/state/library_load.h"
#include "server/exercise/state/msel.h"
#include "server/exercise/state/outcome.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/questionnaire/questionnaire.h"
#include "server/exercise/state/shares_apply.h"
#include "server/exercise/state/state.h"

void apply_exercise_created(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__ExerciseCreated *body = applying->event->exercise_created;
	if (exercise->id != NULL) {
		return;
	}
	exercise->id = xstrdup(body->exercise_id);
	exercise->title = xstrdup(body->title != NULL ? body->title->value : "");
	exercise->duration_ms = body->duration_ms;
	exercise->engine_version = body->engine_version;
	if (body->story != NULL && body->story->factor > 0) {
		exercise->story.line.factor = body->story->factor;
	}
	library_load_countries(exercise, body->countries, body->n_countries);
	for (size_t i = 0; i < body->n_teams; i++) {
		struct team *team = cast_add_team(&exercise->cast, body->teams[i]->id);
		if (team != NULL) {
			team->agency = body->teams[i]->agency;
			team->country = library_index(
			    &exercise->library, LIBRARY_COUNTRY, body->teams[i]->country);
			state_edit(exercise, team);
		}
	}
	for (size_t i = 0; i < body->n_entities; i++) {
		state_edit(exercise, cast_add_entity(&exercise->cast, body->entities[i]->id));
	}
}

static void apply_overdue_rule(struct msel *msel, const Convene__V1__OverdueRule *rule)
{
	if (rule->action != CONVENE__V1__OVERDUE_ACTION__OVERDUE_ACTION_UNSPECIFIED) {
		msel->overdue = rule->action;
	}
	if (rule->stagger_ms > 0) {
		msel->stagger_ms = rule->stagger_ms;
	}
}

void apply_scenario_loaded(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__ScenarioLoaded *body = applying->event->scenario_loaded;
	const Convene__V1__Scenario *part = body->part;
	if (exercise->ready) {
		return;
	}
	exercise->ready = body->complete;
	if (part == NULL) {
		return;
	}
	if (part->overdue != NULL) {
		apply_overdue_rule(&exercise->msel, part->overdue);
	}
	for (size_t i = 0; i < part->n_objectives; i++) {
		state_edit(exercise, cast_add_objective(&exercise->cast, part->objectives[i]->id));
	}
	library_load(exercise, part);
	for (size_t i = 0; i < part->n_injects; i++) {
		inject_apply_loaded(exercise, part->injects[i]);
	}
	if (exercise->ready) {
		conditions_begin(exercise);
	}
}

/* These are read, and change nothing but the head; attachments are seen to below. */
#define APPLY_NOTHING(name)                                                                        \
	void apply_##name(struct exercise *exercise, const struct applying *applying)              \
	{                                                                                          \
		(void)exercise;                                                                    \
		(void)applying;                                                                    \
	}
APPLY_NOTHING(briefing_issued)
APPLY_NOTHING(catalogue_issued)
APPLY_NOTHING(announced)
APPLY_NOTHING(attachment_stored)

/* NULL: it does not count. What relies on the scenario keeps as much as that declares, and so
 * changes nothing before it is complete. */
static apply_fn *applier(const struct exercise *exercise, const Convene__V1__Event *event)
{
	/* as in decide.c: the members of the oneof are pointers in the same place */
	if (event->exercise_created == NULL) {
		return NULL;
	}
	switch (event->body_case) {
#define ANY_TIME true
#define COMPLETE exercise->ready
#define EVENT(NAME, name, SEEN, TEAMS, SINCE)                                                      \
	case CONVENE__V1__EVENT__BODY_##NAME:                                                      \
		return SINCE ? apply_##name : NULL;
#include "proto/words.def"
	NO_EVENT:
		break;
	}
	return NULL;
}

/* Said once more, these say nothing new: they are not remembered, and push out nothing that is. */
static bool says_itself_once(const Convene__V1__Event *event)
{
	return event->body_case == CONVENE__V1__EVENT__BODY_RECEIPT_REACHED ||
	       event->body_case == CONVENE__V1__EVENT__BODY_MESSAGE_READ ||
	       event->body_case == CONVENE__V1__EVENT__BODY_INJECT_READ;
}

/* Remembers what the command brought about. */
static void apply_outcome(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__Envelope *envelope = applying->envelope;
	if (envelope->actor_id == 0 || envelope->command_id.len != COMMAND_ID_SIZE ||
	    says_itself_once(applying->event)) {
		return;
	}
	struct participant *actor = participant_edit(exercise, envelope->actor_id);
	if (actor != NULL) {
		outcomes_note(&actor->outcomes, envelope->command_id.data, exercise->made);
	}
}

static void apply_new(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__Event *event = applying->event;
	apply_fn *apply = applier(exercise, event);
	exercise->made = 0;
	if (apply != NULL) {
		struct share before;
		shares_tally(exercise, &before);
		apply(exercise, applying);
		attachment_apply_references(exercise, applying);
		queue_apply_any(exercise, applying);
		conditions_apply_any(exercise, applying);
		watches_apply_any(exercise, applying);
		shares_apply(exercise, applying, &before);
	}
	exercise->head = applying->seq;
	if (event->wall_ms > exercise->last_wall_ms) {
		exercise->last_wall_ms = event->wall_ms;
	}
	exercise->last_exercise_ms = event->exercise_ms;
}

struct audience exercise_apply(struct exercise *exercise, const Convene__V1__Event *event,
    const Convene__V1__Envelope *envelope)
{
	struct applying applying = {
	    .event = event, .envelope = envelope, .seq = envelope->position};
	bool is_new = applying.seq > exercise->head;
	if (is_new) {
		apply_new(exercise, &applying);
	}
	struct audience audience;
	/* only now: the event that declares a team is one that its audience may name */
	audience_compact(exercise, envelope->audience, &audience);
	if (is_new) {
		apply_outcome(exercise, &applying);
	}
	return audience;
}
