/* vectors.c - runs the vectors of the standard functions in C:
 *     vectors [vectors.told] <vectors.ndjson >results
 *
 * Owns: how a value of vectors.ndjson stands in C. Writes the lines that
 * `play node vectors.run` writes, or vectors.told, which has the messages of
 * failures; the functions are in vectors_table.c.
 */
#include "hooks/vectors.h"

#include <stdlib.h>

#include "utf8.h"

/* ---- values of a vector ---- */

static const conn_str map_mark = CONN_STR("$map");

/* The member of an object that says what else than JSON it is, or null. */
static conn_any marked(conn_any value, const char *mark)
{
    return conn_any_map_count(value) == 1
               ? conn_any_map_get(value, conn_str_of(mark))
               : conn_any_null();
}

static void mark_as_map(conn_run *run, conn_any map)
{
    if (map.kind == CONN_ANY_MAP)
        conn_fn_put_hidden(run, map, map_mark, conn_any_bool(true));
}

static conn_any decoded_members(conn_run *run, conn_any value)
{
    conn_any made = conn_any_map_new(run);
    size_t at = 0;
    conn_str key;
    conn_any item;
    while (conn_any_map_next(value, &at, &key, &item))
        conn_any_map_put(run, made, key, vector_value(run, item));
    return made;
}

static conn_any decoded_fields(conn_run *run, conn_any pairs)
{
    conn_any made = conn_any_map_new(run);
    for (size_t i = 0; i < pairs.as.list->count; i++) {
        const conn_any *pair = pairs.as.list->items[i].as.list->items;
        conn_any_map_put(run, made, pair[0].as.text,
                         vector_value(run, pair[1]));
    }
    conn_any_map_keep_order(made);
    return made;
}

static conn_any decoded_object(conn_run *run, conn_any value)
{
    conn_any found = marked(value, "$bytes");
    if (found.kind == CONN_ANY_TEXT)
        return conn_fn_string_from_hex(run, found);
    found = marked(value, "$float");
    if (found.kind == CONN_ANY_TEXT)
        return conn_any_float(strtod(found.as.text.data, NULL));
    if (found.kind != CONN_ANY_NULL)
        return found;
    found = marked(value, "$digits");
    if (found.kind == CONN_ANY_TEXT) {
        found.kind = CONN_ANY_DIGITS;
        return found;
    }
    found = marked(value, "$fields");
    if (found.kind == CONN_ANY_LIST)
        return decoded_fields(run, found);
    found = marked(value, "$map");
    if (found.kind != CONN_ANY_MAP)
        return decoded_members(run, value);
    found = decoded_members(run, found);
    mark_as_map(run, found);
    return found;
}

conn_any vector_value(conn_run *run, conn_any value)
{
    if (value.kind == CONN_ANY_MAP)
        return decoded_object(run, value);
    if (value.kind == CONN_ANY_DIGITS) /* JSON.parse makes it a number */
        return conn_any_float(conn_fn_read_number(value.as.text));
    if (value.kind != CONN_ANY_LIST)
        return value;
    conn_any made = conn_fn_list(run, value.as.list->count);
    for (size_t i = 0; i < value.as.list->count; i++)
        conn_any_list_add(run, made,
                          vector_value(run, value.as.list->items[i]));
    return made;
}

/* ---- the canonical text of a value ---- */

static void put_unit(conn_buf *out, uint32_t unit)
{
    conn_buf_printf(out, "\\u%04x", (unsigned)unit);
}

static void put_text(conn_buf *out, conn_str text)
{
    static const char letters[] = "btn?fr";
    conn_buf_putc(out, '"');
    for (size_t i = 0; i < text.len;) {
        size_t size;
        uint32_t code = conn_fn_code(text.data + i, conn_fn_end(text), &size);
        i += size;
        if (code == '"' || code == '\\')
            conn_buf_printf(out, "\\%c", (int)code);
        else if (code >= 8 && code <= 13 && code != 11)
            conn_buf_printf(out, "\\%c", letters[code - 8]);
        else if (code >= 0x20 && code < 0x7F)
            conn_buf_putc(out, (char)code);
        else if (code < 0x10000)
            put_unit(out, code);
        else {
            put_unit(out, 0xD800 + ((code - 0x10000) >> 10));
            put_unit(out, 0xDC00 + ((code - 0x10000) & 0x3FF));
        }
    }
    conn_buf_putc(out, '"');
}

