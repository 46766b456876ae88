/* fn_patterns.c - the functions of patterns (stdlib/patterns.js). */
#include "fn_pattern.h"

/* Begins a search; false if the run is stopped. */
static bool begin(conn_match *m, conn_run *run, conn_any text, conn_any pattern)
{
    *m = (conn_match){.run = run, .text = text.as.text};
    if (!conn_fn_takes_texts(run, text, pattern))
        return false;
    m->pattern = conn_pattern_of(run, pattern.as.text);
    return m->pattern != NULL;
}

/* What group `number` of the find is: a text, or null. */
static conn_any group_of(const conn_match *m, uint32_t number)
{
    size_t from = m->registers[2 * number];
    size_t to = m->registers[2 * number + 1];
    if (from == SIZE_MAX || to == SIZE_MAX)
        return conn_any_null();
    return conn_any_text(m->text.data + from, to - from);
}

/* Where the search goes on behind a find: behind an empty one a character
 * further. */
static size_t past_find(const conn_match *m)
{
    size_t end = m->registers[1];
    return end > m->registers[0] ? end : conn_match_past(m->text, end);
}

static conn_any finished(conn_match *m, conn_any value)
{
    conn_match_free(m);
    return conn_fn_goes(m->run) ? value : conn_any_null();
}

conn_any conn_fn_string_matches(conn_run *run, conn_any text, conn_any pattern)
{
    conn_match m;
    if (!begin(&m, run, text, pattern))
        return conn_any_null();
    bool found = conn_match_find(&m, 0);
    return finished(&m, conn_any_bool(found));
}

conn_any conn_fn_string_find_match(conn_run *run, conn_any text,
                                   conn_any pattern)
{
    conn_match m;
    if (!begin(&m, run, text, pattern))
        return conn_any_null();
    bool found = conn_match_find(&m, 0);
    return finished(&m, found ? group_of(&m, 0) : conn_any_null());
}

conn_any conn_fn_string_find_matches(conn_run *run, conn_any text,
                                     conn_any pattern)
{
    conn_match m;
    if (!begin(&m, run, text, pattern))
        return conn_any_null();
    conn_any list = conn_fn_list(run, 0);
    for (size_t at = 0; conn_match_find(&m, at); at = past_find(&m))
        conn_any_list_add(run, list, group_of(&m, 0));
    return finished(&m, list);
}

conn_any conn_fn_string_groups(conn_run *run, conn_any text, conn_any pattern)
{
    conn_match m;
    if (!begin(&m, run, text, pattern))
        return conn_any_null();
    if (!conn_match_find(&m, 0))
        return finished(&m, conn_any_null());
    conn_any list = conn_fn_list(run, m.pattern->groups);
    for (uint32_t i = 1; i < m.pattern->groups; i++)
        conn_any_list_add(run, list, group_of(&m, i));
    return finished(&m, list);
}

conn_any conn_fn_string_replace_matches(conn_run *run, conn_any text,
                                        conn_any pattern, conn_any by)
{
    conn_match m;
    if (!conn_fn_takes_text(run, by) || !begin(&m, run, text, pattern))
        return conn_any_null();
    conn_str made = by.as.text;
    double units = conn_fn_units(made.data, conn_fn_end(made));
    double count = 0;
    size_t copied = 0;
    conn_buf *out = conn_fn_write(run);
    for (size_t at = 0; conn_match_find(&m, at); at = past_find(&m)) {
        if (!conn_fn_limited(run, ++count * units))
            break;
        conn_buf_add(out, m.text.data + copied, m.registers[0] - copied);
        conn_buf_add(out, made.data, made.len);
        copied = m.registers[1];
    }
    if (m.text.len > copied)
        conn_buf_add(out, m.text.data + copied, m.text.len - copied);
    conn_any value = conn_fn_goes(run) ? conn_fn_written(run, CONN_ANY_TEXT)
                                       : conn_any_null();
    return finished(&m, value);
}
