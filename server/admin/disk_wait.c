/* A follower in each exercise that is waited for: it is told when that comes further and when it
 * stops. What is on disk already is never waited for, so a list of many quiet exercises costs
 * nothing. At the first one that stops all followers go, before the owner is told: it may begin to
 * wait anew from there. */
#include "server/admin/disk_wait.h"

#include "proto/xalloc.h"

#include <stdlib.h>

/* One exercise that is waited for. */
struct part {
	struct follower follower; /* first: its callbacks find the part by it */
	struct disk_wait *wait;   /* borrowed: owns the part */
	struct part *next;        /* owned */
	struct live *live;        /* borrowed: outlives the part, which is told of its end */
	uint64_t ticket;
};

struct disk_wait {
	struct disk_wait_events events;
	uint64_t connection_id;
	struct part *parts; /* owned */
};

static void advanced(struct follower *follower)
{
	struct disk_wait *wait = ((struct part *)follower)->wait;
	wait->events.advanced(wait->events.context);
}

static void ended(struct follower *follower, Convene__V1__ErrorCode code, const char *text)
{
	struct disk_wait *wait = ((struct part *)follower)->wait;
	disk_wait_stop(wait);
	wait->events.ended(wait->events.context, code, text);
}

struct disk_wait *disk_wait_new(const struct disk_wait_events *events, uint64_t connection_id)
{
	struct disk_wait *wait = xcalloc(1, sizeof(*wait));
	wait->events = *events;
	wait->connection_id = connection_id;
	return wait;
}

void disk_wait_free(struct disk_wait *wait)
{
	disk_wait_stop(wait);
	free(wait);
}

static bool part_is_over(const struct part *part)
{
	return !live_is_loading(part->live) && live_is_durable(part->live, part->ticket);
}

void disk_wait_for(struct disk_wait *wait, struct live *live)
{
	struct part *part = xcalloc(1, sizeof(*part));
	part->wait = wait;
	part->live = live;
	/* what an exercise begins with when it is loaded is not waited for */
	part->ticket = live_is_loading(live) ? 0 : live_pending_ticket(live);
	if (part_is_over(part)) {
		free(part);
		return;
	}
	part->follower.connection_id = wait->connection_id;
	part->follower.advanced = advanced;
	part->follower.ended = ended;
	part->next = wait->parts;
	wait->parts = part;
	live_follow(live, &part->follower);
}

bool disk_wait_is_over(const struct disk_wait *wait)
{
	for (const struct part *part = wait->parts; part != NULL; part = part->next) {
		if (!part_is_over(part)) {
			return false;
		}
	}
	return true;
}

void disk_wait_stop(struct disk_wait *wait)
{
	while (wait->parts != NULL) {
		struct part *part = wait->parts;
		wait->parts = part->next;
		live_unfollow(part->live, &part->follower);
		free(part);
	}
}
