/*
 * What the scenario declares, as far as this viewer is told: merged from ScenarioLoaded (staff) and
 * CatalogueIssued (everybody). Part of the view (view.h), which owns the lists; the messages live
 * as long as the view.
 */
#ifndef CONVENE_MODEL_CATALOGUE_H
#define CONVENE_MODEL_CATALOGUE_H

#include "convene/v1/scenario.pb-c.h"

#include <stdbool.h>
#include <stddef.h>

struct view;

enum view_catalogue_kind {
	VIEW_FLAG,
	VIEW_TRACK,
	VIEW_FIELD,
	VIEW_FORM,
	VIEW_DISCLOSURE_RULE,
	VIEW_INSTRUMENT,
	VIEW_INTERPRETER,
	VIEW_CASE_PERSON,
	VIEW_MILESTONE,
	VIEW_SWITCH,
	VIEW_ALTERNATIVES,
	VIEW_QUESTIONNAIRE,
	VIEW_OBJECTIVE,
	VIEW_CATALOGUE_KINDS
};

struct view_catalogue_list {
	const ProtobufCMessage **items; /* owned list, in the scenario's order */
	bool *whole;                    /* owned; as staff are told it */
	size_t count, cap, whole_count, whole_cap;
};

struct view_catalogue {
	struct view_catalogue_list lists[VIEW_CATALOGUE_KINDS];
};

/* By id, whatever the case of letters; NULL when there is none. */
const ProtobufCMessage *view_catalogue_item(
    const struct view *view, enum view_catalogue_kind kind, const char *id);

/* Its title in the viewer's language, or its id where there is none. */
const char *view_title(const struct view *view, enum view_catalogue_kind kind, const char *id);

/* Typed: view_declared(view, TRACK, Track, id). */
#define view_declared(view, KIND, Type, id)                                                        \
	((const Convene__V1__##Type *)view_catalogue_item((view), VIEW_##KIND, (id)))
#define view_declared_at(view, KIND, Type, index)                                                  \
	((const Convene__V1__##Type *)(view)->catalogue.lists[VIEW_##KIND].items[index])
#define view_declared_count(view, KIND) ((view)->catalogue.lists[VIEW_##KIND].count)

#endif
