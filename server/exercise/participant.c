#include "server/exercise/participant.h"

#include "proto/xalloc.h"
#include "server/exercise/state.h"

struct participant *participant_find(const struct exercise *exercise, uint64_t id)
{
	return seq_index_find(&exercise->participants, id);
}

void participant_free(struct participant *participant)
{
	outcomes_deinit(&participant->outcomes);
	welfare_call_free(participant->welfare);
	free(participant);
}

void participant_digest(const struct participant *participant, struct digest_form *form)
{
	digest_put(form, participant->id);
	digest_put(form, participant->role);
	digest_put(form, (uint64_t)(participant->team + 1));
	digest_put(form, participant->invite_id);
	digest_put(form, participant->removed);
	digest_put(form, participant->reached);
	outcomes_digest(&participant->outcomes, form);
}

const char *participant_team_id(
    const struct exercise *exercise, const struct participant *participant)
{
	return participant->team < 0 ? "" : exercise->cast.teams[participant->team]->id;
}

void participant_decide_join(struct deciding *deciding, const struct joining *joining)
{
	const struct exercise *exercise = deciding->exercise;
	const struct invite *invite = invite_find(exercise, joining->invite_id);
	if (!exercise->ready) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_EXERCISE_UNAVAILABLE,
		    "the exercise is still being set up; try again in a moment");
		return;
	}
	if (invite == NULL || invite->revoked) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_BAD_CREDENTIAL,
		    "this join code is not valid any more; ask the organiser for a new one");
		return;
	}
	if (invite->personal && invite->participant_id != 0) {
		const struct participant *known =
		    participant_find(exercise, invite->participant_id);
		if (known == NULL || known->removed) {
			refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_REMOVED,
			    "you were removed from this exercise; ask the organiser");
			return;
		}
		deciding->decision->repeated = true;
		deciding->decision->first_seq = deciding->decision->last_seq = known->id;
		return;
	}
	if (exercise->participants.count >= PARTICIPANTS_MAX) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_QUOTA,
		    "the exercise has its %d participants already", PARTICIPANTS_MAX);
		return;
	}
	Convene__V1__ParticipantJoined *body =
	    DRAFT_BODY(deciding, ParticipantJoined, participant_joined);
	if (body == NULL) {
		return;
	}
	body->participant_id = draft_next_seq(deciding);
	body->role = invite->role;
	body->team_id = draft_text(deciding, invite_team_id(exercise, invite));
	body->name_commitment.data =
	    arena_copy(deciding->decision->arena, joining->name_commitment, 32);
	body->name_commitment.len = body->name_commitment.data != NULL ? 32 : 0;
	body->invite_id = invite->id;
	draft_event(deciding, CONVENE__V1__EVENT__BODY_PARTICIPANT_JOINED, body);
}

void participant_apply_joined(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__ParticipantJoined *body = applying->event->participant_joined;
	struct participant *participant = xcalloc(1, sizeof *participant);
	participant->node.kind = DIGEST_PARTICIPANT;
	participant->id = body->participant_id;
	participant->role = body->role;
	participant->team = cast_team(&exercise->cast, body->team_id);
	participant->invite_id = body->invite_id;
	if (body->participant_id != applying->event->seq ||
	    !seq_index_add(&exercise->participants, participant->id, participant)) {
		participant_free(participant);
		return;
	}
	if (participant->team != NO_TEAM) {
		exercise->cast.teams[participant->team]->players++;
	}
	digest_touch(&exercise->digest, &participant->node);
	invite_used(exercise, body->invite_id, participant->id);
}

static void draft_removal(struct deciding *deciding, uint64_t participant_id)
{
	Convene__V1__ParticipantRemoved *body =
	    DRAFT_BODY(deciding, ParticipantRemoved, participant_removed);
	if (body != NULL) {
		body->participant_id = participant_id;
		draft_event(deciding, CONVENE__V1__EVENT__BODY_PARTICIPANT_REMOVED, body);
	}
}

void participant_decide_remove(struct deciding *deciding)
{
	uint64_t id = deciding->command->remove_participant->participant_id;
	const struct participant *participant = participant_find(deciding->exercise, id);
	if (participant == NULL) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND,
		    "there is no participant %" PRIu64, id);
		return;
	}
	if (participant->removed) {
		return;
	}
	if (participant->role == CONVENE__V1__ROLE__ROLE_ORGANISER && deciding->actor != NULL &&
	    deciding->actor->role != CONVENE__V1__ROLE__ROLE_ORGANISER) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED,
		    "only organisers may remove an organiser");
		return;
	}
	draft_removal(deciding, id);
}

bool participant_any_left(const struct exercise *exercise, uint64_t invite_id)
{
	for (size_t i = 0; i < exercise->participants.count; i++) {
		const struct participant *participant = exercise->participants.entries[i].object;
		if (participant->invite_id == invite_id && !participant->removed) {
			return true;
		}
	}
	return false;
}

void participant_draft_removals(struct deciding *deciding, uint64_t invite_id)
{
	const struct seq_index *participants = &deciding->exercise->participants;
	for (size_t i = 0; i < participants->count; i++) {
		const struct participant *participant = participants->entries[i].object;
		if (participant->invite_id == invite_id && !participant->removed) {
			draft_removal(deciding, participant->id);
		}
	}
}

void participant_apply_removed(struct exercise *exercise, const struct applying *applying)
{
	struct participant *participant =
	    participant_find(exercise, applying->event->participant_removed->participant_id);
	if (participant != NULL && !participant->removed) {
		participant->removed = true;
		if (participant->team != NO_TEAM) {
			exercise->cast.teams[participant->team]->players--;
		}
		digest_touch(&exercise->digest, &participant->node);
	}
}
