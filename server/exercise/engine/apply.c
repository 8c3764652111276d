#include "convene/v1/event.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "proto/xalloc.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/pattern/condition.h"
#include "server/exercise/state/appliers.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject_apply.h"
#include "server/exercise/state/library_load.h"
#include "server/exercise/state/msel.h"
#include "server/exercise/state/outcome.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/questionnaire/questionnaire.h"
#include "server/exercise/state/state.h"
#include "server/exercise/state/welfare_apply.h"

typedef void apply_fn(struct exercise *exercise, const struct applying *applying);

/* Where every event enters the state; what it changes there is the nouns' own. */

static void apply_created(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__ExerciseCreated *body = applying->event->exercise_created;
	if (exercise->id != NULL) {
		return;
	}
	exercise->id = xstrdup(body->exercise_id);
	exercise->title = xstrdup(body->title != NULL ? body->title->value : "");
	exercise->duration_ms = body->duration_ms;
	exercise->engine_version = body->engine_version > 0 ? body->engine_version : 1;
	if (body->story != NULL && body->story->factor > 0) {
		exercise->story.factor = body->story->factor;
	}
	library_load_countries(exercise, body->countries, body->n_countries);
	for (size_t i = 0; i < body->n_teams; i++) {
		struct team *team = cast_add_team(&exercise->cast, body->teams[i]->id);
		if (team != NULL) {
			team->agency = body->teams[i]->agency;
			team->country = library_index(
			    &exercise->library, LIBRARY_COUNTRY, body->teams[i]->country);
			digest_touch(&exercise->digest, &team->node);
		}
	}
	for (size_t i = 0; i < body->n_entities; i++) {
		struct name *entity = cast_add_entity(&exercise->cast, body->entities[i]->id);
		if (entity != NULL) {
			digest_touch(&exercise->digest, &entity->node);
		}
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

static void apply_loaded(struct exercise *exercise, const struct applying *applying)
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
		struct name *objective =
		    cast_add_objective(&exercise->cast, part->objectives[i]->id);
		if (objective != NULL) {
			digest_touch(&exercise->digest, &objective->node);
		}
	}
	library_load(exercise, part);
	for (size_t i = 0; i < part->n_injects; i++) {
		inject_apply_loaded(exercise, part->injects[i]);
	}
	if (exercise->ready) {
		conditions_compile(exercise);
	}
}

#define APPLY(kind) [CONVENE__V1__EVENT__BODY_##kind]

/* Kinds from here on rely on a scenario that is complete: what they keep is as large as what it
 * declares. Before that they change nothing. */
#define FIRST_OF_CONDUCT CONVENE__V1__EVENT__BODY_CASE_OPENED

/* Kinds that are not here change nothing but the head: briefings and announcements are read, and
 * attachments are seen to below. */
