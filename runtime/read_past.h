/* read_past.h - values that nobody wants, checked as strictly as the others. A
 * part of read_core.h.
 */
#ifndef CONN_READ_PAST_H
#define CONN_READ_PAST_H

#include "number.h"
#include "read_text.h"

static char *read_past(conn_reader *r, char *p);

static inline char *past_word(conn_reader *r, char *p, const char *word)
{
    size_t len = strlen(word);
    if ((size_t)(r->end - p) < len || !conn_same_bytes(p, word, len))
        return conn_reader_expected(r, p, "a value");
    return p + len;
}

static inline char *past_number(conn_reader *r, char *p)
{
    conn_number number;
    uint32_t value;
    int count = p < r->wide_end ? conn_digits8(p, &value) : 0;
    bool simple = count > 0 && count < 8 && (*p != '0' || count == 1) &&
                  p[count] != '.' && (p[count] | 0x20) != 'e';
    if (simple)
        return p + count;
    if (!conn_number_scan(p, r->end, &number))
        return conn_reader_fail(r, p, CONN_DECODE, "malformed number");
    return p + (number.end - p);
}

static char *past_member(conn_reader *r, char *p, conn_frame *frame)
{
    if (*p != '"')
        return conn_reader_between(r, p, "a member's name");
    char *name = p + 1;
    conn_prefetch((const void *)((uintptr_t)p + CONN_AHEAD));
    r->frame = frame->up;
    p = past_text(r, p + 1);
    if (p == NULL)
        return NULL;
    r->frame = frame;
    frame->field = NULL;
    frame->name = name;
    frame->length = (size_t)(p - name) - 1;
    p = conn_read_colon(r, p);
    return p != NULL ? read_past(r, p) : NULL;
}

static char *past_members(conn_reader *r, char *p, conn_frame *frame)
{
    bool more;
    p = conn_read_open(p, '}', &more);
    while (more) {
        p = past_member(r, p, frame);
        p = conn_read_step(r, p, '}', &more);
    }
    return p;
}

static char *past_elements(conn_reader *r, char *p, conn_frame *frame)
{
    bool more;
    p = conn_read_open(p, ']', &more);
    for (; more; frame->index++) {
        p = read_past(r, p);
        p = conn_read_step(r, p, ']', &more);
    }
    return p;
}

static char *past_container(conn_reader *r, char *p)
{
    conn_frame frame = {0};
    if (!conn_reader_enter(r, p, &frame))
        return NULL;
    p = *p == '{' ? past_members(r, p, &frame) : past_elements(r, p, &frame);
    conn_reader_leave(r, &frame);
    return p;
}

static char *read_past(conn_reader *r, char *p)
{
    switch (*p) {
    case '"':
        return past_text(r, p + 1);
    case '{':
    case '[':
        return past_container(r, p);
    case 't':
        return past_word(r, p, "true");
    case 'f':
        return past_word(r, p, "false");
    case 'n':
        return past_word(r, p, "null");
    }
    if (*p == '-' || (*p >= '0' && *p <= '9'))
        return past_number(r, p);
    return conn_reader_expected(r, p, "a value");
}

#endif
