/* fn_bytes.c - bytes and their texts (stdlib/bytes.js). */
#include "fn.h"

#include "base64.h"
#include "crypto.h"
#include "utf8.h"

conn_any conn_fn_bytes(conn_run *run, const conn_any *parts, size_t count)
{
    if (!conn_fn_goes(run))
        return conn_any_null();
    conn_buf *out = conn_fn_write(run);
    for (size_t i = 0; i < count; i++) {
        if (!conn_fn_takes_data(run, parts[i]))
            return conn_any_null();
        conn_buf_add(out, parts[i].as.text.data, parts[i].as.text.len);
    }
    return conn_fn_written(run, CONN_ANY_BYTES);
}

conn_any conn_fn_bytes_length(conn_run *run, conn_any data)
{
    return conn_fn_takes(run, data, CONN_ANY_BYTES)
               ? conn_any_int((int64_t)data.as.text.len)
               : conn_any_null();
}

conn_any conn_fn_string_to_bytes(conn_run *run, conn_any text)
{
    return conn_fn_takes_text(run, text)
               ? conn_fn_octets(text.as.text.data, text.as.text.len)
               : conn_any_null();
}

conn_any conn_fn_bytes_to_text(conn_run *run, conn_any data)
{
    if (!conn_fn_takes(run, data, CONN_ANY_BYTES))
        return conn_any_null();
    return conn_utf8_valid(data.as.text.data, data.as.text.len)
               ? conn_fn_str(data.as.text)
               : conn_fn_invalid(run, "not UTF-8");
}

conn_any conn_any_received(conn_run *run, const char *data, size_t len)
{
    static const char instead[] = "\xEF\xBF\xBD";
    if (!conn_fn_goes(run))
        return conn_any_null();
    if (conn_utf8_valid(data, len))
        return conn_any_text(data, len);
    conn_buf *out = conn_fn_write(run);
    for (const char *end = data + len; data < end;) {
        const char *good = conn_utf8_end(data, end);
        conn_buf_add(out, data, (size_t)(good - data));
        if (good < end)
            conn_buf_add(out, instead, sizeof instead - 1);
        data = good < end ? good + 1 : end;
    }
    return conn_fn_written(run, CONN_ANY_TEXT);
}

/* ---- hexadecimal ---- */

conn_any conn_fn_bytes_to_hex(conn_run *run, conn_any data)
{
    if (!conn_fn_takes(run, data, CONN_ANY_BYTES))
        return conn_any_null();
    conn_hex_add(conn_fn_write(run), data.as.text.data, data.as.text.len);
    return conn_fn_written(run, CONN_ANY_TEXT);
}

int conn_fn_hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

conn_any conn_fn_string_from_hex(conn_run *run, conn_any text)
{
    if (!conn_fn_takes_text(run, text))
        return conn_any_null();
    conn_str t = text.as.text;
    char *bytes = conn_run_alloc(run, t.len / 2 + 1);
    if (bytes == NULL)
        return conn_any_null();
    bool pairs = t.len % 2 == 0;
    for (size_t i = 0; pairs && i < t.len; i += 2) {
        int high = conn_fn_hex_digit(t.data[i]);
        int low = conn_fn_hex_digit(t.data[i + 1]);
        pairs = high >= 0 && low >= 0;
        bytes[i / 2] = (char)(pairs ? high * 16 + low : 0);
    }
    return pairs ? conn_fn_octets(bytes, t.len / 2)
                 : conn_fn_invalid(run, "not pairs of hexadecimal digits");
}

/* ---- base64 ---- */

conn_any conn_fn_bytes_to_base64(conn_run *run, conn_any data)
{
    if (!conn_fn_takes(run, data, CONN_ANY_BYTES))
        return conn_any_null();
    size_t len = conn_base64_length(data.as.text.len);
    char *text = conn_run_alloc(run, len + 1);
    if (text == NULL)
        return conn_any_null();
    conn_base64_encode(data.as.text.data, data.as.text.len, text);
    return conn_any_text(text, len);
}

conn_any conn_fn_bytes_to_base64url(conn_run *run, conn_any data)
{
    if (!conn_fn_takes(run, data, CONN_ANY_BYTES))
        return conn_any_null();
    conn_base64url_add(conn_fn_write(run), data.as.text.data, data.as.text.len);
    return conn_fn_written(run, CONN_ANY_TEXT);
}

/* The six bits of a letter of either alphabet, or -1. */
static int bits_of(char c)
{
    return c >= 'A' && c <= 'Z'   ? c - 'A'
           : c >= 'a' && c <= 'z' ? c - 'a' + 26
           : c >= '0' && c <= '9' ? c - '0' + 52
           : c == '+' || c == '-' ? 62
           : c == '/' || c == '_' ? 63
                                  : -1;
}

static size_t without_padding(conn_str text)
{
    size_t len = text.len;
    if (len % 4 != 0)
        return len;
    if (len > 0 && text.data[len - 1] == '=')
        len--;
    if (len > 0 && len < text.len && text.data[len - 1] == '=')
        len--;
    return len;
}

conn_any conn_fn_string_from_base64(conn_run *run, conn_any text)
{
    if (!conn_fn_takes_text(run, text))
        return conn_any_null();
    size_t len = without_padding(text.as.text);
    char *bytes = conn_run_alloc(run, len / 4 * 3 + 3);
    if (bytes == NULL)
        return conn_any_null();
    size_t made = 0;
    uint32_t bits = 0;
    int count = 0;
    bool fits = len % 4 != 1;
    for (size_t i = 0; fits && i < len; i++) {
        int six = bits_of(text.as.text.data[i]);
        fits = six >= 0;
        bits = (bits << 6 | (uint32_t)(six & 63)) & 0xFFFFF;
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes[made++] = (char)(bits >> count & 255);
        }
    }
    fits = fits && (bits & ((1U << count) - 1)) == 0;
    return fits ? conn_fn_octets(bytes, made)
                : conn_fn_invalid(run, "not base64");
}
