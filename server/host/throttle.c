/* Counts leak away with time, in thousandths, so a row is two numbers and no timer. When the
 * table is full the row that was touched longest ago gives way, of which most has been forgiven.
 * All rows are looked through, a few times for each login. */
#include "server/host/throttle.h"

#include "proto/xalloc.h"

#include <stdlib.h>
#include <string.h>

void throttle_init(struct throttle *throttle, uint32_t allowed, uint32_t forgive_ms)
{
	*throttle = (struct throttle){.rows = xcalloc(THROTTLE_KEYS, sizeof(struct throttle_row)),
	    .allowed = allowed,
	    .forgive_ms = forgive_ms};
}

void throttle_deinit(struct throttle *throttle)
{
	free(throttle->rows);
	throttle->rows = NULL;
}

static struct throttle_row *find(const struct throttle *throttle, const char *key)
{
	for (size_t i = 0; i < THROTTLE_KEYS; i++) {
		if (strncmp(throttle->rows[i].key, key, THROTTLE_KEY_SIZE - 1) == 0) {
			return &throttle->rows[i];
		}
	}
	return NULL;
}

static int64_t count_now(
    const struct throttle *throttle, const struct throttle_row *row, int64_t now_ms)
{
	int64_t forgiven = (now_ms - row->updated_ms) * 1000 / throttle->forgive_ms;
	return forgiven >= row->count_milli ? 0 : row->count_milli - forgiven;
}

uint64_t throttle_wait_ms(const struct throttle *throttle, const char *key, int64_t now_ms)
{
	const struct throttle_row *row = find(throttle, key);
	if (row == NULL) {
		return 0;
	}
	/* the one that is asked about counts too, and must still be among those allowed */
	int64_t excess = count_now(throttle, row, now_ms) - ((int64_t)throttle->allowed - 1) * 1000;
	return excess <= 0 ? 0 : (uint64_t)(excess * throttle->forgive_ms / 1000 + 1);
}

/* A free row, or the one that was touched longest ago. */
static struct throttle_row *make_room(struct throttle *throttle)
{
	struct throttle_row *oldest = &throttle->rows[0];
	for (size_t i = 0; i < THROTTLE_KEYS; i++) {
		if (throttle->rows[i].key[0] == '\0') {
			return &throttle->rows[i];
		}
		if (throttle->rows[i].updated_ms < oldest->updated_ms) {
			oldest = &throttle->rows[i];
		}
	}
	return oldest;
}

void throttle_count(struct throttle *throttle, const char *key, int64_t now_ms)
{
	struct throttle_row *row = find(throttle, key);
	if (row == NULL) {
		row = make_room(throttle);
		*row = (struct throttle_row){.updated_ms = now_ms};
		snprintf(row->key, sizeof(row->key), "%s", key);
	}
	row->count_milli = count_now(throttle, row, now_ms) + 1000;
	row->updated_ms = now_ms;
}
