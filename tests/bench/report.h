/* One line of JSON on stdout: a flat object, its members in the order in which they are added. */
#ifndef CONVENE_BENCH_REPORT_H
#define CONVENE_BENCH_REPORT_H

#include "proto/buf.h"
#include "tests/bench/crowd.h"

#include <stdint.h>

struct report {
	struct buf out; /* owned */
};

/* A zeroed struct is an empty object. */
void report_text(struct report *report, const char *name, const char *value);
void report_count(struct report *report, const char *name, uint64_t value);
void report_number(struct report *report, const char *name, double value);
/* NAME_p50_us, NAME_p99_us and NAME_longest_us. */
void report_durations(struct report *report, const char *name, const struct histogram *histogram);
/* What went wrong in a crowd: counts, and the first problem in words if there was one. */
void report_troubles(struct report *report, const char *name, const struct crowd *crowd);
/* Prints the line and empties the report. */
void report_print(struct report *report);

#endif
