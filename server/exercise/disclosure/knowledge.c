#include "server/exercise/disclosure/disclosure.h"

#include "server/exercise/state.h"

Convene__V1__KnowledgeReport *knowledge_report(
    struct deciding *deciding, const Convene__V1__KnowledgeQuery *query)
{
	(void)deciding;
	(void)query;
	return NULL;
}
