/* leaks.c - a text is decoded in every way, and searched each time. */
#include "leaks.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PART = 8 };

static void add(leaks *list, const char *secret, size_t len, size_t part)
{
    if (len == 0 || len >= sizeof list->secrets[0].text)
        return;
    for (size_t i = 0; i < list->count; i++)
        if (strlen(list->secrets[i].text) == len &&
            memcmp(list->secrets[i].text, secret, len) == 0)
            return;
    if (list->count == sizeof list->secrets / sizeof list->secrets[0])
        abort();
    memcpy(list->secrets[list->count].text, secret, len);
    list->secrets[list->count].text[len] = '\0';
    list->secrets[list->count++].part = part < len ? part : len;
}

void leaks_add(leaks *list, const char *secret)
{
    add(list, secret, strlen(secret), PART);
}

void leaks_add_whole(leaks *list, const char *secret, size_t len)
{
    add(list, secret, len, len);
}

/* ---- decoding; the result is to be freed ---- */

static int hex(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at =
        c != '\0' ? strchr(digits, tolower((unsigned char)c)) : NULL;
    return at != NULL ? (int)(at - digits) : -1;
}

static char *no_percent(const char *text)
{
    char *out = malloc(strlen(text) + 1), *to = out;
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '%' && hex(p[1]) >= 0 && hex(p[2]) >= 0) {
            *to++ = (char)(hex(p[1]) * 16 + hex(p[2]));
            p += 2;
        } else {
            *to++ = *p == '+' ? ' ' : *p;
        }
    }
    *to = '\0';
    return out;
}

/* Of what is beyond ASCII only what two bytes hold. */
static char *no_escapes(const char *text)
{
    char *out = malloc(strlen(text) + 1), *to = out;
    for (const char *p = text; *p != '\0'; p++) {
        if (*p != '\\' || p[1] == '\0') {
            *to++ = *p;
        } else if (p[1] == 'u' && strlen(p) > 5) {
            int c =
                hex(p[2]) * 4096 + hex(p[3]) * 256 + hex(p[4]) * 16 + hex(p[5]);
            if (c >= 0x80)
                *to++ = (char)(0xC0 | (c >> 6));
            *to++ = (char)(c >= 0x80 ? 0x80 | (c & 0x3F) : c);
            p += 5;
        } else {
            *to++ = *++p;
        }
    }
    *to = '\0';
    return out;
}

static int sextet(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrs"
                                 "tuvwxyz0123456789+/";
    if (c == '-' || c == '_')
        c = c == '-' ? '+' : '/';
    const char *at = c != '\0' ? strchr(digits, c) : NULL;
    return at != NULL ? (int)(at - digits) : -1;
}

/* All that the text is if `skip` characters of each run are left out. */
static char *no_base64(const char *text, int skip)
{
    char *out = malloc(strlen(text) + 1), *to = out;
    unsigned bits = 0, have = 0;
    int left = skip;
    for (const char *p = text; *p != '\0'; p++) {
        int six = sextet(*p);
        if (six < 0) {
            left = skip;
            have = 0;
            *to++ = '\n';
        } else if (left > 0) {
            left--;
        } else {
            bits = bits << 6 | (unsigned)six;
            have += 6;
            if (have >= 8) {
                have -= 8;
                char c = (char)(bits >> have & 255);
                *to++ = c != '\0' ? c : '\n';
            }
        }
    }
    *to = '\0';
    return out;
}

/* ---- searching ---- */

/* Whether a part of a secret begins so; looked up before anything is compared.
 */
static bool *starts_of(const leaks *list)
{
    static bool starts[65536];
    memset(starts, 0, sizeof starts);
    for (size_t i = 0; i < list->count; i++) {
        const char *secret = list->secrets[i].text;
        size_t size = strlen(secret), len = list->secrets[i].part;
        for (size_t at = 0; at + len <= size; at++)
            starts[(unsigned char)secret[at] << 8 |
                   (unsigned char)secret[at + 1]] = true;
    }
    return starts;
}

static const char *part_at(const leaks *list, const char *text)
{
    static char part[2048];
    for (size_t i = 0; i < list->count; i++) {
        const char *secret = list->secrets[i].text;
        size_t size = strlen(secret), len = list->secrets[i].part;
        for (size_t at = 0; at + len <= size; at++)
            if (*text == secret[at] && strncmp(text, secret + at, len) == 0) {
                snprintf(part, sizeof part, "%.*s", (int)len, secret + at);
                return part;
            }
    }
    return NULL;
}

static const char *search(const leaks *list, const char *text)
{
    const bool *starts = starts_of(list);
    const char *found = NULL;
    for (; found == NULL && *text != '\0'; text++)
        if (starts[(unsigned char)text[0] << 8 | (unsigned char)text[1]])
            found = part_at(list, text);
    return found;
}

static const char *search_freed(const leaks *list, char *text)
{
    const char *found = search(list, text);
    free(text);
    return found;
}

/* The text, and what base64 in it holds. */
static const char *search_deep(const leaks *list, const char *text)
{
    const char *found = search(list, text);
    for (int skip = 0; found == NULL && skip < 4; skip++)
        found = search_freed(list, no_base64(text, skip));
    return found;
}

const char *leaks_find(const leaks *list, const char *text)
{
    char *once = no_percent(text), *twice = no_percent(once);
    char *plain = no_escapes(text), *plain_once = no_percent(plain);
    const char *const all[] = {text, once, twice, plain, plain_once};
    const char *found = NULL;
    for (size_t i = 0; found == NULL && i < sizeof all / sizeof all[0]; i++)
        found = search_deep(list, all[i]);
    free(once);
    free(twice);
    free(plain);
    free(plain_once);
    return found;
}
