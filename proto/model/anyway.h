/* `anyway`: a command that was warned of, once more. Pure; any thread. */
#ifndef CONVENE_MODEL_ANYWAY_H
#define CONVENE_MODEL_ANYWAY_H

#include "convene/v1/command.pb-c.h"

#include <stdbool.h>

/* Sets it in the command. False: the command has none. */
bool anyway_set(Convene__V1__Command *command);

#endif
