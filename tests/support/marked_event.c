#include "tests/support/marked_event.h"

#include "proto/buf.h"
#include "tests/support/json_read.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h> /* needs the ones above */

struct view_marked marked_event(const char *json, struct arena *arena)
{
	struct view_marked marked = {.mark = 0};
	struct json_error error = {.line = 0};
	struct buf own = {0};
	int end = 0;
	if (sscanf(json, "{\"mark\":%" SCNu64 ",%n", &marked.mark, &end) != 1 || end == 0) {
		fail_msg("no mark in front: %s", json);
	}
	buf_printf(&own, "{%s", json + end);
	marked.event = (const Convene__V1__Event *)json_read(
	    &convene__v1__event__descriptor, (const char *)own.data, own.len, arena, &error);
	if (marked.event == NULL) {
		fail_msg("%d:%d: %s in %s", error.line, error.column, error.text, json);
	}
	buf_deinit(&own);
	return marked;
}
