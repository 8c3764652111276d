/* A rate as people type it, and as the clock shows it. */
#include "client/cli/act/act.h"

#include <stdlib.h>

/* SetRate.rate_permille (command.proto). */
#define RATE_MOST 10000000.0

bool act_parse_rate(const char *text, uint32_t *permille)
{
	/* as the clock shows it, too: x10 */
	if (text[0] == 'x') {
		text++;
	}
	if (text[0] < '0' || text[0] > '9') {
		return false;
	}
	char *end;
	double factor = strtod(text, &end);
	if (*end == 'x') {
		end++;
	}
	if (*end != '\0' || factor * 1000.0 < 1.0 || factor * 1000.0 > RATE_MOST) {
		return false;
	}
	*permille = (uint32_t)(factor * 1000.0 + 0.5);
	return true;
}
