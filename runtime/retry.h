/* retry.h - when to try again, and how long to wait before.
 *
 * Owns: backoff, Retry-After (RFC 9110 section 10.2.3), HTTP dates and the
 * random numbers for both jitter and idempotency keys. Thread-safe.
 */
#ifndef CONN_RETRY_H
#define CONN_RETRY_H

#include "conn/desc.h"

/* `n` random bytes from the system; false if it has none to give. */
bool conn_random(void *out, size_t n);

/* A random UUID (RFC 4122 version 4) as text. */
#define CONN_UUID_SIZE 37
bool conn_random_uuid(char out[CONN_UUID_SIZE]);

/* The most that may pass before retry `number` (1 is the first): the base
 * doubled each time, up to the cap. */
int64_t conn_backoff_most(const conn_retry *retry, int number);

/* Full jitter: evenly spread between 0 and conn_backoff_most. */
int64_t conn_backoff_ms(const conn_retry *retry, int number);

/* Whether `status` is among `statuses` (ends with 0; NULL is empty). */
bool conn_status_among(const uint16_t *statuses, int status);

/* Reads an HTTP date in any of its three forms (RFC 9110 section 5.6.7) as
 * seconds since 1970. */
bool conn_http_date(const char *text, int64_t *out);

/* Reads the value of Retry-After, seconds or a date, as milliseconds from
 * `now` (seconds since 1970); a date that has passed is 0. */
bool conn_retry_after(const char *text, int64_t now, int64_t *out);

#endif