static void put_value(conn_run *run, conn_buf *out, conn_any value);

static void put_list(conn_run *run, conn_buf *out, const conn_any_list *list)
{
    conn_buf_putc(out, '[');
    for (size_t i = 0; i < list->count; i++) {
        conn_buf_puts(out, i > 0 ? "," : "");
        put_value(run, out, list->items[i]);
    }
    conn_buf_putc(out, ']');
}

/* Names in the order of UTF-16, as JavaScript sorts them: UTF-8's but for what
 * lies beyond the surrogates. */
static int by_units(const void *a, const void *b)
{
    conn_str x = ((const conn_any *)a)->as.text;
    conn_str y = ((const conn_any *)b)->as.text;
    size_t i = 0;
    while (i < x.len && i < y.len && x.data[i] == y.data[i])
        i++;
    if (i == x.len || i == y.len)
        return (x.len > y.len) - (x.len < y.len);
    unsigned c = (unsigned char)x.data[i];
    unsigned d = (unsigned char)y.data[i];
    c += c == 0xEE || c == 0xEF ? 0x100U : 0U;
    d += d == 0xEE || d == 0xEF ? 0x100U : 0U;
    return (c > d) - (c < d);
}

static void put_map(conn_run *run, conn_buf *out, conn_any map)
{
    bool is_map = conn_any_map_has(map, map_mark);
    conn_any keys = conn_fn_sorted_keys(run, map);
    size_t count = keys.as.list->count;
    if (count > 1)
        qsort(keys.as.list->items, count, sizeof *keys.as.list->items,
              by_units);
    conn_buf_puts(out, is_map ? "{\"$map\":{" : "{");
    for (size_t i = 0; i < count; i++) {
        conn_str key = keys.as.list->items[i].as.text;
        conn_buf_puts(out, i > 0 ? "," : "");
        put_text(out, key);
        conn_buf_putc(out, ':');
        put_value(run, out, conn_any_map_get(map, key));
    }
    conn_buf_puts(out, is_map ? "}}" : "}");
}

static void put_bytes(conn_buf *out, conn_str bytes)
{
    conn_buf_putc(out, '[');
    for (size_t i = 0; i < bytes.len; i++)
        conn_buf_printf(out, "%s%d", i > 0 ? "," : "",
                        (unsigned char)bytes.data[i]);
    conn_buf_putc(out, ']');
}

static void put_value(conn_run *run, conn_buf *out, conn_any value)
{
    switch (value.kind) {
    case CONN_ANY_NULL:
        conn_buf_puts(out, "null");
        return;
    case CONN_ANY_BOOL:
        conn_buf_puts(out, value.as.boolean ? "true" : "false");
        return;
    case CONN_ANY_FLOAT:
        if (value.as.number == 0) {
            conn_buf_puts(out, "{\"$float\":\"-0\"}");
            return;
        }
        conn_fn_put_number(out, value);
        return;
    case CONN_ANY_INT:
        conn_fn_put_number(out, value);
        return;
    case CONN_ANY_TEXT:
        put_text(out, value.as.text);
        return;
    case CONN_ANY_BYTES:
        put_bytes(out, value.as.text);
        return;
    case CONN_ANY_DIGITS:
        conn_buf_puts(out, "{\"$digits\":");
        put_text(out, value.as.text);
        conn_buf_putc(out, '}');
        return;
    case CONN_ANY_LIST:
        put_list(run, out, value.as.list);
        return;
    case CONN_ANY_MAP:
        put_map(run, out, value);
        return;
    }
}

/* ---- running ---- */

typedef struct log_lines {
    conn_buf text; /* the items of a JSON array */
    bool tells;    /* messages, too */
} log_lines;

static void note(void *user, conn_log_level level, conn_str line)
{
    static const char *const names[] = {[CONN_LOG_DEBUG] = "debug",
                                        [CONN_LOG_INFO] = "info",
                                        [CONN_LOG_WARN] = "warn",
                                        [CONN_LOG_ERROR] = "error"};
    log_lines *log = user;
    conn_buf joined = {0};
    conn_buf_printf(&joined, "%s: ", names[level]);
    conn_buf_add(&joined, line.data, line.len);
    conn_buf_puts(&log->text, log->text.len > 0 ? "," : "");
    put_text(&log->text, (conn_str){joined.data, joined.len});
    conn_buf_free(&joined);
}

