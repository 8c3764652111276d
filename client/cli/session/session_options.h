/* The options that every subcommand with a connection takes. Pure; any thread. */
#ifndef CONVENE_SESSION_SESSION_OPTIONS_H
#define CONVENE_SESSION_SESSION_OPTIONS_H

#include "client/cli/base/options.h"

/* What the options say; SESSION_OPTIONS puts them into a command's table. */
struct session_options {
	const char *link;     /* borrowed: argv; NULL: environment, or the current session */
	const char *name;     /* borrowed: argv; NULL: environment */
	const char *language; /* borrowed: argv; NULL: from the locale */
	int64_t timeout_ms;   /* for connecting, and for each answer */
	bool fresh;           /* ask for a link even if a session is remembered */
	bool greets;          /* says which session it goes on with, and takes another link */
	bool json;
};

#define SESSION_TIMEOUT_MS 20000

#define SESSION_OPTIONS(options)                                                                   \
	{"link", "LINK", OPTION_TEXT, &(options)->link, NULL,                                      \
	    "join link; else $CONVENE_LINK, else the last session"},                               \
	    {"name", "NAME", OPTION_TEXT, &(options)->name, NULL,                                  \
	        "your name in the exercise; else $CONVENE_NAME"},                                  \
	    {"language", "TAG", OPTION_TEXT, &(options)->language, NULL,                           \
	        "your language: en, fr, ar"},                                                      \
	{                                                                                          \
		"timeout", "TIME", OPTION_TIME, &(options)->timeout_ms, NULL,                      \
		    "give up connecting or waiting after this (20s)"                               \
	}

#define SESSION_JSON(options)                                                                      \
	{                                                                                          \
		"json", NULL, OPTION_FLAG, &(options)->json, NULL, "one JSON object a line"        \
	}

#endif
