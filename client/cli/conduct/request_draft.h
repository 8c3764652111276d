/*
 * A draft that two colleagues write: which revision of it somebody has seen, and what to show when
 * the other was quicker. Pure; one thread.
 */
#ifndef CONVENE_CONDUCT_REQUEST_DRAFT_H
#define CONVENE_CONDUCT_REQUEST_DRAFT_H

#include "convene/v1/command.pb-c.h"
#include "proto/buf.h"
#include "proto/model/view.h"

/* The newest revision that the person wrote, or has looked at; that of the draft as it is, where
 * that is none. 0: it is no draft. */
uint32_t request_draft_seen(const struct view *view, const struct view_request *request);

/* As a file to edit: "# revision: N" where it is a draft, then what it says. */
void request_draft_export(struct buf *out, const struct view_request *request);

/*
 * The command was refused with ERROR_CODE_CONFLICT: appends who wrote the draft anew, what changed
 * by that, and what the command would have changed, line by line. False, with nothing appended: it
 * is not about a draft. `*id` is the draft's, which was looked at once this is shown.
 */
bool request_draft_conflict(
    struct buf *out, const struct view *view, const Convene__V1__Command *command, uint64_t *id);

#endif
