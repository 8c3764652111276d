/*
 * What is declared, merged by reflection: each kind is a repeated field of Scenario whose messages
 * begin with an id, so that one kind more is its name and a row of `fields`.
 */
#include "proto/model/view.h"

#include "proto/list.h"
#include "proto/model/view_private.h"
#include "proto/reflect.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Field of Scenario that each kind comes from. */
static const char *const fields[VIEW_CATALOGUE_KINDS] = {[VIEW_FLAG] = "flags",
    [VIEW_TRACK] = "tracks",
    [VIEW_FIELD] = "fields",
    [VIEW_FORM] = "forms",
    [VIEW_DISCLOSURE_RULE] = "disclosure_rules",
    [VIEW_INSTRUMENT] = "instruments",
    [VIEW_INTERPRETER] = "interpreters",
    [VIEW_CASE_PERSON] = "persons",
    [VIEW_MILESTONE] = "milestones",
    [VIEW_SWITCH] = "switches",
    [VIEW_ALTERNATIVES] = "alternatives",
    [VIEW_QUESTIONNAIRE] = "questionnaires",
    [VIEW_OBJECTIVE] = "objectives"};

static size_t place_of(const struct view_catalogue_list *list, const char *id)
{
	size_t at = 0;
	while (at < list->count && strcasecmp(reflect_id(list->items[at]), id) != 0) {
		at++;
	}
	return at;
}

const ProtobufCMessage *view_catalogue_item(
    const struct view *view, enum view_catalogue_kind kind, const char *id)
{
	const struct view_catalogue_list *list = &view->catalogue.lists[kind];
	size_t at = place_of(list, id);
	return at < list->count ? list->items[at] : NULL;
}

const char *view_title(const struct view *view, enum view_catalogue_kind kind, const char *id)
{
	const ProtobufCMessage *item = view_catalogue_item(view, kind, id);
	const ProtobufCFieldDescriptor *field = NULL;
	const char *text = "";
	if (item != NULL) {
		field = protobuf_c_message_descriptor_get_field_by_name(
		    item->descriptor, kind == VIEW_INTERPRETER ? "name" : "title");
	}
	if (field != NULL) {
		text =
		    view_text(view, *(const Convene__V1__Text *const *)reflect_member(item, field));
	}
	return text[0] != '\0' ? text : id;
}

/* Staff are told of the same thing twice, once with everything about it. */
static void put(struct view_catalogue_list *list, const ProtobufCMessage *item, bool whole)
{
	size_t at = place_of(list, reflect_id(item));
	if (at < list->count) {
		if (whole && !list->whole[at]) {
			list->items[at] = item;
			list->whole[at] = true;
		}
		return;
	}
	*LIST_ADD(list->items, list->count, list->cap) = item;
	*LIST_ADD(list->whole, list->whole_count, list->whole_cap) = whole;
}

void view_catalogue_merge(struct view *view, const Convene__V1__Scenario *part, bool whole)
{
	if (part == NULL) {
		return;
	}
	if (whole && part->overdue != NULL) {
		view->overdue = part->overdue;
	}
	for (size_t kind = 0; kind < VIEW_CATALOGUE_KINDS; kind++) {
		const ProtobufCFieldDescriptor *field =
		    protobuf_c_message_descriptor_get_field_by_name(
		        &convene__v1__scenario__descriptor, fields[kind]);
		ProtobufCMessage *const *items =
		    *(ProtobufCMessage *const *const *)reflect_member(&part->base, field);
		size_t count = *reflect_count(&part->base, field);
		for (size_t i = 0; i < count; i++) {
			put(&view->catalogue.lists[kind], items[i], whole);
		}
	}
}

void view_catalogue_free(struct view *view)
{
	for (size_t kind = 0; kind < VIEW_CATALOGUE_KINDS; kind++) {
		free(view->catalogue.lists[kind].items);
		free(view->catalogue.lists[kind].whole);
	}
}
