/*
 * The sessions of this person on this machine: what it takes to log in again without the join code,
 * one file a session, mode 0600, in ${XDG_STATE_HOME:-~/.local/state}/convene/ (mode 0700). A
 * session is found by server, exercise, name and, since one person may hold several invitations,
 * the code. Remembers which session was used last, so that the next command needs no link. Any
 * thread, one at a time. Owns nothing but files; files are replaced whole, never half.
 */
#ifndef CONVENE_LIB_SESSION_STORE_H
#define CONVENE_LIB_SESSION_STORE_H

#include "client/lib/join_link.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define SESSION_TOKEN_MAX 64

struct stored_session {
	struct join_link link; /* without the code, which is not stored */
	char code_hash[17];    /* of the code that it was made with; "" for none */
	char name[104];        /* as given at login; "" for none */
	char part[80];         /* "player AL-NGO", for people; "" when not known */
	uint64_t participant_id;
	uint8_t token[SESSION_TOKEN_MAX];
	size_t token_len;
};

/* Which state of a file it was; all zero: none. */
struct session_stamp {
	uint64_t file;
	int64_t changed_ns;
};

/* 16 digits that say whether two codes are the same one. */
void session_store_code_hash(const char *code, char out[17]);

/* All return 0, or -1 with the reason in `why`. */

/* Writes the session and makes it the current one. */
int session_store_save(const struct stored_session *session, char *why, size_t why_size);

/*
 * The newest session for this link: same server and exercise, same fingerprint; same code if the
 * link has one; same name if one is given.
 */
int session_store_find(const struct join_link *link, const char *name, struct stored_session *out,
    char *why, size_t why_size);

/* The session that was saved last. */
int session_store_current(struct stored_session *out, char *why, size_t why_size);

/* What the person has looked at (proto/model/look.h), as text, beside the session; and to read it:
 * NULL if there is nothing, else for the caller to close. */
int session_store_save_looks(const struct join_link *link, uint64_t participant_id,
    const char *text, char *why, size_t why_size);
FILE *session_store_open_looks(const struct join_link *link, uint64_t participant_id);

/* Whether that is another than the one of `*stamp`, which becomes this one's; to be asked before it
 * is read. */
bool session_store_looks_changed(
    const struct join_link *link, uint64_t participant_id, struct session_stamp *stamp);

/* Waits until no other program of this person reads and writes again what is kept; for the caller
 * to close. -1: the file system knows no locks, and who writes last wins. */
int session_store_lock(void);

#endif
