/*
 * What the files of the view's fold share. For this folder and nobody else.
 */
#ifndef CONVENE_MODEL_VIEW_PRIVATE_H
#define CONVENE_MODEL_VIEW_PRIVATE_H

#include "proto/model/view.h"

/* Room for one more element, zeroed. */
void *view_grow(void **list, size_t *count, size_t *cap, size_t size);
#define VIEW_GROW(list, count, cap) view_grow((void **)&(list), &(count), &(cap), sizeof(*(list)))

/* Binary search in a list whose elements begin with their id, in ascending order. */
const void *view_by_id(const void *list, size_t count, size_t size, uint64_t id);

/* Each takes in what is its own and says whether it was. The events live as long as the view. */
bool view_clock_apply(struct view *view, const Convene__V1__Event *event);
bool view_welfare_apply(struct view *view, const Convene__V1__Event *event);
bool view_case_apply(struct view *view, const Convene__V1__Event *event);
bool view_request_apply(struct view *view, const Convene__V1__Event *event);
bool view_milestone_apply(struct view *view, const Convene__V1__Event *event);
bool view_booking_apply(struct view *view, const Convene__V1__Event *event);
bool view_questionnaire_apply(struct view *view, const Convene__V1__Event *event);

/* After every event: what waits for an answer now. */
void view_queue_apply(struct view *view, const Convene__V1__Event *event);

void view_catalogue_merge(struct view *view, const Convene__V1__Scenario *part, bool whole);
void view_story_created(struct view *view, const Convene__V1__StoryTime *story);
void view_story_shifted(struct view *view, const Convene__V1__Event *event);

void view_welfare_free(struct view *view);
void view_cases_free(struct view *view);
void view_requests_free(struct view *view);
void view_questionnaires_free(struct view *view);
void view_catalogue_free(struct view *view);

#endif
