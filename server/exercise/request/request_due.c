#include "server/exercise/request/request.h"

#include "server/exercise/state.h"

int64_t requests_next(const struct exercise *exercise)
{
	(void)exercise;
	return INT64_MAX;
}

void requests_decide(struct deciding *deciding, int64_t until_ms)
{
	(void)deciding;
	(void)until_ms;
}
