/* sanitize.h - which sanitizer a test program is built with, or for valgrind.
 */
#ifndef TESTS_UNIT_SANITIZE_H
#define TESTS_UNIT_SANITIZE_H

#ifdef __clang__
#define HAS_SANITIZER(what) __has_feature(what##_sanitizer)
#else
#define HAS_SANITIZER(what) 0
#endif

/* The option of the compiler. */
#if defined(__SANITIZE_ADDRESS__) || HAS_SANITIZER(address)
#define SANITIZE "-fsanitize=address,undefined"
#elif defined(__SANITIZE_THREAD__) || HAS_SANITIZER(thread)
#define SANITIZE "-fsanitize=thread"
#else
#define SANITIZE ""
#endif

/* Everything is many times slower then. */
#ifdef CONN_VALGRIND
#define IS_SANITIZED 1
#else
#define IS_SANITIZED (sizeof SANITIZE > 1)
#endif

#endif
