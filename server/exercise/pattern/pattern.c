#include "server/exercise/pattern/pattern.h"

/* One pattern: what happened of it so far, and when it holds or can no longer hold. */

int64_t later_ms(int64_t ms, int64_t by_ms)
{
	int64_t sum_ms;
	if (__builtin_add_overflow(ms, by_ms, &sum_ms)) {
		sum_ms = by_ms > 0 ? INT64_MAX : INT64_MIN;
	}
	return sum_ms;
}

bool moment_is_never(struct moment moment)
{
	return moment.ms == INT64_MAX;
}

bool moment_before(struct moment left, struct moment right)
{
	return left.ms != right.ms ? left.ms < right.ms : left.seq < right.seq;
}

struct moment moment_first(struct moment left, struct moment right)
{
	return moment_before(right, left) ? right : left;
}

struct moment moment_last(struct moment left, struct moment right)
{
	return moment_before(left, right) ? right : left;
}

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
	bool counted = pattern->since.kind != ANCHOR_NONE;
	struct moment at = {pattern->at_ms, 0};
	if (counted && !pattern->since.come) {
		return;
	}
	if (counted) {
		at.ms = later_ms(pattern->since.at.ms, pattern->at_ms);
	}
	if (!in_times(pattern, at.ms) || pattern->wanted > 1) {
		*death = at;
	} else if (pattern->of.kind == ANCHOR_NONE) {
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
	if (pattern->kind == PATTERN_TIME) {
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

bool pattern_fit(struct pattern *pattern, struct moment at)
{
	bool ahead = pattern->ahead_ms > 0;
	if (!moment_is_never(pattern->hold) || !moment_is_never(pattern->candidate) ||
	    !moment_is_never(pattern->dead) || !in_times(pattern, at.ms)) {
		return false;
	}
	if (pattern->of.kind != ANCHOR_NONE) {
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

bool pattern_anchor(struct pattern *pattern, struct anchor *anchor, struct moment at)
{
	if (anchor->come || !moment_is_never(pattern->dead)) {
		return false;
	}
	anchor->come = true;
	anchor->at = at;
	if (anchor == &pattern->of && pattern->ahead_ms > 0 && pattern->kind != PATTERN_TIME) {
		bool early = !moment_is_never(pattern->candidate) &&
		             in_anchored(pattern, pattern->candidate.ms);
		struct moment *outcome = early ? &pattern->hold : &pattern->dead;
		*outcome = at;
	}
	return true;
}

bool pattern_kill(struct pattern *pattern, struct moment at)
{
	if (!moment_is_never(pattern->hold) || !moment_is_never(pattern->dead)) {
		return false;
	}
	pattern->dead = at;
	return true;
}

bool pattern_reopen(struct pattern *pattern, struct moment at)
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
