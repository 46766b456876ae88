/* fn_find.c - looking for a text in another in linear time, and counting what
 * texts are made of. */
#include "fn.h"

#include "bytes.h"
#include "utf8.h"

/* ---- two-way matching ---- */

/* Where the greatest suffix of the part begins, by one order of bytes or the
 * other, and what it repeats with. */
static size_t greatest_suffix(conn_str part, bool reversed, size_t *period)
{
    const unsigned char *bytes = (const unsigned char *)part.data;
    size_t start = 0; /* of the suffix */
    size_t other = 1; /* of what it is compared with */
    size_t same = 0;
    *period = 1;
    while (other + same < part.len) {
        unsigned char a = bytes[start + same];
        unsigned char b = bytes[other + same];
        if (a == b) {
            same++;
            if (same == *period) {
                other += *period;
                same = 0;
            }
        } else if (reversed ? b > a : b < a) {
            other += same + 1;
            same = 0;
            *period = other - start;
        } else {
            start = other++;
            same = 0;
            *period = 1;
        }
    }
    return start;
}

conn_finder conn_fn_finder(conn_str part)
{
    conn_finder f = {.part = part};
    if (part.len < 2)
        return f;
    size_t other;
    f.middle = greatest_suffix(part, false, &f.period);
    size_t middle = greatest_suffix(part, true, &other);
    if (middle > f.middle) {
        f.middle = middle;
        f.period = other;
    }
    if (f.middle + f.period <= part.len &&
        memcmp(part.data, part.data + f.period, f.middle) == 0) {
        f.known = part.len - f.period;
    } else {
        size_t left = f.middle;
        size_t right = part.len - f.middle;
        f.period = (left > right ? left : right) + 1;
    }
    return f;
}

const char *conn_fn_find(const conn_finder *f, const char *from, const char *to)
{
    const char *part = f->part.data;
    size_t len = f->part.len;
    if (len == 0)
        return from;
    if (len == 1)
        return to > from ? memchr(from, *part, (size_t)(to - from)) : NULL;
    size_t known = 0;
    while ((size_t)(to - from) >= len) {
        size_t i = f->middle > known ? f->middle : known;
        while (i < len && part[i] == from[i])
            i++;
        if (i < len) {
            from += i - f->middle + 1;
            known = 0;
            continue;
        }
        i = f->middle;
        while (i > known && part[i - 1] == from[i - 1])
            i--;
        if (i <= known)
            return from;
        from += f->period;
        known = f->known;
    }
    return NULL;
}

/* ---- counting ---- */

/* Continuation bytes of a word: 10xxxxxx. */
static size_t count_tails(uint64_t word)
{
    const uint64_t ones = 0x0101010101010101U;
    uint64_t tails = word >> 7 & ~(word >> 6) & ones;
    return (size_t)(tails * ones >> 56);
}

size_t conn_fn_scalars(const char *from, const char *to)
{
    size_t count = (size_t)(to - from);
    for (; to - from >= 8; from += 8)
        count -= count_tails(conn_word64(from));
    for (; from < to; from++)
        count -= conn_utf8_tail((unsigned char)*from);
    return count;
}

double conn_fn_units(const char *from, const char *to)
{
    size_t count = conn_fn_scalars(from, to);
    for (; from < to; from++)
        count += (unsigned char)*from >= 0xF0;
    return (double)count;
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

bool conn_fn_same_letters(conn_str a, conn_str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.data[i]) != lower(b.data[i]))
            return false;
    return true;
}
