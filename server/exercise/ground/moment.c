/*
 * The order of moments, and sums of times that stay at the end of the scale instead of overflowing.
 * NEVER comes after all others, so what will not come needs no case of its own in the first or the
 * last of several.
 */
#include "server/exercise/ground/moment.h"

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

int64_t later_ms(int64_t ms, int64_t by_ms)
{
	int64_t sum_ms;
	if (__builtin_add_overflow(ms, by_ms, &sum_ms)) {
		sum_ms = by_ms > 0 ? INT64_MAX : INT64_MIN;
	}
	return sum_ms;
}
