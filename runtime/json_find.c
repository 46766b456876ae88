/* json_find.c - single values in the raw text of a JSON body.
 *
 * Looks for one value without decoding the rest, in text that nobody has
 * checked: everything is bounded by the end of the text, nothing recurses.
 */
#include "json_scan.h"

#include "number.h"
#include "utf8.h"

static const char *past_space(const char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t'))
        p++;
    return p;
}

/* Behind the string whose opening quote is at `p`; NULL if it has no end. */
static const char *past_string(const char *p, const char *end)
{
    for (p++; p < end && *p != '"'; p++)
        if (*p == '\\' && p + 1 < end)
            p++;
    return p < end ? p + 1 : NULL;
}

static const char *past_scalar(const char *p, const char *end)
{
    const char *start = p;
    while (p < end && strchr(",:]}[{\" \n\r\t", *p) == NULL)
        p++;
    return p > start ? p : NULL;
}

/* Behind the value at `p`: brackets are counted, not matched. */
static const char *past_value(const char *p, const char *end)
{
    size_t depth = 0;
    while (p != NULL && p < end) {
        if (*p == '"')
            p = past_string(p, end);
        else if (*p == '{' || *p == '[')
            depth++, p++;
        else if ((*p == '}' || *p == ']') && depth > 0)
            depth--, p++;
        else if (depth > 0)
            p++;
        else
            return past_scalar(p, end);
        if (depth == 0)
            return p;
    }
    return NULL;
}

bool conn_json_is_cut(const char *p, const char *end, bool member)
{
    if (member && p < end && *p == '"') {
        p = past_string(p, end);
        p = p != NULL ? past_space(p, end) : end;
        p += p < end && *p == ':';
    }
    p = past_space(p, end);
    if (p < end && strchr(",:]}", *p) != NULL)
        return false;
    const char *behind = past_value(p, end);
    return behind == NULL || behind == end;
}

static bool slice_at(const char *p, const char *end, conn_json_slice *out)
{
    p = past_space(p, end);
    const char *behind = past_value(p, end);
    if (behind == NULL)
        return false;
    *out = (conn_json_slice){p, (size_t)(behind - p)};
    return true;
}

/* ---- comparing names ---- */

/* The next character of a JSON string's content, unescaped. */
static const char *next_of_string(const char *p, const char *end, char *out,
                                  size_t *size)
{
    if (*p == '\\')
        return conn_json_unescape(p, end, out, size);
    *out = *p;
    *size = 1;
    return p + 1;
}

/* Whether a string, quotes included, has the characters `name`. */
static bool string_is(conn_json_slice string, const char *name, size_t length)
{
    const char *p = string.data + 1;
    const char *end = string.data + string.len - 1;
    while (p != NULL && p < end) {
        char c[4];
        size_t size;
        p = next_of_string(p, end, c, &size);
        if (p == NULL || size > length || memcmp(c, name, size) != 0)
            return false;
        name += size;
        length -= size;
    }
    return length == 0;
}

/* ---- going down ---- */

/* Steps over one separator: *p goes to the next member or element. */
static bool next_item(const char **p, const char *end, bool first)
{
    *p = past_space(*p, end);
    if (!first) {
        if (*p == end || **p != ',')
            return false;
        *p = past_space(*p + 1, end);
    }
    return *p < end && **p != '}' && **p != ']';
}

static bool find_member(const char *p, const char *end, const char *name,
                        size_t length, conn_json_slice *out)
{
    p++;
    for (bool first = true; next_item(&p, end, first); first = false) {
        conn_json_slice key;
        if (*p != '"' || !slice_at(p, end, &key))
            return false;
        p = past_space(key.data + key.len, end);
        if (p == end || *p != ':')
            return false;
        if (!slice_at(p + 1, end, out))
            return false;
        if (string_is(key, name, length))
            return true;
        p = out->data + out->len;
    }
    return false;
}

static bool find_element(const char *p, const char *end, size_t index,
                         conn_json_slice *out)
{
    p++;
    for (bool first = true; next_item(&p, end, first); first = false) {
        if (!slice_at(p, end, out))
            return false;
        if (index-- == 0)
            return true;
        p = out->data + out->len;
    }
    return false;
}

bool conn_json_member(conn_json_slice object, const char *name,
                      conn_json_slice *out)
{
    const char *end = object.data + object.len;
    const char *p = past_space(object.data, end);
    return p < end && *p == '{' && find_member(p, end, name, strlen(name), out);
}

