/* A remark of YAML, which whoever reads the rest of the file passes over. */
#include "client/cli/text/based_on.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void based_on_write(struct buf *out, uint32_t revision)
{
	buf_printf(out, "# revision: %" PRIu32 "\n", revision);
}

uint32_t based_on_read(const char *text)
{
	static const char word[] = "revision:";
	if (*text != '#') {
		return 0;
	}
	text += 1 + strspn(text + 1, " ");
	if (strncmp(text, word, sizeof(word) - 1) != 0) {
		return 0;
	}
	unsigned long long number = strtoull(text + sizeof(word) - 1, NULL, 10);
	return number <= UINT32_MAX ? (uint32_t)number : 0;
}
