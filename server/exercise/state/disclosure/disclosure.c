/*
 * What there is to holdings, consents and referrals beside the events that change them. Everything
 * lies in lists to which things are only added, in the order of the log, and a case's dossier holds
 * the places of what is its own, so nobody looks through the whole exercise for one case. As
 * holdings and referrals are never taken back, a number and a sum stand for them in the digest.
 */
#include "server/exercise/state/disclosure/disclosure.h"

#include "proto/list.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/ground/limits.h"

#include <stdlib.h>
#include <string.h>

void consent_digest(const struct consent *consent, struct digest_form *form)
{
	digest_put(form, consent->id);
	digest_put(form, consent->case_id);
	digest_put(form, consent->withdrawn);
	digest_put(form, consent->all_fields);
	uint64_t fields = 0;
	for (size_t i = 0; i < consent->field_count; i++) {
		fields += mix_pair(consent->id, (uint64_t)consent->fields[i]);
	}
	digest_put(form, fields);
	set_digest(&consent->teams, form);
	set_digest(&consent->entities, form);
}

void consent_free(void *object)
{
	struct consent *consent = object;
	free(consent->fields);
	free(consent);
}

void disclosures_deinit(struct disclosures *disclosures)
{
	for (size_t i = 0; i < disclosures->holdings.count; i++) {
		free(disclosures->holdings.list[i].value);
	}
	for (size_t i = 0; i < disclosures->dossier_count; i++) {
		free(disclosures->dossiers[i].holdings.list);
		free(disclosures->dossiers[i].consents.list);
		free(disclosures->dossiers[i].referrals.list);
	}
	free(disclosures->holdings.list);
	free(disclosures->referrals);
	free(disclosures->dossiers);
	objects_deinit(&disclosures->consents, consent_free);
	memset(disclosures, 0, sizeof *disclosures);
}

void holdings_digest(const struct holdings *holdings, struct digest_form *form)
{
	digest_put(form, holdings->count);
	digest_put(form, holdings->sum);
	digest_put(form, holdings->referrals_sum);
}

/* --- dossiers --- */

const struct dossier *dossier_find(const struct disclosures *disclosures, uint64_t case_id)
{
	return LIST_FIND(disclosures->dossiers, disclosures->dossier_count, case_id);
}

struct dossier *dossier_make(struct disclosures *disclosures, uint64_t case_id)
{
	size_t place = LIST_PLACE(disclosures->dossiers, disclosures->dossier_count, case_id);
	if (place == disclosures->dossier_count ||
	    disclosures->dossiers[place].case_id != case_id) {
		*LIST_INSERT(disclosures->dossiers, disclosures->dossier_count,
		    disclosures->dossier_cap, place) = (struct dossier){.case_id = case_id};
	}
	return &disclosures->dossiers[place];
}

void places_add(struct places *places, size_t place)
{
	*LIST_ADD(places->list, places->count, places->cap) = place;
}
