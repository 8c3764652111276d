/* Finds a TCP port that nobody listens on. */
#ifndef CONVENE_CLI_FREE_PORT_H
#define CONVENE_CLI_FREE_PORT_H

#include <stdint.h>

/* The first of `tried` ports from `port` on that can be listened on; `port` itself if none can, so
 * that the error names it. */
uint16_t free_port(uint16_t port, unsigned tried);

#endif