static apply_fn *const apply_event[] = {
    APPLY(EXERCISE_CREATED) = apply_created,
    APPLY(SCENARIO_LOADED) = apply_loaded,
    APPLY(INVITE_ISSUED) = invite_apply_issued,
    APPLY(INVITE_REVOKED) = invite_apply_revoked,
    APPLY(PARTICIPANT_JOINED) = participant_apply_joined,
    APPLY(PARTICIPANT_REMOVED) = participant_apply_removed,

    APPLY(EXERCISE_STARTED) = clock_apply_started,
    APPLY(CLOCK_PAUSED) = clock_apply_paused,
    APPLY(CLOCK_RESUMED) = clock_apply_resumed,
    APPLY(RATE_CHANGED) = clock_apply_rate,
    APPLY(CLOCK_JUMPED) = clock_apply_jumped,
    APPLY(EXERCISE_ENDED) = clock_apply_ended,
    APPLY(EXERCISE_CLOSED) = clock_apply_closed,
    APPLY(WELFARE_RAISED) = welfare_apply_raised,
    APPLY(WELFARE_ANSWERED) = welfare_apply_answered,
    APPLY(CLOCK_RESTORED) = clock_apply_restored,
    APPLY(STORY_SHIFTED) = story_apply_shifted,

    APPLY(INJECT_REVISED) = inject_apply_revised,
    APPLY(INJECT_DELIVERED) = inject_apply_delivered,
    APPLY(INJECT_READ) = reading_apply_inject,
    APPLY(INJECT_ANSWERED) = inject_apply_answered,

    APPLY(THREAD_OPENED) = thread_apply_opened,
    APPLY(MESSAGE_POSTED) = thread_apply_posted,
    APPLY(MESSAGE_VOICED) = thread_apply_voiced,
    APPLY(MESSAGE_READ) = reading_apply_message,
    APPLY(RECEIPT_REACHED) = reading_apply_receipt,

    APPLY(DECISION_LOGGED) = team_decision_apply,

    APPLY(CASE_OPENED) = case_apply_opened,
    APPLY(CASE_MATCHED) = case_apply_matched,
    APPLY(CASE_MOVED) = case_apply_moved,
    APPLY(CASE_FLAGGED) = flag_apply,
    APPLY(CASE_ALIAS_ADDED) = case_apply_alias,
    APPLY(CASES_LINKED) = case_apply_linked,
    APPLY(FORM_FILLED) = form_apply_filled,
    APPLY(FIELD_RECORDED) = holding_apply_recorded,
    APPLY(CASE_SHARED) = share_apply_shared,
    APPLY(REFERRAL_ANSWERED) = referral_apply_answered,
    APPLY(CASE_TAKEN_OVER) = share_apply_taken_over,
    APPLY(FIELDS_DISCLOSED) = disclosure_apply,
    APPLY(CONSENT_RECORDED) = consent_apply_recorded,
    APPLY(CONSENT_WITHDRAWN) = consent_apply_withdrawn,

    APPLY(REQUEST_DRAFTED) = request_apply_drafted,
    APPLY(REQUEST_SENT) = request_apply_sent,
    APPLY(REQUEST_ASSESSED) = request_apply_assessed,
    APPLY(REQUEST_MOVED) = request_apply_moved,
    APPLY(REQUEST_REMINDED) = request_apply_reminded,

    APPLY(MILESTONE_CHANGED) = milestone_apply_changed,
    APPLY(SWITCH_TURNED) = switch_apply_turned,

    APPLY(ITEM_CLAIMED) = queue_apply_claimed,
    APPLY(ITEM_RELEASED) = queue_apply_released,
    APPLY(ITEM_DISMISSED) = queue_apply_dismissed,
    APPLY(INTERPRETER_BOOKED) = interpreter_apply_booked,
    APPLY(INTERPRETER_ARRIVED) = interpreter_apply_arrived,
    APPLY(INTERPRETER_RELEASED) = interpreter_apply_released,

    APPLY(QUESTIONNAIRE_OPENED) = questionnaire_apply_opened,
    APPLY(QUESTIONNAIRE_ANSWERED) = questionnaire_apply_answered,
    APPLY(QUESTIONNAIRE_CLOSED) = questionnaire_apply_closed,
    APPLY(QUESTIONNAIRE_RESULT) = questionnaire_apply_result,
};

/* Remembers what the command brought about. */
static void apply_outcome(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__Envelope *envelope = applying->envelope;
	if (envelope->actor_id == 0 || envelope->command_id.len != COMMAND_ID_SIZE) {
		return;
	}
	struct participant *actor = participant_find(exercise, envelope->actor_id);
	if (actor != NULL) {
		struct viewer viewer = {.role = actor->role, .team = actor->team};
		struct audience audience;
		audience_compact(exercise, envelope->audience, &audience);
		outcomes_note(&actor->outcomes, envelope->command_id.data, applying->event->seq,
		    audience_allows(&audience, &viewer));
		digest_touch(&exercise->digest, &actor->node);
	}
}

void exercise_apply(struct exercise *exercise, const Convene__V1__Event *event,
    const Convene__V1__Envelope *envelope)
{
	struct applying applying = {.event = event, .envelope = envelope};
	size_t body_case = event->body_case;
	if (event->seq <= exercise->head) {
		return; /* applied already */
	}
	/* as in decide.c: the members of the oneof are pointers in the same place */
	bool known = body_case < sizeof apply_event / sizeof apply_event[0] &&
	             event->exercise_created != NULL &&
	             (exercise->ready || body_case < FIRST_OF_CONDUCT);
	if (known) {
		if (apply_event[body_case] != NULL) {
			apply_event[body_case](exercise, &applying);
		}
		attachment_apply_references(exercise, &applying);
		welfare_apply_any(exercise, event);
		queue_apply_any(exercise, &applying);
		conditions_apply_any(exercise, &applying);
	}
	apply_outcome(exercise, &applying);
	exercise->head = event->seq;
	if (event->wall_ms > exercise->last_wall_ms) {
		exercise->last_wall_ms = event->wall_ms;
	}
	exercise->last_exercise_ms = event->exercise_ms;
}
