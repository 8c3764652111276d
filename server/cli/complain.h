/* What is wrong, to standard error: `complain("no \"%s\"", what)` is "convened: no "..."". */
#ifndef CONVENE_CLI_COMPLAIN_H
#define CONVENE_CLI_COMPLAIN_H

#include "proto/say.h"

#define complain(...) say_complaint("convened", __VA_ARGS__)

#endif
