/* server_text.c - scripts to bytes, and requests compared with scripts. */
#include "server_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void text_add_bytes(text *t, const char *bytes, size_t len)
{
    while (t->data == NULL || t->len + len >= t->room) {
        t->room = t->room > 0 ? 2 * t->room : 64;
        char *more = realloc(t->data, t->room);
        if (more == NULL)
            abort();
        t->data = more;
    }
    memcpy(t->data + t->len, bytes, len);
    t->len += len;
    t->data[t->len] = '\0';
}

void text_add(text *t, const char *more)
{
    text_add_bytes(t, more, strlen(more));
}

void text_drop(text *t, size_t len)
{
    memmove(t->data, t->data + len, t->len - len + 1);
    t->len -= len;
}

char *text_expand(const char *script, int port, int other)
{
    text out = {0};
    char digits[16];
    text_add(&out, "");
    while (*script != '\0') {
        bool own = strncmp(script, "$PORT", 5) == 0;
        bool foreign = strncmp(script, "$OTHER", 6) == 0;
        if (own || foreign) {
            snprintf(digits, sizeof digits, "%d", own ? port : other);
            text_add(&out, digits);
            script += own ? 5 : 6;
        } else {
            text_add_bytes(&out, script++, 1);
        }
    }
    return out.data;
}

/* Whether the script's head has the header. */
static bool has_header(const char *script, const char *end, const char *name)
{
    size_t len = strlen(name);
    for (const char *at = strchr(script, '\n'); at != NULL && at < end;
         at = strchr(at + 1, '\n'))
        if (strncasecmp(at + 1, name, len) == 0)
            return true;
    return false;
}

static void add_chunks(text *out, const char *body)
{
    char size[16];
    for (size_t len = strlen(body), n; len > 0; body += n, len -= n) {
        n = len < 5 ? len : 5;
        snprintf(size, sizeof size, "%zx\r\n", n);
        text_add(out, size);
        text_add_bytes(out, body, n);
        text_add(out, "\r\n");
    }
    text_add(out, "0\r\n\r\n");
}

void text_answer(text *out, const char *script, bool chunked, bool head)
{
    const char *end = strstr(script, "\n\n");
    const char *body = end != NULL ? end + 2 : "";
    char length[64];
    end = end != NULL ? end : script + strlen(script);
    text_add(out, "HTTP/1.1 ");
    for (const char *at = script; at < end; at++) {
        if (*at == '\n')
            text_add(out, at == strchr(script, '\n') ? " Status\r" : "\r");
        text_add_bytes(out, at, 1);
    }
    if (strchr(script, '\n') == NULL || strchr(script, '\n') >= end)
        text_add(out, " Status");
    snprintf(length, sizeof length, "\r\nContent-Length: %zu", strlen(body));
    bool bodiless =
        strncmp(script, "204", 3) == 0 || strncmp(script, "304", 3) == 0;
    if (chunked)
        text_add(out, "\r\nTransfer-Encoding: chunked");
    else if (!bodiless && !has_header(script, end, "Content-Length:"))
        text_add(out, length);
    text_add(out, "\r\n\r\n");
    if (head)
        return;
    if (chunked)
        add_chunks(out, body);
    else
        text_add(out, body);
}

static char *message(const char *what, const char *line, size_t len)
{
    text out = {0};
    text_add(&out, what);
    text_add(&out, " `");
    text_add_bytes(&out, line, len);
    text_add(&out, "`");
    return out.data;
}

/* Whether the head of `got` has the line, whose name is compared without case
 * up to its colon. With `name_only` any value will do. */
static bool head_has(const char *got, const char *line, size_t len,
                     bool name_only)
{
    const char *end = strstr(got, "\n\n");
    const char *colon = memchr(line, ':', len);
    size_t name = colon != NULL ? (size_t)(colon - line) : len;
    for (const char *at = strchr(got, '\n'); at != NULL && at < end;
         at = strchr(at + 1, '\n')) {
        const char *field = at + 1;
        if (strncasecmp(field, line, name) != 0 || field[name] != ':')
            continue;
        if (name_only || (strncmp(field + name, line + name, len - name) == 0 &&
                          field[len] == '\n'))
            return true;
    }
    return false;
}

char *text_difference(const char *want, const char *got)
{
    size_t len = strcspn(want, "\n");
    if (strcspn(got, "\n") != len || memcmp(want, got, len) != 0)
        return message("the first line is not", want, len);
    const char *line = want + len;
    while (*line == '\n' && line[1] != '\n' && line[1] != '\0') {
        line++;
        len = strcspn(line, "\n");
        if (*line == '!' && head_has(got, line + 1, len - 1, true))
            return message("there should be no header", line + 1, len - 1);
        if (*line != '!' && !head_has(got, line, len, false))
            return message("there is no header", line, len);
        line += len;
    }
    if (strncmp(line, "\n\n", 2) == 0) {
        const char *body = strstr(got, "\n\n") + 2;
        if (strcmp(body, line + 2) != 0)
            return message("the body is not", line + 2, strlen(line + 2));
    }
    return NULL;
}
