/*
 * Whom an interpreter can help. Pure; any thread.
 */
#ifndef CONVENE_RULES_INTERPRETER_H
#define CONVENE_RULES_INTERPRETER_H

#include "convene/v1/simcell.pb-c.h"

#include <stdbool.h>

/* Whether somebody of this language is understood. "": it is not known, and anybody will do. */
bool interpreter_speaks(const Convene__V1__Interpreter *interpreter, const char *language);

#endif
