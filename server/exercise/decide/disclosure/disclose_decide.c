/*
 * Disclosing, for every command that does so: sharing a case comes here with case and receiver
 * found already. First all of the check, then the warnings for all cases, then the drafts, case by
 * case: an event is about one case, and what it breaks is flagged right after it. The events of one
 * disclosure have a number in common, that of the first. Only what the team holds can be passed on,
 * in every one of the cases; its value is the one held now.
 */
#include "server/exercise/decide/disclosure/disclose_decide.h"

#include "convene/v1/common.pb-c.h"
#include "convene/v1/disclosure.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "server/exercise/decide/case/case_reference.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/disclosure/breach.h"
#include "server/exercise/decide/disclosure/consent_covering.h"
#include "server/exercise/decide/disclosure/disclosing.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/warning.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/case/case.h"
#include "server/exercise/state/disclosure/disclosure.h"
#include "server/exercise/state/disclosure/holding.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/state.h"

#include <inttypes.h>

/* Every field is one whose value the team holds, in every case. */
static bool check_held(struct deciding *deciding, const struct disclosing *disclosing)
{
	for (size_t i = 0; i < disclosing->case_count; i++) {
		uint64_t case_id = disclosing->files[i]->id;
		for (size_t j = 0; j < disclosing->field_count; j++) {
			if (holding_of_team(deciding->exercise, case_id, disclosing->fields[j],
			        disclosing->from_team) == NULL) {
				return REFUSE(deciding, NOT_FOUND,
				    "your team holds no \"%s\" in case %" PRIu64
				    "; record it first, or leave it out",
				    disclosing->command->fields[j], case_id);
			}
		}
	}
	return true;
}

/* Room for what the receiver learns. */
static bool check_room(struct deciding *deciding, const struct disclosing *disclosing)
{
	const struct disclosures *disclosures = &deciding->exercise->disclosures;
	size_t each = disclosing->field_count;
	bool room = true;
	if (!check_share_of(
	        deciding, disclosing->from_team, SHARE_HOLDINGS, each * disclosing->case_count)) {
		return false;
	}
	for (size_t i = 0; i < disclosing->case_count && room && each > 0; i++) {
		const struct dossier *dossier = dossier_find(disclosures, disclosing->files[i]->id);
		room = dossier == NULL || dossier->holdings.count + each <= HOLDINGS_OF_CASE_MAX;
	}
	return room ||
	       REFUSE(deciding, QUOTA, "so much is known of a case that nothing can be passed on");
}

static bool check_exception(struct deciding *deciding, const Convene__V1__Disclose *command)
{
	const char *reason = command->exception_reason;
	if (command->exception ==
	    CONVENE__V1__DISCLOSURE_EXCEPTION__DISCLOSURE_EXCEPTION_UNSPECIFIED) {
		return *reason == '\0' ||
		       REFUSE(deciding, INVALID,
		           "a reason is given for no exception; name the exception, or leave the "
		           "reason out");
	}
	return check_enum(deciding, &convene__v1__disclosure_exception__descriptor,
	           (int)command->exception, "the exception") &&
	       check_filled(deciding, reason, LINE_BYTES_MAX, "the reason for the exception");
}

bool disclosing_check(struct deciding *deciding, struct disclosing *disclosing)
{
	const Convene__V1__Disclose *command = disclosing->command;
	bool channel = command->channel == CONVENE__V1__CHANNEL__CHANNEL_UNSPECIFIED ||
	               check_enum(deciding, &convene__v1__channel__descriptor,
	                   (int)command->channel, "channel");
	disclosing->field_count = command->n_fields;
	return channel &&
	       check_fields(deciding, command->fields, command->n_fields, disclosing->fields) &&
	       check_text(deciding, command->purpose, LINE_BYTES_MAX, "the purpose") &&
	       check_text(deciding, command->legal_basis, LINE_BYTES_MAX, "the legal basis") &&
	       check_exception(deciding, command) && check_held(deciding, disclosing) &&
	       check_room(deciding, disclosing);
}

static void add_values(struct deciding *deciding, const struct disclosing *disclosing,
    const struct case_file *file, Convene__V1__FieldsDisclosed *body)
{
	body->values =
	    draft_array(deciding, disclosing->field_count + 1, sizeof(Convene__V1__FieldValue *));
	for (size_t i = 0; body->values != NULL && i < disclosing->field_count; i++) {
		const struct holding *held = holding_of_team(
		    deciding->exercise, file->id, disclosing->fields[i], disclosing->from_team);
		Convene__V1__FieldValue *value = DRAFT_PART(deciding, FieldValue, field_value,
		    .field = disclosing->command->fields[i],
		    .value = held != NULL ? held->value : NULL);
		if (value != NULL && held != NULL) {
			body->values[body->n_values++] = value;
		}
	}
}

