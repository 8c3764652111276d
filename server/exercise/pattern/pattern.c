/*
 * The arithmetic of one pattern. The first half only reads: from the window and from what has
 * happened it tells when the pattern holds or no longer can, also where that moment lies ahead and
 * time alone will bring it. The second half takes facts in, in the order of the log. What is
 * decided stays so, but for a switch that is turned off again. A window has its beginning and not
 * its end. What has to be ahead of an anchor is a candidate until the anchor has come.
 */
#include "server/exercise/pattern/pattern.h"

#include "convene/v1/condition.pb-c.h"
#include "proto/map.h"
#include "server/exercise/pattern/watch.h"

#define DELIVERED CONVENE__V1__INJECT_MOMENT__INJECT_MOMENT_DELIVERED

/* --- when it holds --- */

bool pattern_has_end(const struct pattern *pattern)
{
	return pattern->before_ms > 0 || pattern->within_ms > 0 || pattern->ahead_ms > 0;
}

int64_t pattern_ends_ms(const struct pattern *pattern)
{
	int64_t end_ms = pattern->before_ms > 0 ? pattern->before_ms : INT64_MAX;
	if (pattern->of.come && pattern->within_ms > 0) {
		int64_t within_end_ms = later_ms(pattern->of.at.ms, pattern->within_ms);
		end_ms = within_end_ms < end_ms ? within_end_ms : end_ms;
	}
	return end_ms == INT64_MAX ? 0 : end_ms;
}

/* Whether the given part of the window, the anchor left aside, has the moment. */
static bool in_times(const struct pattern *pattern, int64_t ms)
{
	return ms >= pattern->after_ms && (pattern->before_ms == 0 || ms < pattern->before_ms);
}

/* Whether the part of the window that hangs on the anchor, which has come, has the moment. */
static bool in_anchored(const struct pattern *pattern, int64_t ms)
{
	int64_t anchor_ms = pattern->of.at.ms;
	if (pattern->ahead_ms > 0) {
		return ms <= later_ms(anchor_ms, -pattern->ahead_ms);
	}
	return ms >= anchor_ms &&
	       (pattern->within_ms == 0 || ms < later_ms(anchor_ms, pattern->within_ms));
}

/* A time holds by itself when it comes, wherever it stands in its window. */
static void time_outlook(const struct pattern *pattern, struct moment *hold, struct moment *death)
{
	bool counted = pattern->since.kind != FACT_NONE;
	struct moment at = {pattern->at_ms, 0};
	if (counted && !pattern->since.come) {
		return;
	}
	if (counted) {
		at.ms = later_ms(pattern->since.at.ms, pattern->at_ms);
	}
	/* a time comes once, however often it is wanted */
	if (!in_times(pattern, at.ms) || pattern->wanted > 1) {
		*death = at;
	} else if (pattern->of.kind == FACT_NONE) {
		*hold = at;
	} else if (pattern->of.come) {
		struct moment *outcome = in_anchored(pattern, at.ms) ? hold : death;
		*outcome = moment_last(at, pattern->of.at);
	}
}

void pattern_outlook(const struct pattern *pattern, struct moment *hold, struct moment *death)
{
	*hold = NEVER;
	*death = NEVER;
	if (pattern->fitting.kind == FACT_NONE) {
		time_outlook(pattern, hold, death);
	} else if (!moment_is_never(pattern->hold)) {
		*hold = pattern->hold;
	} else {
		int64_t end_ms = pattern_ends_ms(pattern);
		/* one that only waits for its anchor has been in time already */
		if (end_ms > 0 && moment_is_never(pattern->candidate)) {
			*death = moment_last((struct moment){end_ms, 0}, pattern->reopened);
		}
	}
	if (!moment_is_never(pattern->dead) && moment_before(pattern->dead, *hold)) {
		*hold = NEVER;
		*death = moment_first(*death, pattern->dead);
	}
}

/* --- what happens --- */

