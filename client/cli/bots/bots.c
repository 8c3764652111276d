#include "client/cli/bots/bots.h"

#include <stdarg.h>
#include <stdio.h>

void bots_finish(struct bots *bots, int status)
{
	if (bots->finished) {
		return;
	}
	bots->finished = true;
	bots->exit = status;
	driver_stop(bots->driver);
}

void bots_fail(struct bots *bots, int status, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	char text[1024];
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (!bots->finished) {
		cli_complain("bots: %s", text);
	}
	bots_finish(bots, status);
}

int64_t bots_exercise_ms(const struct bots *bots)
{
	/* away from the server nobody knows whether the clock runs */
	if (convene_phase(driver_peek(bots->source->client)) != CONVENE_PHASE_LIVE) {
		return bots->world->last_exercise_ms;
	}
	return view_exercise_ms(bots->world,
	    convene_server_ms(driver_peek(bots->source->client), driver_now_ms(bots->driver)));
}
