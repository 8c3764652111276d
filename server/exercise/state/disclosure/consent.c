/*
 * Consents of one case through its dossier, which has them in the order of their events: the newest
 * is the last.
 */
#include "server/exercise/state/disclosure/consent.h"

#include "server/exercise/state/case/case.h"
#include "server/exercise/state/disclosure/disclosure.h"
#include "server/exercise/state/state.h"

const struct consent *consent_of(
    const struct exercise *exercise, const struct dossier *dossier, size_t from_end)
{
	size_t place = dossier->consents.list[dossier->consents.count - 1 - from_end];
	return exercise->disclosures.consents.list[place];
}

bool consent_given(const struct exercise *exercise, const struct case_file *file)
{
	const struct dossier *dossier = dossier_find(&exercise->disclosures, file->id);
	for (size_t i = 0; dossier != NULL && i < dossier->consents.count; i++) {
		if (!consent_of(exercise, dossier, i)->withdrawn) {
			return true;
		}
	}
	return false;
}
