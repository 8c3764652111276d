#include "tests/bench/watchers.h"

#include <sys/resource.h>

#define TURN_NS (5u * 1000u * 1000u)

static void *watch(void *context)
{
	struct watchers *watchers = context;
	/* On Linux a thread has a priority of its own. */
	if (watchers->polite) {
		setpriority(PRIO_PROCESS, 0, 10);
	}
	while (!watchers->stop) {
		if (watchers->cut) {
			crowd_cut(&watchers->crowd);
			watchers->cut = false;
		}
		crowd_turn(&watchers->crowd, TURN_NS);
	}
	return NULL;
}

bool watchers_start(struct watchers *watchers)
{
	return pthread_create(&watchers->thread, NULL, watch, watchers) == 0;
}

void watchers_stop(struct watchers *watchers)
{
	watchers->stop = true;
	pthread_join(watchers->thread, NULL);
}

bool crowd_turn_until(struct crowd *crowd, enough_fn *enough, void *context, uint64_t limit_ns)
{
	uint64_t until = now_ns() + limit_ns;
	while (!enough(context)) {
		if (now_ns() > until || crowd_is_hopeless(crowd)) {
			return false;
		}
		crowd_turn(crowd, TURN_NS);
	}
	return true;
}
