#include "tests/fuzz/hostile/impostor.h"

#include "proto/frame.h"
#include "proto/printable.h"
#include "tests/support/expect.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a program under a sanitiser exits with, and nothing else does. */
#define SANITISER_EXIT 99

/* Nothing moves for so long: it is told to go. */
#define PATIENCE_MS 3000

/* Connections that it may make before it is left alone. */
#define CONNECTIONS_MAX 6

/* Everything that shows something; the ids are Long Harvest's, or may exist. */
static const char typed[] = "help\ninbox\nread w1-calls\nthreads\nthread 250\nroster\nbriefing\n"
                            "cards\ncard AL\nwaiting\nmsel\nmsel due\nmilestone list\ncase list\n"
                            "case show 850\nrequest list\nqueue list\nanswer list\n"
                            "interpreter list\nlog\nsave w1-calls\nattach /etc/hostname\n"
                            "say AL-LI A question.\nclock\ncase who-knows 850\nq\nquit\n";

static int choose_alpn(SSL *ssl, const unsigned char **out, unsigned char *out_len,
    const unsigned char *in, unsigned in_len, void *context)
{
	(void)ssl;
	(void)context;
	if (in_len < 1 || in[0] >= in_len) {
		return SSL_TLSEXT_ERR_ALERT_FATAL;
	}
	*out = in + 1;
	*out_len = in[0];
	return SSL_TLSEXT_ERR_OK;
}

static uint16_t listen_somewhere(int *listener)
{
	struct sockaddr_in address = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);

	*listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	expect(*listener >= 0 && bind(*listener, (struct sockaddr *)&address, size) == 0 &&
	           listen(*listener, 8) == 0 &&
	           getsockname(*listener, (struct sockaddr *)&address, &size) == 0,
	    "no port: %s", strerror(errno));
	return ntohs(address.sin_port);
}

void impostor_init(struct impostor *impostor, const struct test_server *server)
{
	struct join_link link = *test_server_link(server, "player", "AL-NGO");
	char path[128];

	signal(SIGPIPE, SIG_IGN); /* the program may hang up first */
	*impostor = (struct impostor){.context = SSL_CTX_new(TLS_server_method())};
	snprintf(path, sizeof(path), "%s/tls-certificate.pem", server->folder);
	expect(SSL_CTX_use_certificate_file(impostor->context, path, SSL_FILETYPE_PEM) == 1,
	    "the certificate cannot be read");
	snprintf(path, sizeof(path), "%s/tls-key.pem", server->folder);
	expect(SSL_CTX_use_PrivateKey_file(impostor->context, path, SSL_FILETYPE_PEM) == 1,
	    "the key cannot be read");
	SSL_CTX_set_alpn_select_cb(impostor->context, choose_alpn, NULL);
	link.port = listen_somewhere(&impostor->listener);
	join_link_format(&link, true, impostor->link, sizeof(impostor->link));
	snprintf(impostor->folder, sizeof(impostor->folder), "/tmp/convene-hostile-XXXXXX");
	expect(mkdtemp(impostor->folder) != NULL, "mkdtemp: %s", strerror(errno));
}

void impostor_deinit(struct impostor *impostor)
{
	char command[128];

	SSL_CTX_free(impostor->context);
	close(impostor->listener);
	snprintf(command, sizeof(command), "rm -rf '%s'", impostor->folder);
	expect(system(command) == 0, "%s", command);
}

/* --- the program --- */

struct program {
	pid_t pid;
	int in, out; /* the same where it has a terminal; -1: closed */
	size_t typed;
	struct buf said;
	bool over;
	int status;
};

