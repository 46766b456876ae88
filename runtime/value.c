/* value.c - the small helpers of conn/value.h. */
#include "conn/value.h"

#include <string.h>

conn_str conn_str_of(const char *text)
{
    return (conn_str){text, text != NULL ? strlen(text) : 0};
}

bool conn_str_is(conn_str a, const char *b)
{
    size_t len = strlen(b);
    return a.len == len && (len == 0 || memcmp(a.data, b, len) == 0);
}
