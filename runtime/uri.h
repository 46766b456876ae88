/* uri.h - URLs: percent-encoding, splitting, resolving, origins (RFC 3986).
 *
 * Owns: everything that decides which host a request goes to. A slice whose
 * `data` is NULL is a part that is not there; one of length 0 is there and
 * empty. All functions are pure and thread-safe.
 */
#ifndef CONN_URI_H
#define CONN_URI_H

#include "memory.h"
#include "conn/value.h"

/* The parts of a URI reference (RFC 3986 section 3), without delimiters. */
typedef struct conn_uri {
    conn_str scheme;
    conn_str authority;
    conn_str path;
    conn_str query;
    conn_str fragment;
} conn_uri;

/* Appends `text` with every byte encoded but the unreserved ones (section
 * 2.3) and those in `keep` (NUL-terminated). */
void conn_uri_encode(conn_buf *out, const char *text, size_t len,
                     const char *keep);

/* Appends `text` with its escapes decoded; "%" before anything but two digits
 * stays. With `form` a plus is a space (application/x-www-form-urlencoded). */
void conn_uri_decode(conn_buf *out, const char *text, size_t len, bool form);

/* What {+name} keeps beside the unreserved: the slash, and what a path segment
 * may hold (section 3.3). Unlike RFC 6570 section 3.2.3, "?", "#", "[", "]"
 * and "%" are encoded, so that a value can't leave the path. */
#define CONN_URI_KEEP_PATH "/:@!$&'()*+,;="

/* Appends text that may already hold escapes: bytes that no URI may hold are
 * encoded, all others and "%" stay. Returns false at a control character. */
bool conn_uri_clean(conn_buf *out, const char *text, size_t len);

/* Splits a reference (appendix B) into slices of `text`. */
conn_uri conn_uri_split(const char *text, size_t len);

/* Whether it is an absolute http or https URL with a valid host and port and
 * without user information. */
bool conn_uri_is_http(const conn_uri *uri);

/* Whether both are http(s) URLs of the same scheme, host and port (RFC 6454
 * section 4); defaults 80 and 443 are filled in, letters compared without
 * case. False if either is no such URL. */
bool conn_uri_same_origin(const conn_uri *a, const conn_uri *b);

/* Appends the target of `ref` seen from `base` (section 5.2, strict), without
 * a fragment. Returns false if a part holds a control character or the result
 * is no http(s) URL. */
bool conn_uri_resolve(conn_buf *out, const conn_uri *base, const conn_uri *ref);

/* Whether one of the "/"-separated segments is empty, "." or "..". */
bool conn_uri_has_odd_segment(const char *text, size_t len);

#endif
