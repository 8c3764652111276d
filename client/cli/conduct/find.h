/*
 * Finding what a word means. Pure; one thread. What finds nothing says so in `why`, with what may
 * have been meant.
 */
#ifndef CONVENE_CONDUCT_FIND_H
#define CONVENE_CONDUCT_FIND_H

#include "client/cli/conduct/conduct.h"

/* The fields that --field names, one or several (with commas or blanks between) each time, as they
 * are declared. NULL with `why`: one of them is no field. */
char **conduct_fields(struct conduct *conduct, size_t *count);

/* Finding what a word means. NULL with `why` filled in. */
const struct view_case *conduct_find_case(struct conduct *conduct, const char *word);
const struct view_request *conduct_find_request(struct conduct *conduct, const char *word);
const ProtobufCMessage *conduct_find(
    struct conduct *conduct, enum view_catalogue_kind kind, const char *what, const char *word);
Convene__V1__Party *conduct_find_party(struct conduct *conduct, const char *word);
const char *conduct_find_team(struct conduct *conduct, const char *word);
/* Whether a word that should be something else is a further team or entity: refused, `instead` says
 * how several are told. */
bool conduct_is_further(struct conduct *conduct, const char *word, const char *instead);

#define CONDUCT_FIND(conduct, KIND, Type, what, word)                                              \
	((const Convene__V1__##Type *)conduct_find((conduct), VIEW_##KIND, (what), (word)))

/* The ids of all that the line names, one at least, with commas or blanks between, as they are
 * declared; `ids` has room for the line's length. False with `why`: one of them is none. */
bool conduct_take_ids(struct conduct *conduct, enum view_catalogue_kind kind, const char *what,
    const char *line, char **ids, size_t *count);

#endif
