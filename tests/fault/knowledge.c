#include "tests/fault/knowledge.h"

#include <stdio.h>
#include <string.h>

static void learn_cast(struct knowledge *knowledge, const Convene__V1__ExerciseCreated *created)
{
	for (size_t i = 0; i < created->n_teams && i < KNOWN_NAMES; i++) {
		snprintf(knowledge->teams[knowledge->team_count++].id, sizeof(knowledge->teams->id),
		    "%s", created->teams[i]->id);
	}
	for (size_t i = 0; i < created->n_entities && i < KNOWN_NAMES; i++) {
		snprintf(knowledge->entities[knowledge->entity_count++].id,
		    sizeof(knowledge->entities->id), "%s", created->entities[i]->id);
	}
}

static void learn_inject(
    struct knowledge *knowledge, const char *id, uint32_t revision, bool delivered)
{
	size_t count =
	    knowledge->inject_count < KNOWN_INJECTS ? knowledge->inject_count : KNOWN_INJECTS;
	struct known_inject *inject = NULL;

	for (size_t i = 0; i < count && inject == NULL; i++) {
		if (strcmp(knowledge->injects[i].id, id) == 0) {
			inject = &knowledge->injects[i];
		}
	}
	if (inject == NULL) {
		inject = &knowledge->injects[knowledge->inject_count++ % KNOWN_INJECTS];
	}
	snprintf(inject->id, sizeof(inject->id), "%s", id);
	/* a delivery is one change more */
	inject->revision = delivered ? inject->revision + 1 : revision;
	inject->delivered = delivered;
}

static void learn_thread(struct knowledge *knowledge, const Convene__V1__ThreadOpened *opened)
{
	struct known_thread *thread =
	    &knowledge->threads[knowledge->thread_count++ % KNOWN_THREADS];

	*thread = (struct known_thread){.id = opened->thread_id};
	for (size_t i = 0; i < opened->n_parties; i++) {
		const Convene__V1__Party *party = opened->parties[i];

		if (party->kind_case == CONVENE__V1__PARTY__KIND_ENTITY_ID) {
			snprintf(thread->entity, sizeof(thread->entity), "%s", party->entity_id);
		} else if (party->kind_case == CONVENE__V1__PARTY__KIND_CONTROL) {
			thread->control = true;
		}
	}
}

static void learn_clock(struct knowledge *knowledge, const Convene__V1__Event *event)
{
	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_EXERCISE_STARTED:
		knowledge->started = true;
		knowledge->clock_revision = event->exercise_started->clock_revision;
		break;
	case CONVENE__V1__EVENT__BODY_CLOCK_PAUSED:
		knowledge->paused = true;
		knowledge->clock_revision = event->clock_paused->clock_revision;
		break;
	case CONVENE__V1__EVENT__BODY_CLOCK_RESUMED:
		knowledge->paused = false;
		knowledge->clock_revision = event->clock_resumed->clock_revision;
		break;
	case CONVENE__V1__EVENT__BODY_RATE_CHANGED:
		knowledge->clock_revision = event->rate_changed->clock_revision;
		break;
	case CONVENE__V1__EVENT__BODY_CLOCK_JUMPED:
		knowledge->clock_revision = event->clock_jumped->clock_revision;
		break;
	case CONVENE__V1__EVENT__BODY_CLOCK_RESTORED:
		knowledge->clock_revision = event->clock_restored->clock_revision;
		break;
	case CONVENE__V1__EVENT__BODY_EXERCISE_ENDED:
		knowledge->ended = true;
		break;
	default:
		break;
	}
}

void knowledge_learn(struct knowledge *knowledge, const Convene__V1__Event *event)
{
	knowledge->exercise_ms = event->exercise_ms;
	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_EXERCISE_CREATED:
		learn_cast(knowledge, event->exercise_created);
		break;
	case CONVENE__V1__EVENT__BODY_SCENARIO_LOADED:
		for (size_t i = 0; i < event->scenario_loaded->part->n_injects; i++) {
			learn_inject(
			    knowledge, event->scenario_loaded->part->injects[i]->id, 1, false);
		}
		break;
	case CONVENE__V1__EVENT__BODY_INVITE_ISSUED:
		knowledge->invites[knowledge->invite_count++ % KNOWN_INVITES] =
		    event->invite_issued->invite_id;
		break;
	case CONVENE__V1__EVENT__BODY_INJECT_REVISED:
		learn_inject(knowledge, event->inject_revised->inject_id,
		    event->inject_revised->revision, false);
		break;
	case CONVENE__V1__EVENT__BODY_INJECT_DELIVERED:
		learn_inject(knowledge, event->inject_delivered->inject_id, 0, true);
		break;
	case CONVENE__V1__EVENT__BODY_THREAD_OPENED:
		learn_thread(knowledge, event->thread_opened);
		break;
	case CONVENE__V1__EVENT__BODY_MESSAGE_POSTED:
		knowledge->messages[knowledge->message_count++ % KNOWN_MESSAGES] =
		    event->message_posted->message_id;
		break;
	case CONVENE__V1__EVENT__BODY_CASE_OPENED:
		knowledge->cases[knowledge->case_count++ % KNOWN_CASES] =
		    event->case_opened->case_id;
		break;
	case CONVENE__V1__EVENT__BODY_CASE_SHARED:
		knowledge->cases[knowledge->case_count++ % KNOWN_CASES] =
		    event->case_shared->case_id;
		break;
	case CONVENE__V1__EVENT__BODY_WELFARE_RAISED:
		knowledge->callers[knowledge->caller_count++ % KNOWN_CALLERS] =
		    event->welfare_raised->participant_id;
		break;
	default:
		learn_clock(knowledge, event);
		break;
	}
}
