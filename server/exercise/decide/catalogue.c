/*
 * What everybody is told of the scenario: the lists that are named at the end of this file and
 * nothing else, so that a list which is added to Scenario stays with staff until somebody names it
 * here. Interpreters are copied without what players are to find out. Parts share the scenario's
 * own messages; all that is copied is in the arena.
 */
#include "server/exercise/decide/catalogue.h"

#include "convene/v1/event.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "convene/v1/simcell.pb-c.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/parting.h"

static void draft_part(const struct parting *parting)
{
	Convene__V1__CatalogueIssued *body =
	    DRAFT_BODY(parting->deciding, CatalogueIssued, catalogue_issued);
	if (body != NULL) {
		body->part = parting->part;
		draft_event(parting->deciding, CONVENE__V1__EVENT__BODY_CATALOGUE_ISSUED, body);
	}
}

/* Copies without conflicts of interest and notes, which are for staff. */
static Convene__V1__Interpreter **interpreters_shown(
    struct deciding *deciding, const Convene__V1__Scenario *scenario)
{
	Convene__V1__Interpreter **shown =
	    draft_array(deciding, scenario->n_interpreters + 1, sizeof *shown);
	for (size_t i = 0; shown != NULL && i < scenario->n_interpreters; i++) {
		shown[i] = draft_copy(deciding, scenario->interpreters[i]);
		if (shown[i] == NULL) {
			return NULL;
		}
		shown[i]->n_conflicts = 0;
		shown[i]->conflicts = NULL;
		shown[i]->conflict_flag = draft_text(deciding, "");
		shown[i]->notes = NULL;
	}
	return shown;
}

void catalogue_draft(struct deciding *deciding, const Convene__V1__Scenario *scenario)
{
	Convene__V1__Scenario shown = *scenario;
	struct parting parting = {.deciding = deciding, .draft = draft_part};
	shown.interpreters = interpreters_shown(deciding, scenario);
	if (shown.interpreters == NULL) {
		return; /* the arena is used up */
	}
	parting_begin(&parting);
	PARTING_ADD(&parting, &shown, tracks);
	PARTING_ADD(&parting, &shown, instruments);
	PARTING_ADD(&parting, &shown, forms);
	PARTING_ADD(&parting, &shown, fields);
	PARTING_ADD(&parting, &shown, channel_rules);
	PARTING_ADD(&parting, &shown, interpreters);
	if (parting.bytes > 0) {
		parting_end(&parting);
	}
}
