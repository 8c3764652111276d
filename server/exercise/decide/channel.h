/*
 * Whom a channel is for, by the scenario's channel rules: for messages, requests and disclosures
 * alike. Pure; any thread; owns nothing. Cannot fail: a channel without a rule is for everybody.
 */
#ifndef CONVENE_EXERCISE_DECIDE_CHANNEL_H
#define CONVENE_EXERCISE_DECIDE_CHANNEL_H

#include "convene/v1/common.pb-c.h"
#include "convene/v1/disclosure.pb-c.h"

#include <stdbool.h>

struct exercise;
struct team_set;
struct warnings;

/* What goes from whom to whom. */
struct channel_use {
	Convene__V1__Channel channel; /* unspecified: it fits */
	int from_team;                /* NO_TEAM: an entity or control */
	const struct team_set
	    *to; /* borrowed; teams that receive it, without the sender's; NULL: none */
};

/* Adds a warning "channel" for each rule that it breaks. warnings_flag then flags it, also where
 * nobody could be warned before. */
void channel_warn(struct warnings *warnings, const struct channel_use *use);

#endif
