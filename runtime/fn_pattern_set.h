/* fn_pattern_set.h - making sets of characters while a pattern is parsed. */
#ifndef CONN_FN_PATTERN_SET_H
#define CONN_FN_PATTERN_SET_H

#include "fn_pattern.h"

/* Reads a class behind its bracket; where it ends, or NULL. */
const char *conn_set_read(conn_run *run, conn_set *set, const char *p,
                          const char *end);

/* Adds \d \w \s \D \W \S; false if the letter names none. */
bool conn_set_add_named(conn_run *run, conn_set *set, char letter);

/* Makes it all characters but one. */
void conn_set_all_but(conn_run *run, conn_set *set, char c);

/* To be called when all is in the set. */
void conn_set_finish(conn_set *set);

/* The control character that a letter behind a backslash is, or the letter. */
char conn_pattern_control(char letter);

#endif
