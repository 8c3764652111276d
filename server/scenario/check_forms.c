/* Screening forms: something to answer, and each item once. */
#include "server/scenario/scenario_check_private.h"

#include "server/exercise/ground/limits.h"

#include <string.h>

/* Items are unique in the form, not only in their group, where check_fields.c compares them.
 */
static void check_across(struct check *check, const Convene__V1__Form *form, size_t group)
{
	for (size_t i = 0; i < form->groups[group]->n_items; i++) {
		const Convene__V1__FormItem *item = form->groups[group]->items[i];
		for (size_t j = 0; j < group && item->id[0] != '\0'; j++) {
			for (size_t k = 0; k < form->groups[j]->n_items; k++) {
				if (strcmp(form->groups[j]->items[k]->id, item->id) == 0) {
					check_error(check, item, "id", 0,
					    "group '%s' of the form has an item '%s' too",
					    form->groups[j]->id, item->id);
					break;
				}
			}
		}
	}
}

void check_forms(struct check *check)
{
	const Convene__V1__Scenario *scenario = check->scenario;
	for (size_t i = 0; i < scenario->n_forms; i++) {
		const Convene__V1__Form *form = scenario->forms[i];
		size_t items = 0;
		for (size_t j = 0; j < form->n_groups; j++) {
			items += form->groups[j]->n_items;
		}
		if (items == 0) {
			check_error(check, form, "groups", 0, "of the form have no items");
		}
		if (!scenario_check_count(check, form, "groups", items, FORM_ITEMS_MAX)) {
			continue;
		}
		for (size_t j = 1; j < form->n_groups; j++) {
			check_across(check, form, j);
		}
	}
}
