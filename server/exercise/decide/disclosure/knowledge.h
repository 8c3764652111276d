/* Answers a KnowledgeQuery: who held which field when. */
#ifndef CONVENE_EXERCISE_DECIDE_DISCLOSURE_KNOWLEDGE_H
#define CONVENE_EXERCISE_DECIDE_DISCLOSURE_KNOWLEDGE_H

#include "convene/v1/disclosure.pb-c.h"

struct deciding;

/* Answers a KnowledgeQuery for somebody; NULL and a refusal in `deciding`. */
Convene__V1__KnowledgeReport *knowledge_report(
    struct deciding *deciding, const Convene__V1__KnowledgeQuery *query);

#endif
