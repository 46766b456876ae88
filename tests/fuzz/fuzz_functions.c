/* fuzz_functions.c - the standard functions of hooks, on hostile texts.
 *
 * The input is texts with a zero byte between them; what is not UTF-8 is no
 * text of a hook. Each function that reads one is called with the first, those
 * that take two with the second, too. Whatever they are, a failure can be
 * caught, and what was read is the same when it has been written and read
 * again.
 */
#include <stdint.h>
#include <stdlib.h>

#include "fn.h"
#include "utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool truth)
{
    if (!truth)
        abort();
}

static void read_and_write(conn_run *run, conn_any value)
{
    if (conn_stopped(run))
        return;
    conn_any text = conn_any_write(run, value);
    if (conn_stopped(run))
        return;
    conn_any again = conn_fn_string_parse_json(run, text);
    require(!conn_stopped(run));
    require(conn_equal(again, conn_any_copy(run, again)));
    require(conn_equal(text, conn_any_write(run, again)));
}

/* A failure is of the language; the run then goes on with the next. */
static void go_on(conn_run *run)
{
    if (conn_stopped(run) && !conn_caught(run))
        require(conn_run_why(run)->state == CONN_RUN_ENDED);
}

static conn_convert_fn *const of_one[] = {
    conn_fn_string_length,
    conn_fn_string_lines,
    conn_fn_string_trim,
    conn_fn_string_lower,
    conn_fn_string_to_int,
    conn_fn_string_to_int64,
    conn_fn_string_to_float,
    conn_fn_string_to_decimal,
    conn_fn_string_to_duration,
    conn_fn_string_to_time,
    conn_fn_string_to_date,
    conn_fn_string_parse_xml,
    conn_fn_string_parse_query,
    conn_fn_string_url_decode,
    conn_fn_string_url_encode,
    conn_fn_string_url_host,
    conn_fn_string_url_path,
    conn_fn_string_from_hex,
    conn_fn_string_from_base64,
    conn_fn_decimal_of,
    conn_fn_int64_of,
    conn_fn_duration_of,
    conn_fn_text_of,
};

typedef conn_any two_fn(conn_run *run, conn_any a, conn_any b);

static two_fn *const of_two[] = {
    conn_fn_string_contains,  conn_fn_string_index_of,
    conn_fn_string_split,     conn_fn_string_before,
    conn_fn_string_after,     conn_fn_string_ends_with,
    conn_fn_string_url_param, conn_fn_string_find_matches,
    conn_fn_string_groups,    conn_fn_hmac_sha256,
};

static void use_one(conn_run *run, conn_any text)
{
    for (size_t i = 0; i < sizeof of_one / sizeof *of_one; i++) {
        conn_any made = of_one[i](run, text);
        if (made.kind != CONN_ANY_BYTES)
            read_and_write(run, made);
        go_on(run);
    }
    read_and_write(run, conn_fn_string_parse_json(run, text));
    go_on(run);
}

/* What is split and joined again is what it was, so is what is replaced by
 * itself. */
static void use_two(conn_run *run, conn_any a, conn_any b)
{
    for (size_t i = 0; i < sizeof of_two / sizeof *of_two; i++) {
        of_two[i](run, a, b);
        go_on(run);
    }
    conn_any pieces = conn_fn_string_split(run, a, b);
    conn_any joined = conn_fn_list_join(run, pieces, b);
    conn_any replaced = conn_fn_string_replace(run, a, b, b);
    if (!conn_stopped(run) && b.as.text.len > 0)
        require(conn_equal(joined, a) && conn_equal(replaced, a));
    conn_any document = conn_fn_string_parse_json(run, a);
    conn_fn_json_at(run, document, b);
    go_on(run);
    conn_any decimal = conn_fn_string_to_decimal(run, a);
    conn_any other = conn_fn_string_to_decimal(run, b);
    if (!conn_stopped(run))
        require(conn_compare_digits(decimal, other) ==
                -conn_compare_digits(other, decimal));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    if (size == 0 || !conn_utf8_valid(text, size))
        return 0;
    const char *zero = memchr(text, '\0', size);
    size_t len = zero != NULL ? (size_t)(zero - text) : size;
    conn_any first = conn_any_text(text, len);
    conn_any second = conn_any_text("", 0);
    if (zero != NULL)
        second = conn_any_text(zero + 1, size - len - 1);
    const conn_run_settings settings = {.memory = 4 << 20, .seed = 1};
    conn_run *run = conn_run_open(&settings);
    require(run != NULL);
    use_one(run, first);
    use_two(run, first, second);
    conn_run_close(run);
    return 0;
}
