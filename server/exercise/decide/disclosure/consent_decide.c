/*
 * What a person consents to, and takes back. Recipients are names of several kinds, so each is
 * tried as it will be applied. Players are not to learn who speaks for the person.
 */
#include "convene/v1/disclosure.pb-c.h"
#include "server/exercise/decide/case/case_reference.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/case/case.h"
#include "server/exercise/state/disclosure/consent_apply.h"
#include "server/exercise/state/disclosure/disclosure.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/state.h"

#include <inttypes.h>

static bool check_recipients(struct deciding *deciding, const Convene__V1__RecordConsent *command)
{
	if (command->n_recipients == 0) {
		return REFUSE(deciding, INVALID,
		    "nobody is named to whom data may go; name a team, an entity, a country or "
		    "an agency");
	}
	if (!check_count(deciding, command->n_recipients, CONSENT_RECIPIENTS_MAX, "recipients")) {
		return false;
	}
	for (size_t i = 0; i < command->n_recipients; i++) {
		struct consent nobody = {.id = 0};
		const char *name = command->recipients[i];
		if (!consent_recipient_add(deciding->exercise, name, &nobody)) {
			return check_no_party(deciding, "team, entity, country or agency",
			    PARTY_TEAMS | PARTY_ENTITIES, name);
		}
	}
	return true;
}

/* --- RecordConsent, WithdrawConsent --- */

static bool check_consent(struct deciding *deciding, const Convene__V1__RecordConsent *command)
{
	if (!check_share(deciding, SHARE_CONSENTS)) {
		return false;
	}
	const struct dossier *dossier =
	    dossier_find(&deciding->exercise->disclosures, command->case_id);
	if (dossier != NULL && dossier->consents.count >= CONSENTS_OF_CASE_MAX) {
		return REFUSE(deciding, QUOTA, "case %" PRIu64 " has its %d consents already",
		    command->case_id, CONSENTS_OF_CASE_MAX);
	}
	int fields[DISCLOSURE_FIELDS_MAX];
	return check_language(deciding, command->language) &&
	       check_text(deciding, command->interpreter, LINE_BYTES_MAX, "the interpreter") &&
	       check_fields(deciding, command->fields, command->n_fields, fields) &&
	       check_recipients(deciding, command) &&
	       check_text(deciding, command->purpose, LINE_BYTES_MAX, "the purpose") &&
	       check_text(deciding, command->words, TEXT_BYTES_MAX, "what the person said");
}

void decide_record_consent(struct deciding *deciding)
{
	const Convene__V1__RecordConsent *command = deciding->command->record_consent;
	if (!check_in_play(
	        deciding, "record consent after STARTEX", "no consent can be recorded any more") ||
	    check_case(deciding, command->case_id) == NULL || !check_consent(deciding, command)) {
		return;
	}
	DRAFT(deciding, CONSENT_RECORDED, ConsentRecorded, .consent_id = draft_id(deciding),
	    .case_id = command->case_id, .team_id = own_team_id(deciding),
	    .participant_id = deciding->actor->id, .language = command->language,
	    .interpreter = command->interpreter, .fields = command->fields,
	    .n_fields = command->n_fields, .recipients = command->recipients,
	    .n_recipients = command->n_recipients, .purpose = command->purpose,
	    .words = command->words);
}

/* A consent of a case that the player's team has; simulators speak for the person. */
static const struct consent *check_visible_consent(struct deciding *deciding, uint64_t id)
{
	const struct consent *consent = consent_find(deciding->exercise, id);
	const struct case_file *file =
	    consent != NULL ? case_find(deciding->exercise, consent->case_id) : NULL;
	bool player = by_player(deciding);
	if (file == NULL || (player && !set_has(&file->teams, deciding->actor->team))) {
		REFUSE(deciding, NOT_FOUND, "there is no consent %" PRIu64 " for you", id);
		return NULL;
	}
	return consent;
}

void decide_withdraw_consent(struct deciding *deciding)
{
	const Convene__V1__WithdrawConsent *command = deciding->command->withdraw_consent;
	if (!check_in_play(deciding, "withdraw consent after STARTEX",
	        "no consent can be withdrawn any more") ||
	    !check_text(deciding, command->words, TEXT_BYTES_MAX, "what the person said")) {
		return;
	}
	const struct consent *consent = check_visible_consent(deciding, command->consent_id);
	if (consent == NULL) {
		return;
	}
	if (consent->withdrawn) {
		REFUSE(deciding, WRONG_STATE, "consent %" PRIu64 " was withdrawn already",
		    consent->id);
		return;
	}
	/* players are not to learn who speaks for the person */
	bool player = by_player(deciding);
	DRAFT(deciding, CONSENT_WITHDRAWN, ConsentWithdrawn, .consent_id = consent->id,
	    .case_id = consent->case_id, .words = command->words,
	    .team_id = player ? own_team_id(deciding) : NULL,
	    .participant_id = player ? deciding->actor->id : 0);
}
