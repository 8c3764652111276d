/* The subcommands of `convened`. Each takes its own arguments (argv[0] is its name) and returns the
 * status to exit with. */
#ifndef CONVENE_CLI_COMMANDS_H
#define CONVENE_CLI_COMMANDS_H

int command_serve(int argc, char **argv);
int command_create(int argc, char **argv);
int command_list(int argc, char **argv);
int command_archive(int argc, char **argv);
int command_restore(int argc, char **argv);
int command_delete(int argc, char **argv);
int command_invite(int argc, char **argv);
int command_check(int argc, char **argv);
int command_rehearse(int argc, char **argv);
int command_verify(int argc, char **argv);

#endif
