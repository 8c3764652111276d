/* Random bytes, or the end of the process: there is no second-best secret. */
#include "server/base/random.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

void random_bytes(void *out, size_t len)
{
	uint8_t *bytes = out;
	while (len > 0) {
		ssize_t got = getrandom(bytes, len, 0);
		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got <= 0) {
			fputs("the system gives no random bytes\n", stderr);
			abort();
		}
		bytes += got;
		len -= (size_t)got;
	}
}

uint64_t random_seed(void)
{
	uint64_t seed;
	random_bytes(&seed, sizeof seed);
	return seed;
}
