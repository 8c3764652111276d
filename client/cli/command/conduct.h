/* A noun as a subcommand: connects, carries out, asks, prints. One thread; fails by exit code. */
#ifndef CONVENE_COMMAND_CONDUCT_H
#define CONVENE_COMMAND_CONDUCT_H

#include "client/cli/conduct/conduct.h"

int conduct_main(
    const struct command *command, const struct conduct_noun *noun, int argc, char **argv);

#endif
