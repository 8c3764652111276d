/*
 * A team writes down what it has learnt of a person.
 */
#include "convene/v1/case.pb-c.h"
#include "convene/v1/disclosure.pb-c.h"
#include "server/exercise/decide/case/case_reference.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/disclosure/disclosure.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/state.h"

/* --- RecordField --- */

static bool check_value(struct deciding *deciding, const Convene__V1__FieldValue *value)
{
	if (value == NULL || *value->field == '\0') {
		return REFUSE(deciding, INVALID, "the field is missing; name one");
	}
	return check_field(deciding, value->field) >= 0 &&
	       check_filled(deciding, value->value, FIELD_BYTES_MAX, "the value");
}

static bool check_room(struct deciding *deciding, uint64_t case_id)
{
	const struct disclosures *disclosures = &deciding->exercise->disclosures;
	const struct dossier *dossier = dossier_find(disclosures, case_id);
	if (!check_share(deciding, SHARE_HOLDINGS)) {
		return false;
	}
	return dossier == NULL || dossier->holdings.count < HOLDINGS_OF_CASE_MAX ||
	       REFUSE(deciding, QUOTA, "so much is recorded of the case that nothing can be added");
}

void decide_record_field(struct deciding *deciding)
{
	const Convene__V1__RecordField *command = deciding->command->record_field;
	if (!check_in_play(
	        deciding, "record fields after STARTEX", "nothing can be recorded any more") ||
	    check_case(deciding, command->case_id) == NULL ||
	    !check_value(deciding, command->value) ||
	    !check_text(deciding, command->source, LINE_BYTES_MAX, "the source") ||
	    !check_room(deciding, command->case_id)) {
		return;
	}
	DRAFT(deciding, FIELD_RECORDED, FieldRecorded, .case_id = command->case_id,
	    .value = command->value, .team_id = own_team_id(deciding),
	    .participant_id = deciding->actor->id, .source = command->source);
}
