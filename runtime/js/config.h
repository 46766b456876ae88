/* config.h - what Duktape is built with beside its own configuration, into
 * which the Makefile puts an include of this file.
 *
 * Owns: the way from the engine to engine.h. As distributions build Duktape
 * nothing can stop a script.
 */
#ifndef CONN_JS_CONFIG_H
#define CONN_JS_CONFIG_H

#include "js/engine.h"

/* Nobody else sees this Duktape, so that programs may have one of their own. */
#undef DUK_EXTERNAL_DECL
#undef DUK_EXTERNAL
#if defined(__GNUC__)
#define DUK_EXTERNAL_DECL extern __attribute__((visibility("hidden")))
#define DUK_EXTERNAL __attribute__((visibility("hidden")))
#else
#define DUK_EXTERNAL_DECL extern
#define DUK_EXTERNAL
#endif

/* Called now and then while code runs. */
#define DUK_USE_INTERRUPT_COUNTER
#undef DUK_USE_EXEC_TIMEOUT_CHECK
#define DUK_USE_EXEC_TIMEOUT_CHECK(udata) conn_js_interrupt(udata)

/* Asked before every nested call of C. */
#undef DUK_USE_NATIVE_STACK_CHECK
#define DUK_USE_NATIVE_STACK_CHECK() conn_js_stack_is_low()

/* Searching long texts for long texts takes no step of the script. */
#undef DUK_MEMCMP
#define DUK_MEMCMP conn_js_memcmp

/* The time and chance of the run; local time is UTC, as on the platform, and no
 * locale takes part. */
#undef DUK_USE_DATE_GET_NOW
#define DUK_USE_DATE_GET_NOW(thr) conn_js_now()
#undef DUK_USE_DATE_GET_LOCAL_TZOFFSET
#define DUK_USE_DATE_GET_LOCAL_TZOFFSET(d) 0
#undef DUK_USE_DATE_PRS_STRPTIME
#undef DUK_USE_DATE_FMT_STRFTIME
#undef DUK_USE_GET_RANDOM_DOUBLE
#define DUK_USE_GET_RANDOM_DOUBLE(udata) conn_js_random(udata)

/* All memory is the engine's. */
#undef DUK_USE_PROVIDE_DEFAULT_ALLOC_FUNCTIONS

#endif
