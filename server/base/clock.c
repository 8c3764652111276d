/* The system's clock is read once, and from then on the monotonic one counts. Suspension is what
 * CLOCK_BOOTTIME has more than CLOCK_MONOTONIC. For how long a server was away is told by the time
 * since boot where both moments are of one boot, since nobody sets that; else by the wall clock,
 * unless that contradicts itself. */
#include "server/base/clock.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* Two clocks that are read one after the other may differ. */
#define ROUGHLY_MS 1000

static int64_t read_ms(clockid_t id)
{
	struct timespec now;
	clock_gettime(id, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* CLOCK_BOOTTIME goes on while the machine is suspended, CLOCK_MONOTONIC does not. */
static int64_t suspended_since_boot_ms(void)
{
	return read_ms(CLOCK_BOOTTIME) - read_ms(CLOCK_MONOTONIC);
}

void clock_init(struct clock *clock)
{
	clock->offset_ms = read_ms(CLOCK_REALTIME) - read_ms(CLOCK_MONOTONIC);
	clock->suspended_ms = suspended_since_boot_ms();
}

int64_t clock_now_ms(const struct clock *clock)
{
	return read_ms(CLOCK_MONOTONIC) + clock->offset_ms;
}

int64_t clock_take_suspended_ms(struct clock *clock)
{
	int64_t now = suspended_since_boot_ms();
	int64_t since = now - clock->suspended_ms;
	clock->suspended_ms = now;
	clock->offset_ms += since;
	return since;
}

/* As proc(5) has it, "6f1c9a3e-..."; false where there is none, as in some containers. */
static bool read_boot_id(uint8_t id[16])
{
	FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");
	int got = 0;
	if (file == NULL) {
		return false;
	}
	unsigned byte;
	/* a hyphen stands between bytes only */
	while (got < 16 && fscanf(file, "%*1[-]") >= 0 && fscanf(file, "%2x", &byte) == 1) {
		id[got++] = (uint8_t)byte;
	}
	fclose(file);
	return got == 16;
}

void clock_moment(const struct clock *clock, struct clock_moment *moment)
{
	*moment = (struct clock_moment){
	    .wall_ms = clock_now_ms(clock),
	    .boot_ms = read_ms(CLOCK_BOOTTIME),
	};
	if (!read_boot_id(moment->boot_id)) {
		memset(moment->boot_id, 0, sizeof(moment->boot_id));
	}
}

static bool same_boot(const struct clock_moment *one, const struct clock_moment *other)
{
	static const uint8_t unknown[sizeof(one->boot_id)];
	return memcmp(one->boot_id, other->boot_id, sizeof(one->boot_id)) == 0 &&
	       memcmp(one->boot_id, unknown, sizeof(unknown)) != 0;
}

int64_t clock_away_ms(
    const struct clock_moment *noted, int64_t last_ms, const struct clock_moment *now)
{
	int64_t away_ms;
	if (same_boot(noted, now)) {
		away_ms = now->boot_ms - noted->boot_ms - (last_ms - noted->wall_ms);
		return away_ms < 0 && away_ms > -ROUGHLY_MS ? 0 : away_ms;
	}
	away_ms = now->wall_ms - last_ms;
	/* it was there before this boot, and so is away for longer than that */
	if (noted->boot_ms != 0 && away_ms + ROUGHLY_MS < now->boot_ms) {
		return -1;
	}
	return away_ms;
}
