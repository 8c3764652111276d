/* All is counted in one place, by what there is more of after an event than before; but documents
 * and what is known of cases by what the event brings, whether or not others have the same: nobody
 * is to find that out. */
#include "server/exercise/state/shares_apply.h"

#include "convene/v1/event.pb-c.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/state.h"

void shares_tally(const struct exercise *exercise, struct share *tally)
{
	const struct disclosures *disclosures = &exercise->disclosures;
	*tally = (struct share){
	    .used =
	        {
	            [SHARE_THREADS] = exercise->threads.count,
	            [SHARE_ATTACHMENTS] = exercise->attachments.map.count,
	            [SHARE_CASES] = exercise->cases.count,
	            [SHARE_REQUESTS] = exercise->requests.list.count,
	            [SHARE_CONSENTS] = disclosures->consents.count,
	            [SHARE_REFERRALS] = disclosures->referral_count,
	            [SHARE_HOLDINGS] = disclosures->holdings.count,
	            [SHARE_BOOKINGS] = exercise->interpreters.bookings.count,
	            [SHARE_PARTICIPANTS] = exercise->participants.count,
	        },
	    .document_bytes = exercise->attachments.bytes,
	};
}

/* Whose the event is. */
static struct share *share_of(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__Event *event = applying->event;
	uint64_t id = event->body_case == CONVENE__V1__EVENT__BODY_PARTICIPANT_JOINED
	                  ? event->participant_joined->participant_id
	                  : applying->envelope->actor_id;
	const struct participant *actor = participant_find(exercise, id);
	return actor != NULL && actor->team >= 0 && actor->team < TEAMS_MAX
	           ? &exercise->shares.teams[actor->team]
	           : &exercise->shares.staff;
}

/* Values that the event brings, also those that its receiver holds already. */
static uint64_t values_of(const Convene__V1__Event *event)
{
	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_FIELD_RECORDED:
		return 1;
	case CONVENE__V1__EVENT__BODY_FIELDS_DISCLOSED:
		return event->fields_disclosed->n_values;
	default:
		return 0;
	}
}

static void add_more(struct share *share, const struct share *before, const struct share *after)
{
	for (size_t i = 0; i < SHARE_KINDS; i++) {
		share->used[i] += after->used[i] - before->used[i];
	}
	share->document_bytes += after->document_bytes - before->document_bytes;
}

void shares_apply(
    struct exercise *exercise, const struct applying *applying, const struct share *before)
{
	const Convene__V1__Event *event = applying->event;
	struct share after;
	shares_tally(exercise, &after);
	if (!exercise->ready || event->body_case == CONVENE__V1__EVENT__BODY_SCENARIO_LOADED) {
		add_more(&exercise->shares.scenario, before, &after);
		return;
	}
	struct share *share = share_of(exercise, applying);
	after.used[SHARE_ATTACHMENTS] = before->used[SHARE_ATTACHMENTS];
	after.document_bytes = before->document_bytes;
	after.used[SHARE_HOLDINGS] = before->used[SHARE_HOLDINGS] + values_of(event);
	add_more(share, before, &after);
	if (event->body_case == CONVENE__V1__EVENT__BODY_ATTACHMENT_STORED &&
	    event->attachment_stored->attachment != NULL) {
		share->used[SHARE_ATTACHMENTS]++;
		share->document_bytes += event->attachment_stored->attachment->size_bytes;
	}
}

const struct share *shares_of(const struct exercise *exercise, int team)
{
	return team >= 0 && team < TEAMS_MAX ? &exercise->shares.teams[team]
	                                     : &exercise->shares.staff;
}

uint64_t shares_part(const struct exercise *exercise, int team, uint64_t limit, uint64_t declared)
{
	return team == NO_TEAM ? share_of_staff(limit, declared)
	                       : share_of_team(limit, declared, exercise->cast.team_count);
}
