/*
 * What a shift of all injects makes of one (change.proto, ShiftInjects). Pure; any thread.
 */
#ifndef CONVENE_RULES_SHIFT_H
#define CONVENE_RULES_SHIFT_H

#include "convene/v1/event.pb-c.h"

#include <stdbool.h>

/* Exercise times. False: it stays where it is. `now_ms`: at the shift. */
static inline bool shift_moves(
    Convene__V1__InjectStatus status, int64_t due_ms, int64_t now_ms, int64_t by_ms, int64_t *to_ms)
{
	bool planned = status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_PLANNED;
	bool waits = status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_WAITING;
	bool ahead = due_ms > now_ms;
	int64_t sum_ms;
	/* what may be in a journal is anything */
	if (!((planned && (ahead || by_ms > 0)) || (waits && ahead)) ||
	    __builtin_add_overflow(due_ms, by_ms, &sum_ms)) {
		return false;
	}
	*to_ms = sum_ms > 0 ? sum_ms : 0;
	return true;
}

#endif
