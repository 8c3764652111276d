#include "server/exercise/condition/condition.h"

#include "server/exercise/state.h"

Convene__V1__ConditionsReport *conditions_report(
    struct deciding *deciding, const Convene__V1__ConditionsQuery *query)
{
	(void)deciding;
	(void)query;
	return NULL;
}
