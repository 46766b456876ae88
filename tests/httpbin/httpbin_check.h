/* httpbin_check.h - what the two halves of the program share. */
#ifndef HTTPBIN_CHECK_H
#define HTTPBIN_CHECK_H

#include "check.h"
#include "httpbin.h"

/* A client with this way in; ends the program if there is none. */
httpbin *client_open(Run *run, int auth);

/* Whether a text of an answer is this one. */
bool str_is(conn_str got, const char *want);
/* The value of `key` in any case, "" if it is not there. */
conn_str map_get(const httpbin_string_map *map, const char *key);

/* httpbin_bodies.c */
void check_requests(Run *run);
void check_bodies(Run *run);
void check_answers(Run *run);

#endif
