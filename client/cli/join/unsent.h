/*
 * What was typed and is not acknowledged yet. What could not be sent at once is marked, and said
 * again when it has arrived; what was sent and takes long is late. Nothing is lost without a word.
 * Pure; one thread. Owns copies of the lines.
 */
#ifndef CONVENE_JOIN_UNSENT_H
#define CONVENE_JOIN_UNSENT_H

#include "client/lib/convene.h"
#include "proto/buf.h"

#define UNSENT_LINE 120

/* What is not acknowledged after this is late, although the connection seems to be there. */
#define UNSENT_LATE_MS INT64_C(1500)

struct unsent_item {
	uint8_t id[CONVENE_COMMAND_ID_SIZE];
	int64_t given_ms; /* on the driver's clock */
	bool marked;
	char line[UNSENT_LINE]; /* safe to print; a longer one ends in an ellipsis */
};

struct unsent {
	struct unsent_item *list; /* owned: the oldest first */
	size_t count, cap;
};

/* What printf() would write, as one line: safe to print, and with an ellipsis where it is cut. */
void unsent_line(char out[UNSENT_LINE], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A command was given; `line` is what was typed. Marked: there is no connection. Borrowed: until
 * the next call. */
const struct unsent_item *unsent_add(struct unsent *unsent,
    const uint8_t id[CONVENE_COMMAND_ID_SIZE], const char *line, int64_t now_ms, bool marked);

/* The connection is lost: what is not acknowledged is marked. How many were not so before. */
size_t unsent_mark(struct unsent *unsent);

/* How many are marked. */
size_t unsent_marked(const struct unsent *unsent);

/* How many are late, and not marked. `*next_ms`: when the next will be; INT64_MAX: none. */
size_t unsent_late(const struct unsent *unsent, int64_t now_ms, int64_t *next_ms);

/* It is acknowledged or refused. True: it was marked; `line` is what was typed. */
bool unsent_answered(struct unsent *unsent, const ProtobufCBinaryData *id, char line[UNSENT_LINE]);

void unsent_deinit(struct unsent *unsent);

#endif
