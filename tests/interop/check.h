/* check.h - what the programs that drive real servers have in common.
 *
 * Owns: counted checks, settings from the environment, files for the script to
 * compare with what curl saw, digests and test data. A program makes one Run,
 * hands it to its steps and returns run_end() from main.
 */
#ifndef INTEROP_CHECK_H
#define INTEROP_CHECK_H

#include <stdatomic.h>
#include <stdio.h>

#include "conn/conn.h"

typedef struct Run {
    int passed, failed;
    const char *url;      /* INTEROP_URL: base URL of the server */
    const char *cut_url;  /* INTEROP_CUT_URL: the same, through the proxy that
                             cuts answers short */
    const char *user;     /* INTEROP_USER */
    const char *password; /* INTEROP_PASSWORD: password or key */
    const char *folder;   /* INTEROP_FOLDER: for the files to compare */
    int server_pid;       /* INTEROP_PID */
    atomic_int log_lines; /* what run_log has seen, by any thread */
    atomic_int log_leaks; /* lines with the password in them */
} Run;

/* Reads the settings; ends the program with status 2 if one is missing. */
void run_begin(Run *run);
/* Checks that no secret was logged and prints the counts as `N passed, N
 * failed`; returns main's status. */
int run_end(Run *run);

/* A conn_log_fn that looks for the password; `user` is the Run. */
void run_log(void *user, conn_log_level level, const char *text);

/* Counts and prints one check; `format` says in printf's manner what holds if
 * `ok`. Returns ok. */
bool check(Run *run, bool ok, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Checks that the last call worked; prints the error otherwise. Clears err. */
bool check_ok(Run *run, conn_error *err, const char *what);

/* Checks that the last call failed with that status and, unless 0, that HTTP
 * status, and that its message does not hold the password. err is kept for
 * more checks; the caller clears it. */
bool check_fails(Run *run, const conn_error *err, conn_status status,
                 int http_status, const char *what);

/* Checks that two texts are the same; NULL is no text. */
bool check_text(Run *run, const char *got, const char *want, const char *what);

/* The typed value of a reply of that operation; NULL if the call failed. */
#define VALUE_OF(operation, reply) ((reply) ? operation##_value(reply) : NULL)

/* Opens FOLDER/name for writing; ends the program if it can't. */
FILE *run_file(const Run *run, const char *name);

/* Kills the server and waits until it does not accept connections any more. */
void run_kill_server(Run *run);

/* `size` bytes that look random but are the same for the same seed; freed by
 * the caller. */
unsigned char *data_make(size_t size, unsigned seed);

/* "sha256:" and 64 hexadecimal digits. */
typedef struct Digest {
    char text[7 + 64 + 1];
} Digest;
Digest digest_of(const void *data, size_t len);

/* Writes the bytes in base64 (RFC 4648 section 4). */
void base64_write(FILE *out, conn_bytes bytes);

/* A C text as bytes, without its NUL; not copied. */
conn_bytes bytes_of(const char *text);
bool bytes_equal(conn_bytes a, conn_bytes b);

#endif
