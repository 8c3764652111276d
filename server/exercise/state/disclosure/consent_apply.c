/*
 * Consents into the state. A word on a consent may name a team, an entity, a country or an agency,
 * and is resolved at once to all it stands for: who is covered is then a set, and no word is looked
 * up again.
 */
#include "server/exercise/state/disclosure/consent_apply.h"

#include "convene/v1/common.pb-c.h"
#include "convene/v1/disclosure.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "proto/reflect.h"
#include "proto/xalloc.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/state/appliers.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/disclosure/disclosure.h"
#include "server/exercise/state/edit.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/state.h"

#include <stdlib.h>
#include <string.h>

/* --- recipients: a team, an entity, a country or an agency --- */

static Convene__V1__Agency agency_called(const char *name)
{
	const ProtobufCEnumValue *value =
	    reflect_enum_value(&convene__v1__agency__descriptor, name, strlen(name));
	return value != NULL ? (Convene__V1__Agency)value->value
	                     : CONVENE__V1__AGENCY__AGENCY_UNSPECIFIED;
}

bool consent_recipient_add(
    const struct exercise *exercise, const char *name, struct consent *consent)
{
	const struct cast *cast = &exercise->cast;
	int team = cast_team(cast, name), entity = cast_entity(cast, name);
	int country = library_index(&exercise->library, LIBRARY_COUNTRY, name);
	Convene__V1__Agency agency = agency_called(name);
	set_add(&consent->teams, team);
	set_add(&consent->entities, entity);
	for (size_t i = 0; i < cast->team_count; i++) {
		if ((country >= 0 && cast->teams[i]->country == country) ||
		    (agency != 0 && cast->teams[i]->agency == agency)) {
			set_add(&consent->teams, (int)i);
		}
	}
	for (size_t i = 0; country >= 0 && i < library_count(&exercise->library, ENTITY); i++) {
		const Convene__V1__Entity *known =
		    library_at(&exercise->library, ENTITY, Entity, i);
		if (strcmp(known->country, name) == 0) {
			set_add(&consent->entities, cast_entity(cast, known->id));
		}
	}
	return team >= 0 || entity >= 0 || country >= 0 || agency != 0;
}

void apply_consent_recorded(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__ConsentRecorded *body = applying->event->consent_recorded;
	struct disclosures *disclosures = &exercise->disclosures;
	if (case_find(exercise, body->case_id) == NULL) {
		return;
	}
	struct consent *consent = xcalloc(1, sizeof *consent);
	consent->node.kind = DIGEST_CONSENT;
	consent->id = body->consent_id;
	consent->case_id = body->case_id;
	consent->all_fields = body->n_fields == 0;
	consent->fields = xcalloc(body->n_fields + 1, sizeof *consent->fields);
	for (size_t i = 0; i < body->n_fields; i++) {
		int field = library_index(&exercise->library, LIBRARY_FIELD, body->fields[i]);
		if (field >= 0) {
			consent->fields[consent->field_count++] = field;
		}
	}
	for (size_t i = 0; i < body->n_recipients; i++) {
		consent_recipient_add(exercise, body->recipients[i], consent);
	}
	size_t place = disclosures->consents.count;
	if (!state_add(exercise, applying, &disclosures->consents, consent->id, consent)) {
		consent_free(consent);
		return;
	}
	places_add(&dossier_make(disclosures, consent->case_id)->consents, place);
}

void apply_consent_withdrawn(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__ConsentWithdrawn *body = applying->event->consent_withdrawn;
	struct consent *consent = state_edit(exercise, consent_find(exercise, body->consent_id));
	if (consent != NULL && !consent->withdrawn) {
		consent->withdrawn = true;
	}
}
