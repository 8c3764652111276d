/* What a formal request says, from words and options or from a file. One thread; reads files. */
#ifndef CONVENE_CONDUCT_REQUEST_CONTENT_H
#define CONVENE_CONDUCT_REQUEST_CONTENT_H

#include "client/cli/conduct/conduct.h"

/* What `draft` or `send` says: a file, words, or (NULL) what is there already. `*id`: of
 * which request; 0: a new one. `*revision`: of its draft, as the person saw it. CONDUCT_SEND; what
 * else it returns is the outcome, with `why`, and in `out` every mistake in the file. */
enum conduct_outcome request_content(struct conduct *conduct, uint64_t *id, uint32_t *revision,
    Convene__V1__RequestContent **content);

/* --set FIELD=VALUE; false with `why`. */
bool request_values(struct conduct *conduct, Convene__V1__RequestValue ***values, size_t *count);

/* Those that are there, and --attach FILE. Whoever sends the command uploads them first. */
Convene__V1__Attachment **request_documents(
    struct conduct *conduct, Convene__V1__Attachment **there, size_t count, size_t *total);

#endif