static _Noreturn void become(const struct impostor *impostor, const char *convene)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_DFL);
	setenv("CONVENE_LINK", impostor->link, 1);
	setenv("CONVENE_NAME", "Rea", 1);
	setenv("XDG_STATE_HOME", impostor->folder, 1);
	setenv("TERM", "xterm", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("ASAN_OPTIONS", "detect_leaks=1:exitcode=99", 1);
	setenv("LSAN_OPTIONS", "exitcode=99", 1);
	setenv("UBSAN_OPTIONS", "print_stacktrace=1:halt_on_error=1:exitcode=99", 1);
	if (chdir(impostor->folder) != 0) {
		_exit(127);
	}
	execl(convene, convene, "join", NULL);
	_exit(127);
}

static void start(struct program *program, const struct impostor *impostor, const char *convene,
    bool terminal, unsigned short columns)
{
	struct winsize size = {.ws_row = 24, .ws_col = columns};
	int in[2], out[2];

	*program = (struct program){.pid = -1};
	if (terminal) {
		program->pid = forkpty(&program->in, NULL, NULL, &size);
		program->out = program->in;
		if (program->pid == 0) {
			become(impostor, convene);
		}
	} else {
		expect(pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0, "no pipe");
		program->pid = fork();
		if (program->pid == 0) {
			dup2(in[0], STDIN_FILENO);
			dup2(out[1], STDOUT_FILENO);
			dup2(out[1], STDERR_FILENO);
			become(impostor, convene);
		}
		close(in[0]);
		close(out[1]);
		program->in = in[1];
		program->out = out[0];
	}
	expect(program->pid > 0, "fork: %s", strerror(errno));
	fcntl(program->in, F_SETFL, O_NONBLOCK);
}

static void hear(struct program *program)
{
	ssize_t got = read(program->out, buf_reserve(&program->said, 4096), 4096);

	if (got > 0) {
		program->said.len += (size_t)got;
	} else if (got == 0 || (errno != EINTR && errno != EAGAIN)) {
		program->over = true;
	}
}

/* A piece at a time: a terminal takes no more than its line discipline holds. */
static void say(struct program *program)
{
	ssize_t put = write(program->in, typed + program->typed,
	    sizeof(typed) - 1 - program->typed < 40 ? sizeof(typed) - 1 - program->typed : 40);

	if (put > 0) {
		program->typed += (size_t)put;
	}
	if (program->typed == sizeof(typed) - 1 && program->in != program->out) {
		close(program->in);
		program->in = -1;
	}
}

static void claim_safe(const struct program *program)
{
	const char *said = (const char *)program->said.data;
	struct printable_walk walk;

	printable_start(&walk, said, program->said.len);
	while (printable_next(&walk)) {
		if (walk.code != '\n' && walk.text + walk.size < said + program->said.len &&
		    (walk.kind == PRINTABLE_UNSAFE || walk.kind == PRINTABLE_HIDDEN ||
		        walk.kind == PRINTABLE_BREAK)) {
			fwrite(said, 1, program->said.len, stderr);
			expect(false, "U+%04X was printed", (unsigned)walk.code);
		}
	}
}

static void reap(struct program *program)
{
	if (program->in >= 0 && program->in != program->out) {
		close(program->in);
	}
	close(program->out);
	kill(program->pid, SIGTERM);
	expect(waitpid(program->pid, &program->status, 0) == program->pid, "waitpid");
	if ((WIFSIGNALED(program->status) && WTERMSIG(program->status) != SIGTERM &&
	        WTERMSIG(program->status) != SIGHUP && WTERMSIG(program->status) != SIGPIPE) ||
	    (WIFEXITED(program->status) && WEXITSTATUS(program->status) == SANITISER_EXIT)) {
		fwrite(program->said.data, 1, program->said.len, stderr);
		expect(false, "the program died of it: status %#x", (unsigned)program->status);
	}
	/* a terminal gets control sequences, and cuts what the line discipline likes */
	if (program->in != program->out) {
		claim_safe(program);
	}
	buf_deinit(&program->said);
}

/* --- the conversation --- */

struct talk {
	SSL *ssl;       /* owned; NULL: nobody is connected */
	struct buf out; /* owned: not sent yet */
	unsigned connections;
};

