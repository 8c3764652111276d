#include "server/exercise/pattern/come.h"

#include "convene/v1/condition.pb-c.h"
#include "server/exercise/pattern/pattern.h"
#include "server/exercise/pattern/verdict.h"
#include "server/exercise/pattern/waiting.h"
#include "server/exercise/state/state.h"

/* Whether the pattern waits for an inject to come to `moment`; anything else has one moment. */
static bool is_moment(const struct pattern *pattern, int moment)
{
	return pattern->kind != PATTERN_INJECT || pattern->fitting->moment == moment;
}

void interests_come(struct exercise *exercise, const struct interests *interests,
    const struct condition *only, struct moment at)
{
	for (size_t i = 0; i < interests->count; i++) {
		struct pattern *pattern = interests->list[i].pattern;
		bool changed = false;
		if (only != NULL && pattern->condition != only) {
			continue;
		}
		switch (interests->list[i].concern) {
		case CONCERN_FITS:
			changed = is_moment(pattern,
			              CONVENE__V1__INJECT_MOMENT__INJECT_MOMENT_DELIVERED) &&
			          pattern_fit(pattern, at);
			break;
		case CONCERN_OF:
			changed = pattern_anchor(pattern, &pattern->of, at);
			break;
		case CONCERN_SINCE:
			changed = pattern_anchor(pattern, &pattern->since, at);
			break;
		}
		if (changed) {
			condition_judge(exercise, pattern->condition);
		}
	}
}

void interests_lost(struct exercise *exercise, const struct interests *interests,
    const struct condition *only, struct moment at)
{
	for (size_t i = 0; i < interests->count; i++) {
		struct pattern *pattern = interests->list[i].pattern;
		enum concern concern = interests->list[i].concern;
		bool come = (concern == CONCERN_OF && pattern->of.come) ||
		            (concern == CONCERN_SINCE && pattern->since.come);
		if ((only == NULL || pattern->condition == only) && !come &&
		    pattern_kill(pattern, at)) {
			condition_judge(exercise, pattern->condition);
		}
	}
}
