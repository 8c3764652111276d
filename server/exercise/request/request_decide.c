#include "server/exercise/request/request.h"

#include "server/exercise/state.h"

void request_decide_draft(struct deciding *deciding)
{
	(void)deciding;
}

void request_decide_send(struct deciding *deciding)
{
	(void)deciding;
}

void request_decide_move(struct deciding *deciding)
{
	(void)deciding;
}
