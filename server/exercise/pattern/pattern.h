/*
 * One pattern as a condition has it: what it looks for, when, and the moment from which on it holds
 * or can no longer hold. Derived from the facts that it is shown, and from nothing else; knows not
 * who asks. Where nothing but time decides, that moment is known beforehand.
 */
#ifndef CONVENE_EXERCISE_PATTERN_PATTERN_H
#define CONVENE_EXERCISE_PATTERN_PATTERN_H

#include "server/exercise/ground/moment.h"
#include "server/exercise/pattern/fact.h"
#include "server/exercise/pattern/fitting.h"

#include <stdbool.h>
#include <stdint.h>

struct exercise;
struct watch;

/* A moment that is known once an inject is delivered or a milestone reached. */
struct anchor {
	enum fact_kind kind; /* FACT_NONE: there is no anchor */
	int index;
	bool come;
	struct moment at;
};

struct pattern {
	struct fitting fitting;
	bool lasting; /* once it held, it goes on holding when its switch is off again */

	/* Window, and of a time: at_ms, or delay_ms after `since`. */
	int64_t after_ms, before_ms; /* before_ms 0: no end */
	struct anchor of;
	int64_t within_ms, ahead_ms;
	struct anchor since;
	int64_t at_ms; /* or the delay */

	/* What happened so far. */
	uint32_t wanted, count;
	struct moment candidate; /* `wanted` of them fitted, the anchor to be ahead of is to come */
	struct moment hold;
	struct moment dead;
	struct moment reopened; /* a switch was turned off again; else ms is INT64_MIN */
};

/* Asks for whatever the pattern has to see. */
void pattern_watch(
    struct exercise *exercise, const struct pattern *pattern, const struct watch *watch);

/* It fits; an anchor has come or never will; its switch was turned off. Whether anything changed.
 */
bool pattern_see(const struct exercise *exercise, struct pattern *pattern, const struct fact *fact);

/* When it comes to hold or can no longer hold, as things stand; the other one is NEVER. */
void pattern_outlook(const struct pattern *pattern, struct moment *hold, struct moment *death);

/* Whether it has to happen within some time, so that it is judged when that is over. */
bool pattern_has_end(const struct pattern *pattern);

/* End of its window where that is known; 0: none, or not known yet. */
int64_t pattern_ends_ms(const struct pattern *pattern);

/* What happened of it, in one number. */
uint64_t pattern_sum(const struct pattern *pattern);

#endif