static uint64_t draft_case(struct deciding *deciding, const struct disclosing *disclosing,
    const struct case_file *file, uint64_t disclosure_id)
{
	const Convene__V1__Disclose *command = disclosing->command;
	Convene__V1__FieldsDisclosed *body =
	    DRAFT_BODY(deciding, FieldsDisclosed, fields_disclosed);
	if (body == NULL) {
		return 0;
	}
	body->case_id = file->id;
	body->from_team_id = draft_text(deciding, deciding->cast->teams[disclosing->from_team]->id);
	body->to = draft_party(
	    deciding, (struct end){.team = disclosing->to_team, .entity = disclosing->to_entity});
	body->participant_id = deciding->actor->id;
	add_values(deciding, disclosing, file, body);
	body->purpose = draft_text(deciding, command->purpose);
	body->legal_basis = draft_text(deciding, command->legal_basis);
	body->channel = command->channel;
	body->consent_id = consent_covering(deciding->exercise, disclosing, file);
	body->exception = command->exception;
	body->exception_reason = draft_text(deciding, command->exception_reason);
	body->reference = draft_text(deciding, file->reference);
	body->disclosure_id = disclosure_id;
	return draft_event(deciding, CONVENE__V1__EVENT__BODY_FIELDS_DISCLOSED, body);
}

void disclosing_draft(struct deciding *deciding, const struct disclosing *disclosing)
{
	uint64_t disclosure_id = draft_id(deciding);
	for (size_t i = 0; i < disclosing->case_count; i++) {
		const struct case_file *file = disclosing->files[i];
		struct warnings warnings = {.deciding = deciding};
		breach_warn(&warnings, disclosing, file);
		struct flagging flagging = {.case_id = file->id,
		    .team_id = deciding->cast->teams[disclosing->from_team]->id,
		    .by_seq = draft_case(deciding, disclosing, file, disclosure_id)};
		warnings_flag(&warnings, &flagging);
	}
}

/* --- Disclose --- */

static bool check_cases(struct deciding *deciding, struct disclosing *disclosing)
{
	const Convene__V1__Disclose *command = disclosing->command;
	if (command->n_case_ids == 0) {
		return REFUSE(deciding, INVALID, "no case is named; name at least one");
	}
	if (!check_count(deciding, command->n_case_ids, DISCLOSURE_CASES_MAX, "cases")) {
		return false;
	}
	for (size_t i = 0; i < command->n_case_ids; i++) {
		const struct case_file *file = check_case(deciding, command->case_ids[i]);
		if (file == NULL) {
			return false;
		}
		for (size_t j = 0; j < i; j++) {
			if (disclosing->files[j] == file) {
				return REFUSE(deciding, INVALID,
				    "case %" PRIu64 " is named twice; name it once", file->id);
			}
		}
		disclosing->files[disclosing->case_count++] = file;
	}
	return true;
}

static bool check_receiver(struct deciding *deciding, struct disclosing *disclosing)
{
	struct end to;
	if (!check_receiving(deciding, disclosing->command->to,
	        "the receiver is missing; name a team or an entity in `to`", &to)) {
		return false;
	}
	disclosing->to_team = to.team;
	disclosing->to_entity = to.entity;
	return to.team == NO_TEAM || to.team != disclosing->from_team ||
	       REFUSE(deciding, INVALID,
	           "your team has it already; name another team or an entity in `to`");
}

void decide_disclose(struct deciding *deciding)
{
	struct disclosing disclosing = {.command = deciding->command->disclose,
	    .from_team = deciding->actor->team,
	    .to_team = NO_TEAM,
	    .to_entity = -1};
	struct warnings warnings = {.deciding = deciding};
	if (!check_in_play(
	        deciding, "disclose after STARTEX", "nothing can be disclosed any more") ||
	    !check_cases(deciding, &disclosing) || !check_receiver(deciding, &disclosing) ||
	    !disclosing_check(deciding, &disclosing)) {
		return;
	}
	breach_warn_all(&warnings, &disclosing);
	if (warnings_pass(&warnings, disclosing.command->anyway)) {
		disclosing_draft(deciding, &disclosing);
	}
}