static conn_any member(conn_any object, const char *name)
{
    return conn_any_map_get(object, conn_str_of(name));
}

static conn_run *open_run(conn_any vector, log_lines *log)
{
    conn_any seed = member(vector, "seed");
    conn_any now = member(vector, "now");
    conn_run_settings settings = {.now = CONN_SOME(0), .seed = 1};
    settings.log = note;
    settings.user = log;
    if (seed.kind == CONN_ANY_INT)
        settings.seed = (uint32_t)seed.as.integer;
    if (now.kind == CONN_ANY_TEXT)
        conn_time_parse(now.as.text.data, now.as.text.len, &settings.now.value);
    return conn_run_open(&settings);
}

static void put_failure(const conn_run_stop *why, const char *between,
                        conn_buf *out)
{
    if (why->state == CONN_RUN_ENDED)
        conn_buf_printf(out, "%s\"ends\":\"%s\"", between, why->reason);
    if (why->state == CONN_RUN_FAILED)
        conn_buf_printf(out, "%s\"fail\":\"%s\"", between,
                        conn_status_name(why->kind));
}

/* In the order of their names: after, ends, fail, log, message, out. */
static void put_result(conn_run *helper, conn_run *run, const log_lines *log,
                       conn_any result, const conn_any *after, conn_buf *out)
{
    const conn_run_stop *why = conn_run_why(run);
    const char *between = "";
    conn_buf_putc(out, '{');
    if (after != NULL) {
        conn_buf_puts(out, "\"after\":");
        put_value(helper, out, *after);
        between = ",";
    }
    put_failure(why, between, out);
    if (why->state != CONN_RUN_GOES_ON)
        between = ",";
    if (log->text.len > 0) {
        conn_buf_printf(out, "%s\"log\":[%s]", between, log->text.data);
        between = ",";
    }
    if (log->tells && why->state == CONN_RUN_FAILED) {
        conn_buf_printf(out, "%s\"message\":", between);
        put_value(helper, out, why->message);
    }
    if (why->state == CONN_RUN_GOES_ON) {
        conn_buf_printf(out, "%s\"out\":", between);
        put_value(helper, out, result);
    }
    conn_buf_puts(out, "}\n");
}

static void run_line(conn_str line, bool tells, conn_buf *out)
{
    enum { DEEPEST = 1000 };
    log_lines log = {.tells = tells};
    conn_run *helper = conn_run_open(NULL);
    conn_any vector = conn_fn_read(helper, line, DEEPEST);
    conn_run *run = open_run(vector, &log);
    conn_any given = vector_value(helper, member(vector, "in"));
    conn_any result = conn_any_null();
    bool makes_map = false;
    conn_any *items = given.as.list->items;
    if (!vector_call(run, member(vector, "f").as.text, items,
                     given.as.list->count, &result, &makes_map)) {
        fprintf(stderr, "vectors: no such function: %.*s\n", (int)line.len,
                line.data);
        exit(2);
    }
    if (makes_map)
        mark_as_map(run, result);
    bool changes = conn_any_map_has(vector, conn_str_of("after"));
    put_result(helper, run, &log, result, changes ? &items[0] : NULL, out);
    conn_buf_free(&log.text);
    conn_run_close(run);
    conn_run_close(helper);
}

int main(int argc, char **argv)
{
    bool tells = argc > 1 && strcmp(argv[1], "vectors.told") == 0;
    conn_buf line = {0};
    conn_buf out = {0};
    int c;
    while ((c = getchar()) != EOF) {
        if (c != '\n') {
            conn_buf_putc(&line, (char)c);
            continue;
        }
        run_line((conn_str){line.data, line.len}, tells, &out);
        fwrite(out.data, 1, out.len, stdout);
        conn_buf_reset(&line);
        conn_buf_reset(&out);
    }
    conn_buf_free(&line);
    conn_buf_free(&out);
    return 0;
}
