/*
 * Courses of the SimCell's queue. After each step the items that wait are compared with the
 * engine's, and with those that a viewer with the rights of staff works out from the events alone,
 * by the rules that simcell.proto states. Test helper.
 */
#ifndef CONVENE_TESTS_QUEUE_COURSE_H
#define CONVENE_TESTS_QUEUE_COURSE_H

#include "tests/unit/exercise/request/request_world.h"

#include "server/exercise/state/state.h"

#include <stdlib.h>

struct queue_step {
	struct request_step step;
	const char
	    *waits; /* what was remembered, oldest first, "*" behind what is claimed: "1 2*" */
};

#define THREAD(parties)                                                                            \
	"{'open_thread': {'subject': 's', 'channel': 'phone', 'text': 't', 'parties': [" parties   \
	"]}}"
#define OPENED       "thread_opened message_posted"
#define POST(thread) "{'post_message': {'thread_id': $" thread ", 'text': 'u'}}"
#define VOICE(thread, party)                                                                       \
	"{'post_message': {'thread_id': $" thread ", 'text': 'u', 'from': {" party "}}}"
#define VOICED      "message_posted message_voiced"
#define CLINIC      "{'entity_id': 'clinic'}"
#define CLAIM(item) "{'claim_item': {'item_id': " item "}}"
#define REQUEST(to)                                                                                \
	"{'send_request': {'content': {'instrument': 'plain', 'channel': 'email', 'to': " to       \
	", 'purpose': 'p', 'legal_basis': 'l'}}}"
#define SENT "request_sent request_assessed"
#define MOVE(request, state)                                                                       \
	"{'move_request': {'request_id': $" request ", 'state': '" state "', 'text': 't'}}"

void queue_check_waits(struct request_course *course, const char *waits);
void queue_play(struct request_course *course, const struct queue_step *steps, size_t count);

#endif
