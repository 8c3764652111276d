/* Those who follow a live exercise: a ring, and how they are told, in shares, that there is more.
 */
#include "server/live/live_private.h"

/* Followers told of a commit in one turn of the loop: about what can be sent in one. More at once
 * would make the turn long, and they would be out of the processor's cache again when their turn
 * to be sent something comes. */
#define TOLD_A_TURN 192

void live_follow(struct live *live, struct follower *follower)
{
	follower->prev = live->followers.prev;
	follower->next = &live->followers;
	follower->prev->next = follower;
	live->followers.prev = follower;
	live->follower_count++;
	/* those who are still to be told come before it, or after it and around the list's end */
	if (live->tell_left > 0) {
		live->tell_left++;
	}
}

void live_unfollow(struct live *live, struct follower *follower)
{
	if (follower->next == NULL) {
		return;
	}
	if (live->next_told == follower) {
		live->next_told = follower->next;
	}
	follower->prev->next = follower->next;
	follower->next->prev = follower->prev;
	follower->prev = follower->next = NULL;
	live->follower_count--;
}

struct follower *live_next_follower(const struct live *live, const struct follower *follower)
{
	struct follower *next = follower == NULL ? live->followers.next : follower->next;
	return next == &live->followers ? NULL : next;
}

struct follower *live_follower_of(const struct live *live, uint64_t connection_id)
{
	struct follower *follower = live_next_follower(live, NULL);
	while (follower != NULL && follower->connection_id != connection_id) {
		follower = live_next_follower(live, follower);
	}
	return follower;
}

static void tell_some(struct live *live)
{
	for (size_t i = 0; i < TOLD_A_TURN && live->tell_left > 0; i++) {
		struct follower *follower = live->next_told;
		if (follower == &live->followers) { /* the list is a ring */
			follower = follower->next;
		}
		if (follower == &live->followers) { /* nobody follows any more */
			live->tell_left = 0;
			break;
		}
		__builtin_prefetch(follower->next->next);
		live->next_told = follower->next; /* it may leave */
		live->tell_left--;
		follower->advanced(follower);
	}
}

static void go_on_telling(uv_idle_t *idle)
{
	struct live *live = idle->data;
	tell_some(live);
	if (live->tell_left == 0) {
		uv_idle_stop(idle);
	}
}

/* All followers, once around the list. While some are still to be told of the commit before it goes
 * on with these, so that they need not be told twice; else it begins with who came first, most
 * often the staff, whose answers wait. */
void live_tell_advanced(struct live *live)
{
	if (live->tell_left == 0) {
		live->next_told = live->followers.next;
	}
	live->tell_left = live->follower_count;
	tell_some(live);
	if (live->tell_left > 0) {
		uv_idle_start(&live->tell, go_on_telling);
	}
}

void live_end_followers(struct live *live, Convene__V1__ErrorCode code, const char *text)
{
	while (live->followers.next != &live->followers) {
		struct follower *follower = live->followers.next;
		live_unfollow(live, follower);
		follower->ended(follower, code, text);
	}
}