static void hang_up(struct talk *talk)
{
	if (talk->ssl == NULL) {
		return;
	}
	close(SSL_get_fd(talk->ssl));
	SSL_free(talk->ssl);
	talk->ssl = NULL;
}

static void fill(
    struct talk *talk, struct mutator *mutator, const struct stream *stream, uint64_t one_in)
{
	struct buf changed = {0};

	talk->out.len = 0;
	for (size_t i = 0; i < stream->count; i++) {
		const struct buf *frame = &stream->frames[i];

		/* the first one whole, or there is no more to see */
		if (i > 0 && mutator_one_in(mutator, one_in)) {
			mutate_frame(mutator, frame, &changed);
			frame = &changed;
		}
		buf_append_varint(&talk->out, frame->len);
		buf_append(&talk->out, frame->data, frame->len);
	}
	buf_deinit(&changed);
}

static void answer_call(struct impostor *impostor, struct talk *talk)
{
	struct timeval patience = {.tv_sec = PATIENCE_MS / 1000};
	int fd = accept4(impostor->listener, NULL, NULL, SOCK_CLOEXEC);

	hang_up(talk);
	if (fd < 0) {
		return;
	}
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	talk->ssl = SSL_new(impostor->context);
	SSL_set_fd(talk->ssl, fd);
	talk->connections++;
	if (SSL_accept(talk->ssl) != 1) {
		hang_up(talk);
	} else {
		fcntl(fd, F_SETFL, O_NONBLOCK);
	}
}

static void transact(struct talk *talk)
{
	char ignored[4096];
	int done;

	ERR_clear_error();
	while ((done = SSL_read(talk->ssl, ignored, sizeof(ignored))) > 0)
		;
	if (SSL_get_error(talk->ssl, done) != SSL_ERROR_WANT_READ) {
		hang_up(talk);
		return;
	}
	while (talk->out.len > 0) {
		size_t piece = talk->out.len < 16384 ? talk->out.len : 16384;

		ERR_clear_error();
		done = SSL_write(talk->ssl, talk->out.data, (int)piece);
		if (done <= 0) {
			if (SSL_get_error(talk->ssl, done) != SSL_ERROR_WANT_WRITE) {
				hang_up(talk);
			}
			return;
		}
		buf_consume(&talk->out, (size_t)done);
	}
}

void impostor_meet(struct impostor *impostor, struct mutator *mutator, const char *convene,
    const struct stream *stream, uint64_t one_in)
{
	static const unsigned short columns[] = {20, 60, 80, 200};
	struct talk talk = {.ssl = NULL};
	struct program program;

	start(&program, impostor, convene, mutator_one_in(mutator, 2),
	    columns[mutator_draw(mutator, 4)]);
	fill(&talk, mutator, stream, one_in);
	while (!program.over && talk.connections <= CONNECTIONS_MAX) {
		bool all_sent = talk.connections > 0 && talk.out.len == 0;
		struct pollfd polled[] = {{.fd = program.out, .events = POLLIN},
		    {.fd = all_sent && program.typed < sizeof(typed) - 1 ? program.in : -1,
		        .events = POLLOUT},
		    {.fd = impostor->listener, .events = POLLIN},
		    {.fd = talk.ssl != NULL ? SSL_get_fd(talk.ssl) : -1,
		        .events = (short)(POLLIN | (talk.out.len > 0 ? POLLOUT : 0))}};

		if (poll(polled, 4, PATIENCE_MS) <= 0) {
			break;
		}
		if (polled[0].revents != 0) {
			hear(&program);
		}
		if (polled[1].revents != 0) {
			say(&program);
		}
		if (polled[2].revents != 0) {
			answer_call(impostor, &talk);
			if (talk.connections > 1) {
				fill(&talk, mutator, stream, one_in);
			}
		}
		if (polled[3].revents != 0 && talk.ssl != NULL) {
			transact(&talk);
		}
	}
	hang_up(&talk);
	buf_deinit(&talk.out);
	reap(&program);
}
