#include "tests/bench/process.h"

#include <inttypes.h>
#include <signal.h>
#include <unistd.h>

static FILE *open_proc(pid_t pid, const char *name)
{
	char path[64];
	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	return fopen(path, "re");
}

double process_cpu_seconds(pid_t pid)
{
	FILE *file = open_proc(pid, "stat");
	if (!file) {
		return 0;
	}
	char line[1024];
	size_t len = fread(line, 1, sizeof(line) - 1, file);
	fclose(file);
	line[len] = '\0';
	/* The program's name may hold anything; the fields are counted from its bracket. */
	const char *rest = strrchr(line, ')');
	uint64_t user = 0, system = 0;
	if (!rest ||
	    sscanf(rest, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %" SCNu64 " %" SCNu64,
	        &user, &system) != 2) {
		return 0;
	}
	return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

static uint64_t number_after(pid_t pid, const char *file_name, const char *key)
{
	FILE *file = open_proc(pid, file_name);
	if (!file) {
		return 0;
	}
	char line[256];
	uint64_t number = 0;
	size_t key_len = strlen(key);
	while (fgets(line, sizeof(line), file)) {
		if (strncmp(line, key, key_len) == 0 && line[key_len] == ':') {
			number = strtoull(line + key_len + 1, NULL, 10);
			break;
		}
	}
	fclose(file);
	return number;
}

struct process_memory process_memory(pid_t pid)
{
	return (struct process_memory){
	    .resident_kib = number_after(pid, "status", "VmRSS"),
	    .proportional_kib = number_after(pid, "smaps_rollup", "Pss"),
	};
}

uint64_t process_preemptions(pid_t pid)
{
	return number_after(pid, "status", "nonvoluntary_ctxt_switches");
}

void process_ask_turns(pid_t pid)
{
	FILE *file = pid > 0 ? open_proc(pid, "status") : NULL;
	if (!file) {
		return;
	}
	char line[256];
	uint64_t caught = 0;
	while (fgets(line, sizeof(line), file)) {
		if (strncmp(line, "SigCgt:", 7) == 0) {
			caught = strtoull(line + 7, NULL, 16);
		}
	}
	fclose(file);
	if (caught & (UINT64_C(1) << (SIGUSR1 - 1))) {
		kill(pid, SIGUSR1);
	}
}
