/* json_scan.c - strict RFC 8259 without values: the end of a text, the checker.
 */
#include "json_scan.h"

char *conn_read_end(conn_reader *r, char *p)
{
    p = conn_skip_space(p);
    return p == r->end ? p : conn_reader_expected(r, p, "the end of the text");
}

conn_status conn_json_check(const char *text, size_t len,
                            const conn_json_limits *limits, conn_error *err)
{
    /* Reading past values never writes to them. */
    conn_reader r;
    conn_reader_init(&r, (char *)(uintptr_t)text, len, limits, err);
    conn_error_clear(err);
    char *p = conn_read_past(&r, conn_skip_space(r.text));
    if (p != NULL)
        p = conn_read_end(&r, p);
    return p != NULL ? CONN_OK : r.status;
}
