/*
 * What a pattern looks for in a fact: which kind, who, whom it concerns, and what its kind has of
 * its own. Knows neither times nor what happened so far. Constant once compiled.
 */
#ifndef CONVENE_EXERCISE_PATTERN_FITTING_H
#define CONVENE_EXERCISE_PATTERN_FITTING_H

#include "server/exercise/pattern/fact.h"

#include <stdbool.h>

/* One of them suffices; countries are their teams. */
struct sought {
	bool any;
	struct parties parties;
};

struct fitting {
	enum fact_kind kind;    /* FACT_NONE: a time, which no fact brings */
	struct sought from, to; /* `from` is also who did it */
	int person;             /* index in LIBRARY_PERSON of whom a case concerns; -1: any */
	int inject;             /* order of what is referred to; -1: any */
	union subject subject;
};

bool fitting_fits(
    const struct exercise *exercise, const struct fitting *wanted, const struct fact *fact);

#endif
