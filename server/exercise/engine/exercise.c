/*
 * The exercise as its owner has it: made, freed, hashed, asked. All that the nouns keep is part of
 * the one struct, and this is the one place that goes through all of them; nothing here changes
 * what they keep.
 */
#include "server/exercise/exercise.h"
#include "convene/v1/event.pb-c.h"
#include "proto/seal_point.h"
#include "proto/xalloc.h"
#include "server/exercise/condition/condition.h"
#include "server/exercise/engine/audience.h"
#include "server/exercise/engine/due.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/clock.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/hash.h"
#include "server/exercise/ground/ids.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/phase.h"
#include "server/exercise/ground/story.h"
#include "server/exercise/ground/text.h"
#include "server/exercise/pattern/watch.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/attachment.h"
#include "server/exercise/state/case/case.h"
#include "server/exercise/state/disclosure/disclosure.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/invite.h"
#include "server/exercise/state/msel.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/questionnaire/questionnaire.h"
#include "server/exercise/state/request/request.h"
#include "server/exercise/state/shares_apply.h"
#include "server/exercise/state/simcell/interpreter.h"
#include "server/exercise/state/simcell/queue.h"
#include "server/exercise/state/state.h"
#include "server/exercise/state/thread.h"
#include "server/exercise/state/welfare.h"

#include <stdlib.h>
#include <string.h>

struct exercise *exercise_new(exercise_hash_fn *hash)
{
	struct exercise *exercise = xcalloc(1, sizeof *exercise);
	exercise->hash = hash;
	msel_init(&exercise->msel);
	story_init(&exercise->story);
	return exercise;
}

void exercise_free(struct exercise *exercise)
{
	if (exercise == NULL) {
		return;
	}
	objects_deinit(&exercise->participants, participant_free);
	objects_deinit(&exercise->invites, free);
	objects_deinit(&exercise->threads, free);
	objects_deinit(&exercise->cases, case_free);
	case_persons_deinit(&exercise->case_persons);
	requests_deinit(&exercise->requests);
	conditions_deinit(&exercise->conditions);
	watches_free(exercise->watches);
	disclosures_deinit(&exercise->disclosures);
	queue_deinit(&exercise->queue);
	interpreters_deinit(&exercise->interpreters);
	questionnaires_deinit(&exercise->questionnaires);
	library_deinit(&exercise->library);
	ids_deinit(&exercise->ids);
	free(exercise->messages.list);
	free(exercise->simcell.seqs);
	attachments_deinit(&exercise->attachments);
	pair_set_deinit(&exercise->readings);
	msel_deinit(&exercise->msel);
	cast_deinit(&exercise->cast);
	free(exercise->id);
	free(exercise->title);
	free(exercise);
}

/* --- the digest --- */

/* What is in the digest by itself, and whose function says what of it. */
#define OBJECTS(ROW)                                                                               \
	ROW(TEAM, team)                                                                            \
	ROW(INJECT, inject)                                                                        \
	ROW(PARTICIPANT, participant)                                                              \
	ROW(INVITE, invite)                                                                        \
	ROW(THREAD, thread)                                                                        \
	ROW(ATTACHMENT, attachment)                                                                \
	ROW(NAME, name)                                                                            \
	ROW(LIBRARY, library_part)                                                                 \
	ROW(STORY, story)                                                                          \
	ROW(CONDITION, condition)                                                                  \
	ROW(CASE, case)                                                                            \
	ROW(HOLDINGS, holdings)                                                                    \
	ROW(CONSENT, consent)                                                                      \
	ROW(REQUEST, request)                                                                      \
	ROW(QUEUE, queue)                                                                          \
	ROW(BOOKING, booking)                                                                      \
	ROW(QUESTIONNAIRE, questionnaire)                                                          \
	ROW(WELFARE, welfare)

void exercise_write_object(struct digest_node *node, struct digest_form *form)
{
	/* each object begins with its node */
	void *object = node;
	switch (node->kind) {
#define WRITE(KIND, noun)                                                                          \
	case DIGEST_##KIND:                                                                        \
		noun##_digest(object, form);                                                       \
		break;
		OBJECTS(WRITE)
	case DIGEST_STATE:
		break;
	}
}

void exercise_digest(struct exercise *exercise, uint8_t out[DIGEST_SIZE])
{
	struct digest_form form = {.hash = exercise->hash};
	digest_settle(&exercise->digest, exercise->hash, exercise_write_object);
	digest_put(&form, DIGEST_STATE);
	for (int i = 0; i < 4; i++) {
		digest_put(&form, exercise->digest.sum[i]);
	}
	digest_put(&form, exercise->head);
	digest_put(&form, (uint64_t)exercise->last_wall_ms);
	digest_put(&form, (uint64_t)exercise->last_exercise_ms);
	digest_put(&form, exercise->ready);
	digest_put_text(&form, exercise_id(exercise));
	clock_digest(&exercise->clock, &form);
	digest_put(&form, exercise->msel.overdue);
	digest_put(&form, (uint64_t)exercise->msel.stagger_ms);
	digest_put(&form, exercise->simcell.count);
	digest_put(&form, exercise->simcell.sum);
	if (exercise->msel.shifts != 0) {
		digest_put(&form, exercise->msel.shifts);
		digest_put(&form, exercise->msel.shifted_by);
	}
	exercise->hash(form.bytes, form.len, out);
}

