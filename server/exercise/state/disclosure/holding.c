/*
 * What a holder knows of a field is the newest entry that says so; older ones stay, for whoever
 * asks who knew what when. A case's own entries are looked through from the end: there are
 * HOLDINGS_OF_CASE_MAX of them at most.
 */
#include "server/exercise/state/disclosure/holding.h"

#include "server/exercise/state/disclosure/disclosure.h"
#include "server/exercise/state/state.h"

/* --- holdings --- */

const struct holding *holding_of(
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
