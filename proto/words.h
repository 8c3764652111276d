/*
 * The words of the protocol, a row each (words.def). Whoever does something for each kind of
 * command or of event writes a switch whose cases are the rows:
 *
 *	switch (event->body_case) {
 *	#define EVENT(NAME, name, ...) case CONVENE__V1__EVENT__BODY_##NAME: return apply_##name;
 *	#include "proto/words.def"
 *	NO_EVENT: break;
 *	}
 *
 * A field of the oneof without its row does not compile then, nor does a row without its field or
 * a second row; a row without the function that it leads to does not link. No code; any thread.
 */
#ifndef CONVENE_PROTO_WORDS_H
#define CONVENE_PROTO_WORDS_H

#include "convene/v1/command.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "proto/roles.h"

/* A switch without a default that lacks a word does not compile, whatever the build's options. */
#pragma GCC diagnostic error "-Wswitch"

/* What stands in the enums beside the words. */
#define NO_COMMAND                                                                                 \
	case CONVENE__V1__COMMAND__BODY__NOT_SET:                                                  \
	case _CONVENE__V1__COMMAND__BODY__CASE_IS_INT_SIZE
#define NO_EVENT                                                                                   \
	case CONVENE__V1__EVENT__BODY__NOT_SET:                                                    \
	case _CONVENE__V1__EVENT__BODY__CASE_IS_INT_SIZE

/* MAY_LOG_DECISION: whose role allows to ask for it. */
enum words_may {
#define COMMAND(NAME, name, MAY, CLOSED) MAY_##NAME = (MAY),
#include "proto/words.def"
};

/* "EVENT_BODY(decision_logged) *body": the message of that kind of event. */
#define EVENT_BODY(name) const __typeof__(*((Convene__V1__Event *)0)->name)

#endif
