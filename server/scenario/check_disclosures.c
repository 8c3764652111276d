/* Rules about disclosures and channels: that they say something, and nothing that excludes itself.
 */
#include "server/scenario/scenario_check_private.h"

#include "proto/complaint.h"

/* True when the rule says more than that any disclosure breaks it. */
static bool says_something(const Convene__V1__DisclosureRule *rule)
{
	return rule->n_from_agencies > 0 || rule->n_to_agencies > 0 || rule->n_channels > 0 ||
	       rule->to_origin || rule->track[0] != '\0' || rule->child || rule->n_fields > 0 ||
	       rule->identifying || rule->cases > 0 || rule->without_consent ||
	       rule->without_exception || rule->to_entity;
}

static void check_states(struct check *check, const Convene__V1__DisclosureRule *rule)
{
	const Convene__V1__Track *track =
	    names_message(&check->names, NAME_BIT(TRACK), rule->track);
	if (rule->n_states > 0 && rule->track[0] == '\0') {
		check_error(check, rule, "states", 0, "need the track that they are of");
	} else if (rule->n_states == 0 && rule->track[0] != '\0') {
		check_error(check, rule, "track", 0, "needs states of it");
	}
	if (track == NULL) {
		return;
	}
	char of[80];
	complaint(of, sizeof(of), "track '%s'", track->id);
	for (size_t i = 0; i < rule->n_states; i++) {
		check_member(check, rule, "states", i, rule->states[i], track->states,
		    track->n_states, "state", of);
	}
}

static void check_rule(struct check *check, const Convene__V1__DisclosureRule *rule)
{
	if (!says_something(rule)) {
		check_error(check, rule, "", 0,
		    "the rule says nothing of what breaks it; every disclosure would");
	}
	if (rule->to_entity && rule->n_to_agencies > 0) {
		check_error(check, rule, "to_agencies", 0,
		    "can never fit: to_entity is written too, and entities have no agency");
	}
	check_states(check, rule);
}

void check_disclosures(struct check *check)
{
	const Convene__V1__Scenario *scenario = check->scenario;
	for (size_t i = 0; i < scenario->n_disclosure_rules; i++) {
		check_rule(check, scenario->disclosure_rules[i]);
	}
	for (size_t i = 0; i < scenario->n_channel_rules; i++) {
		const Convene__V1__ChannelRule *rule = scenario->channel_rules[i];
		if (rule->flag[0] == '\0' && !check->source->is_library &&
		    (scenario->engine_flags == NULL ||
		        scenario->engine_flags->wrong_channel[0] == '\0')) {
			check_warning(check, rule, "flag", 0,
			    "is missing, and so is engine_flags.wrong_channel; nothing will be "
			    "flagged");
		}
	}
}