static bool pattern_fit(struct pattern *pattern, struct moment at)
{
	bool ahead = pattern->ahead_ms > 0;
	if (!moment_is_never(pattern->hold) || !moment_is_never(pattern->candidate) ||
	    !moment_is_never(pattern->dead) || !in_times(pattern, at.ms)) {
		return false;
	}
	if (pattern->of.kind != FACT_NONE) {
		bool fits =
		    ahead ? !pattern->of.come : pattern->of.come && in_anchored(pattern, at.ms);
		if (!fits) {
			return false;
		}
	}
	if (++pattern->count < pattern->wanted) {
		return true;
	}
	if (ahead) {
		pattern->candidate = at;
	} else {
		pattern->hold = at;
	}
	return true;
}

static bool pattern_anchor(struct pattern *pattern, struct anchor *anchor, struct moment at)
{
	if (anchor->come || !moment_is_never(pattern->dead)) {
		return false;
	}
	anchor->come = true;
	anchor->at = at;
	if (anchor == &pattern->of && pattern->ahead_ms > 0 && pattern->fitting.kind != FACT_NONE) {
		bool early = !moment_is_never(pattern->candidate) &&
		             in_anchored(pattern, pattern->candidate.ms);
		struct moment *outcome = early ? &pattern->hold : &pattern->dead;
		*outcome = at;
	}
	return true;
}

static bool pattern_kill(struct pattern *pattern, struct moment at)
{
	if (!moment_is_never(pattern->hold) || !moment_is_never(pattern->dead)) {
		return false;
	}
	pattern->dead = at;
	return true;
}

/* What held while the switch was on waits again; but what it had to be ahead of decides for good,
 * once that has come. */
static bool pattern_reopen(struct pattern *pattern, struct moment at)
{
	bool held = !moment_is_never(pattern->hold) || !moment_is_never(pattern->candidate);
	bool judged = pattern->ahead_ms > 0 && pattern->of.come;
	if (!held || judged || !moment_is_never(pattern->dead)) {
		return false;
	}
	pattern->hold = NEVER;
	pattern->candidate = NEVER;
	pattern->count--;
	pattern->reopened = at;
	return true;
}

/* The anchor's inject was delivered, its milestone reached, or neither will ever be. */
static bool anchor_see(struct pattern *pattern, struct anchor *anchor, const struct fact *fact)
{
	bool read = fact->kind == FACT_INJECT && fact->subject.thing.moment != DELIVERED;
	if (anchor->kind != fact->kind || anchor->index != fact->subject.thing.index || read) {
		return false;
	}
	if (fact->turn == FACT_IS_LOST) {
		return !anchor->come && pattern_kill(pattern, fact->at);
	}
	return pattern_anchor(pattern, anchor, fact->at);
}

bool pattern_see(const struct exercise *exercise, struct pattern *pattern, const struct fact *fact)
{
	/* an anchor first: its own event is in the window that begins with it */
	bool changed = anchor_see(pattern, &pattern->of, fact);
	changed |= anchor_see(pattern, &pattern->since, fact);
	if (!fitting_fits(exercise, &pattern->fitting, fact)) {
		return changed;
	}
	switch (fact->turn) {
	case FACT_COMES:
		return pattern_fit(pattern, fact->at) || changed;
	case FACT_IS_LOST:
		return pattern_kill(pattern, fact->at) || changed;
	default:
		return !pattern->lasting && pattern_reopen(pattern, fact->at);
	}
}

void pattern_watch(
    struct exercise *exercise, const struct pattern *pattern, const struct watch *watch)
{
	watch_thing(exercise, pattern->of.kind, pattern->of.index, watch);
	watch_thing(exercise, pattern->since.kind, pattern->since.index, watch);
	watch_fitting(exercise, &pattern->fitting, watch);
}

uint64_t pattern_sum(const struct pattern *pattern)
{
	const struct moment moments[] = {pattern->candidate, pattern->hold, pattern->dead,
	    pattern->reopened, pattern->of.at, pattern->since.at};
	uint64_t sum = pattern->count + (pattern->of.come ? 1u << 30 : 0u) +
	               (pattern->since.come ? UINT64_C(1) << 40 : 0u);
	for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++) {
		sum = mix_pair(sum, mix_pair((uint64_t)moments[i].ms, moments[i].seq));
	}
	return sum;
}
