/*
 * Calls that this project does not use, because each has lost somebody a buffer or an error.
 * Included before every source file by the build; the system's own headers come first, so that
 * their declarations still compile.
 */
#ifndef CONVENE_POISON_H
#define CONVENE_POISON_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma GCC poison strcpy strcat sprintf vsprintf strncpy strncat atoi atol atoll strtok gets

#endif
