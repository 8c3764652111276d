/*
 * Values into the holdings. What somebody holds is never taken away again, so the digest is a sum
 * of one number for each value, to which the new one is added: no event costs more the more is
 * known.
 */
#include "server/exercise/state/disclosure/holding_apply.h"

#include "convene/v1/case.pb-c.h"
#include "convene/v1/common.pb-c.h"
#include "convene/v1/disclosure.pb-c.h"
#include "proto/list.h"
#include "proto/xalloc.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/hash.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/appliers.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/disclosure/disclosure.h"
#include "server/exercise/state/disclosure/holding.h"
#include "server/exercise/state/edit.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/state.h"

#include <string.h>

/* The holder of a new value. */
struct holding_new {
	struct holding holding;    /* all but `value` */
	const char *value;         /* borrowed: the event's */
	const char *field_id;      /* borrowed: the event's */
	const struct applying *by; /* borrowed: outlives the call */
};

void disclosures_touch(struct exercise *exercise)
{
	exercise->disclosures.holdings.node.kind = DIGEST_HOLDINGS;
	state_edit(exercise, &exercise->disclosures.holdings);
}

static uint64_t holding_sum(const struct exercise *exercise, const struct holding *holding)
{
	uint8_t hash[DIGEST_SIZE];
	exercise->hash(holding->value, strlen(holding->value), hash);
	uint64_t sum = 0;
	for (int i = 0; i < 8; i++) {
		sum = sum << 8 | hash[i];
	}
	sum = mix_pair(holding->since_seq, sum);
	sum = mix_pair(sum, holding->case_id);
	sum = mix_pair(sum, (uint64_t)holding->field);
	sum = mix_pair(sum, (uint64_t)(holding->team + 1));
	sum = mix_pair(sum, (uint64_t)(holding->entity + 1));
	sum = mix_pair(sum, (uint64_t)(holding->from_team + 1));
	sum = mix_pair(sum, holding->consent_id);
	return mix_pair(sum, (uint64_t)holding->exception);
}

static void holding_add(struct exercise *exercise, const struct holding_new *added)
{
	struct holdings *holdings = &exercise->disclosures.holdings;
	struct holding holding = added->holding;
	holding.field = library_index(&exercise->library, LIBRARY_FIELD, added->field_id);
	bool somebody = (holding.team >= 0) != (holding.entity >= 0);
	if (holding.field < 0 || !somebody || case_find(exercise, holding.case_id) == NULL) {
		return;
	}
	const struct holding *before = holding_of(exercise, holding.case_id, &holding);
	if (before != NULL && strcmp(before->value, added->value) == 0) {
		return;
	}
	holding.since_seq = added->by->seq;
	holding.since_ms = added->by->event->exercise_ms;
	holding.since_story_ms = added->by->event->story_ms;
	holding.value = xstrdup(added->value);
	places_add(
	    &dossier_make(&exercise->disclosures, holding.case_id)->holdings, holdings->count);
	*LIST_ADD(holdings->list, holdings->count, holdings->cap) = holding;
	holdings->sum += holding_sum(exercise, &holding);
	disclosures_touch(exercise);
}

void apply_fields_disclosed(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__FieldsDisclosed *body = applying->event->fields_disclosed;
	struct end to = cast_end(&exercise->cast, body->to);
	/* one disclosure may be of several cases, an event each */
	state_name(exercise, applying, body->disclosure_id);
	struct holding holding = {.case_id = body->case_id,
	    .team = to.team,
	    .entity = to.entity,
	    .from_team = cast_team(&exercise->cast, body->from_team_id),
	    .consent_id = body->consent_id,
	    .exception = body->exception};
	for (size_t i = 0; i < body->n_values && i < DISCLOSURE_FIELDS_MAX; i++) {
		struct holding_new added = {.holding = holding,
		    .value = body->values[i]->value,
		    .field_id = body->values[i]->field,
		    .by = applying};
		holding_add(exercise, &added);
	}
}

void apply_field_recorded(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__FieldRecorded *body = applying->event->field_recorded;
	if (body->value == NULL) {
		return;
	}
	struct holding_new added = {.holding = {.case_id = body->case_id,
	                                .team = cast_team(&exercise->cast, body->team_id),
	                                .entity = -1,
	                                .from_team = NO_TEAM},
	    .value = body->value->value,
	    .field_id = body->value->field,
	    .by = applying};
	holding_add(exercise, &added);
}
