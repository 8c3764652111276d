#include "server/exercise/disclosure/disclosure.h"

#include "server/exercise/state.h"

void disclosure_decide(struct deciding *deciding)
{
	(void)deciding;
}

void disclosure_apply(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}
