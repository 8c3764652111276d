/*
 * Threads and the messages in them: who the parties are, who wrote. What was written is in the log
 * only. One thread of execution at a time; owned by the state.
 */
#ifndef CONVENE_EXERCISE_STATE_THREAD_H
#define CONVENE_EXERCISE_STATE_THREAD_H

#include "convene/v1/common.pb-c.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/digest.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct digest_form;

struct thread {
	struct digest_node node;
	uint64_t id;
	struct parties parties;
	Convene__V1__Channel channel; /* which it was opened on */
	uint64_t messages;            /* how many, and the sum of mix_pair(message, author) */
	uint64_t messages_sum;
	uint64_t reads; /* likewise of mix_pair(message, reader) */
	uint64_t reads_sum;
	uint64_t last_message; /* its seq; derived, not in the digest; 0: none */
	uint64_t corrections;  /* how many, and the sum of mix_pair(message, event) */
	uint64_t corrections_sum;
};

struct message {
	uint64_t seq; /* of its event */
	uint64_t id;
	const struct thread *thread; /* borrowed: outlives the message */
	uint64_t author_id;          /* participant, also of one who wrote as an entity */
	uint64_t before;             /* seq of the thread's message before it; 0: none */
	struct end from;
	uint64_t text_seq;     /* of the event with the text that it has now: what is read */
	uint32_t revision;     /* how often it was corrected */
	uint64_t corrected_by; /* participant; 0: nobody */
};

/* By seq. A zeroed one is empty. */
struct messages {
	struct message *list; /* owned */
	size_t count;
	size_t cap;
};
void thread_digest(const struct thread *thread, struct digest_form *form);

#endif
