/* Random values for the fields of commands, by the fields' names: mostly of things that exist. Test
 * helper. */
#ifndef CONVENE_TESTS_SIM_RANDOM_VALUES_H
#define CONVENE_TESTS_SIM_RANDOM_VALUES_H

#include "tests/sim/random_play.h"

const char *random_text(struct play *play, const char *field, enum sense sense);
uint64_t random_number(struct play *play, const char *field, enum sense sense);
ProtobufCBinaryData random_bytes(struct play *play, enum sense sense);

#endif
