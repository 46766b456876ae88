/* log.h - lines that a program may note down of what a client does.
 *
 * Owns: how much there is to hear, and the function that hears it.
 */
#ifndef CONN_LOG_LEVELS_H
#define CONN_LOG_LEVELS_H

#ifdef __cplusplus
extern "C" {
#endif

/* How much a line matters. A call's own failure is no line: its caller is told.
 * In any level no secret stands in a line: values of credentials, in whatever
 * encoding, are replaced by "***". */
typedef enum conn_log_level {
    CONN_LOG_DEBUG = 1, /* the header lines of each request and answer;
                           log.debug of hooks */
    CONN_LOG_INFO,      /* each answer: method, URL, status, size, time; waits
                           for a rate; log.info of hooks */
    CONN_LOG_WARN,      /* what the client gets over by itself: a request that
                           failed on the way or is tried again, a stream that
                           is connected again, tokens that can't be read;
                           log.warn of hooks */
    CONN_LOG_ERROR      /* what nobody else is told: tokens that can't be stored
                           or removed; log.error of hooks */
} conn_log_level;

/* Hears one line of UTF-8 without a line end, valid during the call, in the
 * thread that makes the call it is about; so several threads may be in it at
 * once. It must not use the client. */
typedef void conn_log_fn(void *user, conn_log_level level, const char *text);

#ifdef __cplusplus
}
#endif
#endif
