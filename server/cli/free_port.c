/* Asking is listening for a moment, as a server would. Somebody else may take the port before the
 * server does; then that says so. */
#include "server/cli/free_port.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

/* True when all of this machine's IPv4 addresses have the port free, which is what a server usually
 * asks for. */
static bool is_free(uint16_t port)
{
	struct sockaddr_in address = {
	    .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_ANY)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int on = 1;
	bool bound;
	if (fd < 0) {
		return false;
	}
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	bound = bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0 && listen(fd, 1) == 0;
	close(fd);
	return bound;
}

uint16_t free_port(uint16_t port, unsigned tried)
{
	for (unsigned i = 0; i < tried && port + i <= UINT16_MAX; i++) {
		if (is_free((uint16_t)(port + i))) {
			return (uint16_t)(port + i);
		}
	}
	return port;
}
