#include "tests/sim/world_library.h"

#include "tests/sim/world.h"

const char world_library[] = WORLD_LIBRARY;
