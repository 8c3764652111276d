/*
 * Calls for welfare into the state. All that somebody calls before an answer is one call; what the
 * digest has of them is their number and a sum, of those that are open and of those that were
 * answered.
 */
#include "convene/v1/event.pb-c.h"
#include "proto/xalloc.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/state/appliers.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/edit.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/outcome.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/state.h"
#include "server/exercise/state/welfare.h"

static void touch(struct exercise *exercise)
{
	exercise->welfare.node.kind = DIGEST_WELFARE;
	state_edit(exercise, &exercise->welfare);
}

static struct welfare_moment moment_of(const Convene__V1__Event *event)
{
	return (struct welfare_moment){
	    .wall_ms = event->wall_ms, .exercise_ms = event->exercise_ms};
}

void apply_welfare_raised(struct exercise *exercise, const struct applying *applying)
{
	struct welfare *welfare = &exercise->welfare;
	struct participant *participant =
	    participant_edit(exercise, applying->event->welfare_raised->participant_id);
	if (participant == NULL) {
		return; /* the server's administration */
	}
	struct welfare_call *call = participant->welfare;
	if (call == NULL || !call->open) {
		welfare_call_free(call);
		call = participant->welfare = xcalloc(1, sizeof *call);
		*call = (struct welfare_call){
		    .first_seq = applying->seq, .raised = moment_of(applying->event), .open = true};
		welfare->open++;
	} else {
		welfare->open_sum -= mix_pair(call->first_seq, call->calls);
	}
	call->calls++;
	call->last_seq = applying->seq;
	welfare->open_sum += mix_pair(call->first_seq, call->calls);
	touch(exercise);
}

void apply_welfare_answered(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__WelfareAnswered *body = applying->event->welfare_answered;
	const struct participant *participant = participant_find(exercise, body->participant_id);
	struct welfare_call *call = participant != NULL ? participant->welfare : NULL;
	struct welfare *welfare = &exercise->welfare;
	if (call == NULL || !call->open) {
		return;
	}
	call->open = false;
	call->answered = moment_of(applying->event);
	call->text = xstrdup(body->text);
	welfare->open--;
	welfare->open_sum -= mix_pair(call->first_seq, call->calls);
	welfare->answered++;
	welfare->answered_sum += mix_pair(applying->seq, body->participant_id);
	touch(exercise);
}
