/*
 * A channel's rules, one by one: each that is broken is a warning of its own. A sender or a
 * receiver that is no team is of no agency, and fits. Where a rule is for one end, it is broken
 * only if neither the sender nor all receivers are of its agencies.
 */
#include "server/exercise/decide/channel.h"

#include "convene/v1/common.pb-c.h"
#include "convene/v1/disclosure.pb-c.h"
#include "proto/rules/competence.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/warning.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/state/state.h"

static bool is_for(const Convene__V1__ChannelRule *rule, const struct team *team)
{
	return agency_among(team->agency, rule->agencies, rule->n_agencies);
}

static bool receivers_fit(const struct exercise *exercise, const Convene__V1__ChannelRule *rule,
    const struct team_set *to)
{
	for (size_t team = 0; to != NULL && team < exercise->cast.team_count; team++) {
		if (set_has(to, (int)team) && !is_for(rule, exercise->cast.teams[team])) {
			return false;
		}
	}
	return true;
}

static bool breaks(const struct exercise *exercise, const Convene__V1__ChannelRule *rule,
    const struct channel_use *use)
{
	if (use->channel == CONVENE__V1__CHANNEL__CHANNEL_UNSPECIFIED ||
	    rule->channel != use->channel) {
		return false;
	}
	bool sender =
	    use->from_team == NO_TEAM || is_for(rule, exercise->cast.teams[use->from_team]);
	bool receivers = receivers_fit(exercise, rule, use->to);
	return rule->one_end ? !sender && !receivers : !sender || !receivers;
}

void channel_warn(struct warnings *warnings, const struct channel_use *use)
{
	const struct exercise *exercise = warnings->deciding->exercise;
	for (size_t i = 0; i < library_count(&exercise->library, CHANNEL_RULE); i++) {
		const Convene__V1__ChannelRule *rule =
		    library_at(&exercise->library, CHANNEL_RULE, ChannelRule, i);
		if (!breaks(exercise, rule, use)) {
			continue;
		}
		const char *flag = rule->flag;
		struct warning warning = {.rule = "channel",
		    .text = rule->title,
		    .plain = "The channel is one for these agencies.",
		    .source = rule->source,
		    .flag = *flag != '\0' ? flag : engine_flag(exercise, wrong_channel)};
		warnings_add(warnings, &warning);
	}
}
