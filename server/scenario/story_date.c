/*
 * The shape is looked at before any number is read, as sscanf() takes blanks and signs where there
 * ought to be digits. Only differences of dates mean anything; the count begins with the year 0, so
 * that the rule of leap years has no exception.
 */
#include "server/scenario/story_date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY_MINUTES (24 * 60)

/* 'd' stands for a digit. */
static bool has_shape(const char *text, const char *shape)
{
	size_t len = strlen(shape);
	if (strlen(text) != len) {
		return false;
	}
	for (size_t i = 0; i < len; i++) {
		if (shape[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != shape[i]) {
			return false;
		}
	}
	return true;
}

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool story_date_parse(const char *text, int64_t *minutes)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int year, month, day, hour, minute;
	if (!has_shape(text, "dddd-dd-ddTdd:dd") ||
	    sscanf(text, "%4d-%2d-%2dT%2d:%2d", &year, &month, &day, &hour, &minute) != 5) {
		return false;
	}
	if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 ||
	    day > lengths[month - 1] + (month == 2 && is_leap(year) ? 1 : 0)) {
		return false;
	}
	/* of the years before this one: year 0 is a leap year */
	int64_t days =
	    year * INT64_C(365) + (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
	for (int i = 1; i < month; i++) {
		days += lengths[i - 1] + (i == 2 && is_leap(year) ? 1 : 0);
	}
	*minutes = (days + day - 1) * DAY_MINUTES + hour * 60 + minute;
	return true;
}

bool story_day_parse(const char *text, int64_t *day, int64_t *minute)
{
	const char *at = text;
	if (strncmp(at, "day ", 4) != 0 || at[4] < '1' || at[4] > '9') {
		return false;
	}
	char *end;
	long number = strtol(at + 4, &end, 10);
	if (number > 36500 || (!has_shape(end, " dd:dd") && !has_shape(end, " d:dd"))) {
		return false;
	}
	*day = number;
	*minute = strtol(end + 1, &end, 10) * 60;
	*minute += strtol(end + 1, NULL, 10);
	/* 8:75 is within the day, and no time */
	return *minute < DAY_MINUTES && end[1] < '6';
}