/* An array index as RFC 6901 section 4 has it. */
static bool index_of(const char *token, size_t length, size_t *index)
{
    int64_t value;
    if (length == 0 || *token == '-' ||
        !conn_int64_parse(token, length, &value))
        return false;
    for (size_t i = 0; i < length; i++)
        if (token[i] < '0' || token[i] > '9')
            return false;
    *index = (size_t)value;
    return true;
}

/* One step of the way; `token` has its ~0 and ~1 already replaced. */
static bool step_into(conn_json_slice *value, const char *token, size_t length)
{
    const char *end = value->data + value->len;
    size_t index;
    if (value->len > 0 && *value->data == '{')
        return find_member(value->data, end, token, length, value);
    return value->len > 0 && *value->data == '[' &&
           index_of(token, length, &index) &&
           find_element(value->data, end, index, value);
}

/* The token at `p` with its escapes replaced; NULL if it does not fit. */
static const char *read_token(const char *p, char *token, size_t size,
                              size_t *length)
{
    size_t n = 0;
    for (; *p != '\0' && *p != '/'; p++) {
        if (n == size)
            return NULL;
        token[n] = *p;
        if (*p == '~') {
            p++;
            if (*p != '0' && *p != '1')
                return NULL;
            token[n] = *p == '0' ? '~' : '/';
        }
        n++;
    }
    *length = n;
    return p;
}

bool conn_json_find(const char *text, size_t len, const char *pointer,
                    conn_json_slice *out)
{
    conn_json_slice value;
    if (!slice_at(text, text + len, &value))
        return false;
    while (*pointer == '/') {
        char token[256];
        size_t length;
        pointer = read_token(pointer + 1, token, sizeof token, &length);
        if (pointer == NULL || !step_into(&value, token, length))
            return false;
    }
    if (*pointer != '\0')
        return false;
    *out = value;
    return true;
}

/* ---- reading slices ---- */

static bool is_string(conn_json_slice slice)
{
    return slice.len >= 2 && *slice.data == '"';
}

static bool slice_has(conn_json_slice slice, const char *word)
{
    return slice.len == strlen(word) &&
           memcmp(slice.data, word, slice.len) == 0;
}

bool conn_json_slice_is_null(conn_json_slice slice)
{
    return slice_has(slice, "null");
}

bool conn_json_slice_bool(conn_json_slice slice, bool *out)
{
    *out = slice_has(slice, "true");
    return *out || slice_has(slice, "false");
}

bool conn_json_slice_int64(conn_json_slice slice, int64_t *out)
{
    if (is_string(slice))
        slice = (conn_json_slice){slice.data + 1, slice.len - 2};
    return conn_int64_parse(slice.data, slice.len, out);
}

bool conn_json_slice_is(conn_json_slice slice, const char *text)
{
    return is_string(slice) && string_is(slice, text, strlen(text));
}

static bool put_string(conn_json_slice slice, conn_buf *buf)
{
    const char *p = slice.data + 1;
    const char *end = slice.data + slice.len - 1;
    char *start = conn_buf_room(buf, slice.len);
    char *to = start;
    if (start == NULL)
        return false;
    while (p < end) {
        char c[4];
        size_t size;
        p = next_of_string(p, end, c, &size);
        if (p == NULL)
            return false;
        memcpy(to, c, size);
        to += size;
    }
    if (!conn_utf8_valid(start, (size_t)(to - start)))
        return false;
    conn_buf_wrote(buf, (size_t)(to - start));
    return true;
}

bool conn_json_slice_text(conn_json_slice slice, conn_buf *buf)
{
    bool truth;
    conn_number number;
    if (is_string(slice))
        return put_string(slice, buf);
    const char *end = slice.data + slice.len;
    bool printable =
        conn_json_slice_bool(slice, &truth) ||
        (conn_number_scan(slice.data, end, &number) && number.end == end);
    return printable && conn_buf_add(buf, slice.data, slice.len);
}

bool conn_json_slice_next(conn_json_slice array, size_t *at,
                          conn_json_slice *out)
{
    const char *end = array.data + array.len;
    const char *p = past_space(array.data, end);
    if (p == end || *p != '[')
        return false;
    bool first = *at == 0;
    p = first ? p + 1 : array.data + *at;
    if (!next_item(&p, end, first) || !slice_at(p, end, out))
        return false;
    *at = (size_t)(out->data + out->len - array.data);
    return true;
}