/* --- reading the state --- */

size_t exercise_team_count(const struct exercise *exercise)
{
	return exercise->cast.team_count;
}

uint64_t exercise_head(const struct exercise *exercise)
{
	return exercise->head;
}

int64_t exercise_last_wall_ms(const struct exercise *exercise)
{
	return exercise->last_wall_ms;
}

const char *exercise_title(const struct exercise *exercise)
{
	return exercise->title != NULL ? exercise->title : "";
}

int64_t exercise_duration(const struct exercise *exercise)
{
	return exercise->duration_ms;
}

bool exercise_is_ready(const struct exercise *exercise)
{
	return exercise->ready;
}

uint32_t exercise_engine_version(const struct exercise *exercise)
{
	return exercise->engine_version;
}

enum exercise_phase exercise_phase(const struct exercise *exercise)
{
	return exercise->clock.phase;
}

bool exercise_is_under_way(const struct exercise *exercise)
{
	return clock_is_under_way(&exercise->clock);
}

int64_t exercise_next_due(const struct exercise *exercise)
{
	int64_t due_ms = exercise->clock.phase == PHASE_RUNNING ? due_next(exercise) : INT64_MAX;
	if (due_ms == INT64_MAX) {
		return INT64_MAX;
	}
	int64_t wall_ms = clock_wall(&exercise->clock, due_ms);
	return wall_ms > exercise->last_wall_ms ? wall_ms : exercise->last_wall_ms;
}

bool exercise_is_seal_point(const Convene__V1__Event *event, uint64_t seq)
{
	return seal_point_kind(event->body_case) || (seq > 0 && seq % SEAL_EVERY == 0);
}

bool exercise_standing(
    const struct exercise *exercise, uint64_t participant_id, struct standing *out)
{
	const struct participant *participant = participant_find(exercise, participant_id);
	if (participant == NULL) {
		return false;
	}
	memset(out, 0, sizeof *out);
	out->viewer = (struct viewer){.role = participant->role, .team = participant->team};
	out->team_id = participant_team_id(exercise, participant);
	out->invite_id = participant->invite_id;
	out->removed = participant->removed;
	out->joined_seq = participant->joined_seq;
	audience_of_participant(participant->role, &out->joined_audience);
	return true;
}

bool exercise_invite(
    const struct exercise *exercise, uint64_t invite_id, struct invite_standing *out)
{
	const struct invite *invite = invite_find(exercise, invite_id);
	if (invite == NULL) {
		return false;
	}
	*out = (struct invite_standing){.role = invite->role,
	    .team_id = invite_team_id(exercise, invite),
	    .personal = invite->personal,
	    .revoked = invite->revoked,
	    .participant_id = invite->participant_id};
	return true;
}

size_t exercise_invite_count(const struct exercise *exercise)
{
	return exercise->invites.count;
}

uint64_t exercise_invite_at(const struct exercise *exercise, size_t index)
{
	return ((const struct invite *)exercise->invites.list[index])->id;
}

size_t exercise_invites_left(const struct exercise *exercise)
{
	size_t count = exercise->invites.count;
	return count < INVITES_MAX ? INVITES_MAX - count : 0;
}

bool exercise_may_see_attachment(
    const struct exercise *exercise, const struct viewer *viewer, const uint8_t sha256[32])
{
	const struct attachment *attachment = attachments_find(&exercise->attachments, sha256);
	return attachment != NULL && audience_allows(&attachment->audience, viewer);
}

bool exercise_refers_to_attachment(const struct exercise *exercise, const uint8_t sha256[32])
{
	return attachments_find(&exercise->attachments, sha256) != NULL;
}

bool exercise_record_is_released(const struct exercise *exercise, int team)
{
	return team >= 0 && (size_t)team < exercise->cast.team_count &&
	       exercise->cast.teams[team]->record_released;
}

bool exercise_welfare(
    const struct exercise *exercise, uint64_t participant_id, struct welfare_standing *out)
{
	const struct participant *participant = participant_find(exercise, participant_id);
	const struct welfare_call *call = participant != NULL ? participant->welfare : NULL;
	if (call == NULL) {
		return false;
	}
	*out = (struct welfare_standing){.open = call->open,
	    .calls = call->calls,
	    .raised = call->raised,
	    .answered = call->answered,
	    .text = text_or_empty(call->text)};
	return true;
}

uint64_t exercise_document_room(const struct exercise *exercise, int team, uint64_t limit)
{
	uint64_t part =
	    shares_part(exercise, team, limit, exercise->shares.scenario.document_bytes);
	uint64_t used = shares_of(exercise, team)->document_bytes;
	return used < part ? part - used : 0;
}
