/* Dates of a story, as authors write them. Pure; any thread; owns nothing. */
#ifndef CONVENE_SCENARIO_STORY_DATE_H
#define CONVENE_SCENARIO_STORY_DATE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Minutes from the beginning of the year 0 to a day of the Gregorian calendar and a minute of it,
 * "2031-08-18T08:00". False when it is none.
 */
bool story_date_parse(const char *text, int64_t *minutes);

/* "day 2 09:00": the day of the story, from 1, and the minute of it. */
bool story_day_parse(const char *text, int64_t *day, int64_t *minute);

#endif
