/*
 * Documents that go out: attached, on their way, taken off. One thread. Works on the join, and on
 * its outbox.
 */
#ifndef CONVENE_JOIN_DOCUMENTS_H
#define CONVENE_JOIN_DOCUMENTS_H

#include "client/cli/join/join.h"

/* Attaches a file, when those before it are there; and at once. */
void documents_attach(struct join *join, const char *path);
void documents_begin(struct join *join, const char *path);

void documents_deinit(struct join *join);

/* Lists what is attached and what waits; takes off one by its name, or everything for "". */
void documents_list(struct join *join);
void documents_detach(struct join *join, const char *name);

/* A document for a message. Borrows from `from`. */
void documents_pack(const struct outbox_document *from, Convene__V1__Attachment *to);

/* What is on its way, with how much of it is there; the bytes that are there. */
void documents_coming(const struct join *join, char *out, size_t size);
size_t documents_sent(const struct join *join);

/* Everything that waits will not be sent: says so, item by item. `why`: a sentence. */
void documents_hand_back(struct join *join, const char *why);

/* It is not there, and will not be: says so, and gives back what waits for it. */
void documents_failed(struct join *join, const char *name, const char *why);

#endif
