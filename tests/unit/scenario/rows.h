/* Tests of scenario_check as tables: what is written, what has to be found. */
#ifndef CONVENE_TESTS_SCENARIO_ROWS_H
#define CONVENE_TESTS_SCENARIO_ROWS_H

#include <stddef.h>

/*
 * `yaml` is a file beside a scenario that is good: teams AL-NGO, AL-POL and VE-BG, and one of most
 * other things (rows.c). `found` are the beginnings of all findings, in their order, without
 * "FILE:" for those in this file.
 */
struct row {
	const char *name;
	const char *yaml;
	const char *found[40]; /* up to the first NULL */
};

/* Every row is a test of its own. Returns as cmocka does. */
int rows_run(const char *group, const struct row *rows, size_t count);

#endif
