/* What another process has used, from /proc. Any thread. Figures are 0 when the process is gone. */
#ifndef CONVENE_BENCH_PROCESS_H
#define CONVENE_BENCH_PROCESS_H

#include <stdint.h>
#include <sys/types.h>

/* Processor time of all its threads, user and system, in seconds; resolution 10 ms. */
double process_cpu_seconds(pid_t pid);

struct process_memory {
	uint64_t resident_kib;     /* VmRSS */
	uint64_t proportional_kib; /* PSS: shared pages counted by share */
};
struct process_memory process_memory(pid_t pid);

/* How often its main thread, which runs the loop, had to give way to somebody else: a long turn may
 * be one of these. */
uint64_t process_preemptions(pid_t pid);

/* Asks a server for its report about the turns of its loop: SIGUSR1, but only if it handles it. */
void process_ask_turns(pid_t pid);

#endif
