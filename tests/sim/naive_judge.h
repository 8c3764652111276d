/* What a condition comes to by the events of a log, walked from end to end for each pattern. For
 * naive_conditions.c. Test helper. */
#ifndef CONVENE_TESTS_SIM_NAIVE_JUDGE_H
#define CONVENE_TESTS_SIM_NAIVE_JUDGE_H

#include "tests/sim/naive_log.h"

/* A moment; none: ms is INT64_MAX. */
struct when {
	int64_t ms;
	uint64_t seq;
};

/* A condition and from when on it is waited for. */
struct naive {
	const struct naive_log *log;
	const Convene__V1__Condition *condition;
	size_t since; /* events after this one count */
};

struct outcome {
	Convene__V1__MilestoneStanding standing;
	struct when at;
};

/* By the events up to `upto`; what was decided before a switch was turned off stays so. */
struct outcome naive_judge(const struct naive *naive, size_t upto);

#endif
