#include "server/exercise/disclosure/disclosure.h"

#include "proto/xalloc.h"
#include "server/exercise/check.h"
#include "server/exercise/disclosure/disclosing.h"
#include "server/exercise/state.h"

void disclosures_deinit(struct disclosures *disclosures)
{
	for (size_t i = 0; i < disclosures->holdings.count; i++) {
		free(disclosures->holdings.list[i].value);
	}
	for (size_t i = 0; i < disclosures->consents.count; i++) {
		struct consent *consent = disclosures->consents.entries[i].object;
		free(consent->fields);
		free(consent);
	}
	for (size_t i = 0; i < disclosures->dossier_count; i++) {
		free(disclosures->dossiers[i].holdings.list);
		free(disclosures->dossiers[i].consents.list);
		free(disclosures->dossiers[i].referrals.list);
	}
	free(disclosures->holdings.list);
	free(disclosures->referrals);
	free(disclosures->dossiers);
	seq_index_deinit(&disclosures->consents);
	memset(disclosures, 0, sizeof *disclosures);
}

void holdings_digest(const struct holdings *holdings, struct digest_form *form)
{
	digest_put(form, holdings->count);
	digest_put(form, holdings->sum);
	digest_put(form, holdings->referrals_sum);
}

void disclosures_touch(struct exercise *exercise)
{
	exercise->disclosures.holdings.node.kind = DIGEST_HOLDINGS;
	digest_touch(&exercise->digest, &exercise->disclosures.holdings.node);
}

/* --- dossiers --- */

/* Where a case's dossier is, or would be. */
static size_t dossier_place(const struct disclosures *disclosures, uint64_t case_id)
{
	size_t low = 0, high = disclosures->dossier_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (disclosures->dossiers[middle].case_id < case_id) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

const struct dossier *dossier_find(const struct disclosures *disclosures, uint64_t case_id)
{
	size_t place = dossier_place(disclosures, case_id);
	bool found =
	    place < disclosures->dossier_count && disclosures->dossiers[place].case_id == case_id;
	return found ? &disclosures->dossiers[place] : NULL;
}

struct dossier *dossier_make(struct disclosures *disclosures, uint64_t case_id)
{
	size_t place = dossier_place(disclosures, case_id);
	if (place == disclosures->dossier_count ||
	    disclosures->dossiers[place].case_id != case_id) {
		disclosures->dossiers =
		    array_room(disclosures->dossiers, disclosures->dossier_count,
		        &disclosures->dossier_cap, sizeof *disclosures->dossiers);
		memmove(&disclosures->dossiers[place + 1], &disclosures->dossiers[place],
		    (disclosures->dossier_count - place) * sizeof *disclosures->dossiers);
		disclosures->dossiers[place] = (struct dossier){.case_id = case_id};
		disclosures->dossier_count++;
	}
	return &disclosures->dossiers[place];
}

void places_add(struct places *places, size_t place)
{
	places->list = array_room(places->list, places->count, &places->cap, sizeof *places->list);
	places->list[places->count++] = place;
}

/* --- holdings --- */

/* What a team (or an entity) knows of a field; NULL: nothing. */
static const struct holding *holding_of(
    const struct exercise *exercise, uint64_t case_id, const struct holding *whose)
{
	const struct disclosures *disclosures = &exercise->disclosures;
	const struct dossier *dossier = dossier_find(disclosures, case_id);
	for (size_t i = dossier != NULL ? dossier->holdings.count : 0; i > 0; i--) {
		const struct holding *holding =
		    &disclosures->holdings.list[dossier->holdings.list[i - 1]];
		if (holding->field == whose->field && holding->team == whose->team &&
		    holding->entity == whose->entity) {
			return holding;
		}
	}
	return NULL;
}

const struct holding *holding_of_team(
    const struct exercise *exercise, uint64_t case_id, int field, int team)
{
	struct holding whose = {.field = field, .team = team, .entity = -1};
	return holding_of(exercise, case_id, &whose);
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

void holding_add(struct exercise *exercise, const struct holding_new *added)
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
	holding.since_ms = added->by->exercise_ms;
	holding.since_story_ms = added->by->story_ms;
	holding.value = xstrdup(added->value);
	holdings->list =
	    array_room(holdings->list, holdings->count, &holdings->cap, sizeof *holdings->list);
	places_add(
	    &dossier_make(&exercise->disclosures, holding.case_id)->holdings, holdings->count);
	holdings->list[holdings->count++] = holding;
	holdings->sum += holding_sum(exercise, &holding);
	disclosures_touch(exercise);
}

/* --- RecordField --- */

static bool check_value(struct deciding *deciding, const Convene__V1__FieldValue *value)
{
	const struct library *library = &deciding->exercise->library;
	if (value == NULL || *text_or_empty(value->field) == '\0') {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "the field is missing; name one");
	}
	if (library_index(library, LIBRARY_FIELD, value->field) < 0) {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND,
		    "there is no field \"%s\"; the catalogue has them all", value->field);
	}
	return check_filled(deciding, text_or_empty(value->value), FIELD_BYTES_MAX, "the value");
}

static bool check_room(struct deciding *deciding, uint64_t case_id)
{
	const struct disclosures *disclosures = &deciding->exercise->disclosures;
	const struct dossier *dossier = dossier_find(disclosures, case_id);
	if (disclosures->holdings.count < HOLDINGS_MAX &&
	    (dossier == NULL || dossier->holdings.count < HOLDINGS_OF_CASE_MAX)) {
		return true;
	}
	return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_QUOTA,
	    "so much is recorded of the case, or in the exercise, that nothing can be added");
}

void holding_decide_record(struct deciding *deciding)
{
	const Convene__V1__RecordField *command = deciding->command->record_field;
	if (!check_in_play(
	        deciding, "record fields after STARTEX", "nothing can be recorded any more") ||
	    check_case(deciding, command->case_id) == NULL ||
	    !check_value(deciding, command->value) ||
	    !check_text(deciding, text_or_empty(command->source), LINE_BYTES_MAX, "the source") ||
	    !check_room(deciding, command->case_id)) {
		return;
	}
	Convene__V1__FieldRecorded *body = DRAFT_BODY(deciding, FieldRecorded, field_recorded);
	Convene__V1__FieldValue *value = DRAFT_BODY(deciding, FieldValue, field_value);
	if (body == NULL || value == NULL) {
		return;
	}
	value->field = draft_text(deciding, command->value->field);
	value->value = draft_text(deciding, command->value->value);
	body->case_id = command->case_id;
	body->value = value;
	body->team_id =
	    draft_text(deciding, exercise_team_id(deciding->exercise, deciding->actor->team));
	body->participant_id = deciding->actor->id;
	body->source = draft_text(deciding, command->source);
	draft_event(deciding, CONVENE__V1__EVENT__BODY_FIELD_RECORDED, body);
}

void holding_apply_recorded(struct exercise *exercise, const struct applying *applying)
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
	    .by = applying->event};
	holding_add(exercise, &added);
}
