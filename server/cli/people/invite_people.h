/*
 * `convened invite --from`: a link for each person of a list, all of them or none. One thread.
 * What is wrong is said on stderr.
 */
#ifndef CONVENE_CLI_PEOPLE_INVITE_PEOPLE_H
#define CONVENE_CLI_PEOPLE_INVITE_PEOPLE_H

#include "server/cli/office.h"

/* As given on the command line; borrowed from argv. */
struct invite_people_options {
	const char *exercise_id, *from, *address;
	struct place place;
	const char *output;                      /* NULL: standard output */
	const char *mail, *template_path, *when; /* may be NULL */
};

/* Returns the status to exit with. */
int invite_people(const struct invite_people_options *options, const struct office *office);

#endif
