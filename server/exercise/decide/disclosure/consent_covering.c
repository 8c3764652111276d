/*
 * A consent covers what it names: the receiver, and every one of the fields. Several that cover it
 * together do not; the newest one that does is what the event names.
 */
#include "server/exercise/decide/disclosure/consent_covering.h"

#include "server/exercise/decide/disclosure/disclosing.h"
#include "server/exercise/state/case/case.h"
#include "server/exercise/state/disclosure/consent.h"
#include "server/exercise/state/disclosure/disclosure.h"
#include "server/exercise/state/state.h"

static bool names_receiver(const struct consent *consent, const struct disclosing *disclosing)
{
	return set_has(&consent->teams, disclosing->to_team) ||
	       set_has(&consent->entities, disclosing->to_entity);
}

static bool names_fields(const struct consent *consent, const struct disclosing *disclosing)
{
	for (size_t i = 0; i < disclosing->field_count && !consent->all_fields; i++) {
		bool named = false;
		for (size_t j = 0; j < consent->field_count; j++) {
			named = named || consent->fields[j] == disclosing->fields[i];
		}
		if (!named) {
			return false;
		}
	}
	return true;
}

uint64_t consent_covering(const struct exercise *exercise, const struct disclosing *disclosing,
    const struct case_file *file)
{
	const struct dossier *dossier = dossier_find(&exercise->disclosures, file->id);
	for (size_t i = 0; dossier != NULL && i < dossier->consents.count; i++) {
		const struct consent *consent = consent_of(exercise, dossier, i);
		if (!consent->withdrawn && names_receiver(consent, disclosing) &&
		    names_fields(consent, disclosing)) {
			return consent->id;
		}
	}
	return 0;
}
