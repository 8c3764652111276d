#include "client/cli/text/planned.h"

#include "proto/json.h"

#include <stdio.h>

bool planned_waits(const struct view_inject *inject)
{
	return inject->plan != NULL && inject->plan->when != NULL && inject->due_ms == 0;
}

bool planned_at(const struct view_inject *inject, int64_t *planned_ms)
{
	/* players are told neither plan nor time */
	if (inject->plan == NULL || planned_waits(inject)) {
		return false;
	}
	*planned_ms = inject->due_ms;
	return true;
}

static int64_t late_ms(const struct view_inject *inject)
{
	int64_t planned_ms;
	return inject->delivered != NULL && planned_at(inject, &planned_ms)
	           ? inject->delivered_ms - planned_ms
	           : 0;
}

const char *planned_off(const struct view_inject *inject, char out[WHEN_SIZE])
{
	int64_t late = late_ms(inject);
	out[0] = '\0';
	char length[WHEN_SIZE];
	if (late >= 1000 || late <= -1000) {
		snprintf(out, WHEN_SIZE, "%.60s %s", when_length(late < 0 ? -late : late, length),
		    late < 0 ? "early" : "late");
	}
	return out;
}

const char *planned_missed(const struct view_inject *inject, char out[WHEN_SIZE])
{
	char off[WHEN_SIZE], time[24];
	out[0] = '\0';
	int64_t planned_ms;
	if (planned_off(inject, off)[0] != '\0' && planned_at(inject, &planned_ms)) {
		snprintf(out, WHEN_SIZE, "planned %s, %.50s", when_time(planned_ms, time), off);
	}
	return out;
}

void planned_json(struct buf *out, const struct view_inject *inject)
{
	if (inject->delivered == NULL) {
		return;
	}
	json_member_signed(out, "deliveredMs", inject->delivered_ms);
	int64_t planned_ms;
	if (planned_at(inject, &planned_ms)) {
		json_member_signed(out, "lateMs", inject->delivered_ms - planned_ms);
	}
}
