/*
 * A list of people who are to be invited: read from a file of comma-separated values, and looked at
 * against the exercise. Pure but for reading the file; any thread. Everything lives in the caller's
 * arena. It fails by listing all mistakes, each with its place and what would be right.
 */
#ifndef CONVENE_CLI_PEOPLE_PEOPLE_H
#define CONVENE_CLI_PEOPLE_PEOPLE_H

#include "convene/v1/admin.pb-c.h"
#include "server/cli/people/csv.h"

struct person_row {
	const char *name, *email, *language; /* "" for none */
	const char *key;                     /* alike_key of the name; "" where that is wrong */
	Convene__V1__Role role;
	const Convene__V1__TeamCard *team; /* borrowed: the reply's; NULL for all but players */
	uint64_t invited;                  /* InviteSummary.invite_id that the person has; 0 */
	const struct csv_field *place;     /* where the name stands */
};

struct people {
	struct csv csv;
	struct person_row *rows;
	size_t count;
	bool has_email, has_language; /* columns that the file has */
};

/* The file's bytes, in the arena; NULL, having said why on stderr. */
const char *people_read_file(const char *path, struct arena *arena, size_t *len);

/*
 * Reads the list. `reply` has the exercise and its invites. A person whose own invite, of the same
 * role and team, is valid is marked as invited; it is no mistake. True when there is none.
 */
bool people_read(struct people *people, const char *file, const char *bytes, size_t len,
    const Convene__V1__AdminReply *reply, struct arena *arena, struct diagnostics *diagnostics);

#endif
