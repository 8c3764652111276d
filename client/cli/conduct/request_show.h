/* Formal requests in words: the list, and one in full; one as a file to edit. Pure; any thread. */
#ifndef CONVENE_CONDUCT_REQUEST_SHOW_H
#define CONVENE_CONDUCT_REQUEST_SHOW_H

#include "client/cli/conduct/conduct.h"

void request_list(struct conduct *conduct);
void request_show(struct conduct *conduct, const struct view_request *request);

/* An instrument's file to fill in. */
void request_template(struct conduct *conduct, const Convene__V1__Instrument *instrument);

#endif
