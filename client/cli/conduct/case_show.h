/* Cases in words: the list, and one in full. Pure; any thread. */
#ifndef CONVENE_CONDUCT_CASE_SHOW_H
#define CONVENE_CONDUCT_CASE_SHOW_H

#include "client/cli/conduct/conduct.h"
#include "proto/reflect.h"

void case_list(struct conduct *conduct);
void case_show(struct conduct *conduct, const struct view_case *file);

/* What everybody knows of a form: its items, how they were answered, against act - means - purpose.
 */
void case_form_show(
    struct conduct *conduct, const struct view_case *file, const Convene__V1__Form *form);

#define CASE_ELEMENTS_SIZE (3 * REFLECT_WORD_SIZE)

/* "act, means": what an item speaks to; "" for nothing. `out` is returned. */
const char *case_elements(const Convene__V1__FormItem *item, char out[CASE_ELEMENTS_SIZE]);
/* How the viewer's team has answered an item, for staff any team; `note` may be NULL. */
Convene__V1__ItemAnswer case_item(const struct view *view, const struct view_case *file,
    const Convene__V1__Form *form, const Convene__V1__FormItem *item, const char **note);
/* "not asked": in `out`, or a literal. */
const char *case_answer(Convene__V1__ItemAnswer answer, char out[REFLECT_WORD_SIZE]);

/* Whether the step may be taken from there; NULL: the case is not on its track. */
bool case_step_begins(const Convene__V1__Transition *step, const struct view_standing *here);

/* "identification presumed": the steps that may follow from where the case stands. */
void case_steps(struct conduct *conduct, struct buf *out, const struct view_case *file);

#endif
