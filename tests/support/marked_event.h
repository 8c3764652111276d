/*
 * Events as tests write them: JSON as json_read.h takes it, with the mark (proto/model/mark.h) in
 * front of the event's own members: {"mark":5,"exerciseMs":"60000","announced":{}}. Fails the test
 * when that makes no sense. Pure; any thread.
 */
#ifndef CONVENE_TESTS_MARKED_EVENT_H
#define CONVENE_TESTS_MARKED_EVENT_H

#include "proto/arena.h"
#include "proto/model/mark.h"

/* The event lives in the arena. */
struct view_marked marked_event(const char *json, struct arena *arena);

#endif
