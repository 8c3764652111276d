/*
 * A crowd of subscribers in a thread of its own, so that the publisher's measurements do not wait
 * for a thousand clients to be read. Owned by the thread that starts it.
 */
#ifndef CONVENE_BENCH_WATCHERS_H
#define CONVENE_BENCH_WATCHERS_H

#include "tests/bench/crowd.h"

#include <pthread.h>

struct watchers {
	struct crowd crowd;
	pthread_t thread;
	bool polite; /* gives way to the other threads of this machine */
	_Atomic bool stop;
	_Atomic bool cut; /* set: all sockets are killed, then cleared */
};

/* `watchers->crowd` is initialised by the caller. */
bool watchers_start(struct watchers *watchers);
/* Ends the thread; afterwards the crowd may be read. */
void watchers_stop(struct watchers *watchers);

/* Turns `crowd` until `enough` says so or `limit_ns` of time have passed; says which. */
typedef bool enough_fn(void *context);
bool crowd_turn_until(struct crowd *crowd, enough_fn *enough, void *context, uint64_t limit_ns);

#endif
