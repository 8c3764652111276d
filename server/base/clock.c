#include "server/base/clock.h"

#include <time.h>

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
