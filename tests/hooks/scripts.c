/* scripts.c - plays cases of README.md with the JavaScript of C clients:
 * `play js`. Prints a result a line, as platform.js does. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "canonical.h"
#include "conn/functions.h"
#include "conn/js.h"

static conn_any get(conn_any map, const char *name)
{
    return conn_any_map_get(map, conn_key(name, strlen(name)));
}

/* ---- a case ---- */

/* Whether the comma list has the name; without names it has all. */
static bool is_listed(conn_any list, conn_str name)
{
    if (list.kind != CONN_ANY_TEXT ||
        strspn(list.as.text.data, " ") == list.as.text.len)
        return true;
    const char *at = list.as.text.data, *end = at + list.as.text.len;
    while (at < end) {
        const char *comma = memchr(at, ',', (size_t)(end - at));
        const char *stop = comma ? comma : end, *start = at;
        while (start < stop && *start == ' ')
            start++;
        size_t len = (size_t)(stop - start);
        while (len > 0 && start[len - 1] == ' ')
            len--;
        if (len == name.len && memcmp(start, name.data, len) == 0)
            return true;
        at = stop + 1;
    }
    return false;
}

static conn_any variables_of(conn_run *run, conn_any given)
{
    conn_any map = conn_any_map_new(run), value;
    conn_str name;
    for (size_t at = 0;
         conn_any_map_next(get(given, "variables"), &at, &name, &value);)
        if (is_listed(get(given, "contextParams"), name))
            conn_any_map_put(run, map, name, value);
    return map;
}

/* ---- its result ---- */

/* "case:1: TypeError: …": the name; for what has none, the whole. */
static void put_reason(conn_run *run, const char *reason)
{
    const char *at =
        strncmp(reason, "case:", 5) == 0 ? strchr(reason, ' ') : NULL;
    at = at ? at + 1 : reason;
    const char *colon = strchr(at, ':');
    size_t len = colon && colon - at >= 5 && memcmp(colon - 5, "Error", 5) == 0
                     ? (size_t)(colon - at)
                     : strlen(at);
    printf("\"failed\":{\"error\":");
    canonical_put(run, conn_any_text(at, len));
    putchar('}');
}

typedef struct Log {
    conn_run *run; /* which writes */
    bool begun;
} Log;

static char lines[1 << 16];

/* Kept to stand behind the result. */
static void log_line(void *user, conn_log_level level, conn_str line)
{
    Log *log = user;
    (void)level;
    size_t used = strlen(lines);
    snprintf(lines + used, sizeof lines - used, "%s%.*s",
             log->begun ? "\n" : "", (int)line.len, line.data);
    log->begun = true;
}

static void put_log(conn_run *run)
{
    printf(",\"log\":[");
    for (char *at = lines, *end; at; at = end) {
        end = strchr(at, '\n');
        size_t len = end ? (size_t)(end - at) : strlen(at);
        canonical_put(run, conn_any_text(at, len));
        end = end ? end + 1 : NULL;
        printf("%s", end ? "," : "");
    }
    putchar(']');
}

static void play(conn_run *run, conn_any given)
{
    conn_any hook = get(given, "hook");
    conn_any copy =
        conn_any_copy_text(run, hook.as.text.data, hook.as.text.len);
    const char *text[] = {copy.as.text.data, NULL};
    conn_script script = {.file = "case", .line = 1, .text = text};
    Log log = {run, false};
    conn_run_settings settings = {.seed = 1, .log = log_line, .user = &log};
    settings.now.state = CONN_VALUE;
    conn_any now = get(given, "now");
    if (now.kind == CONN_ANY_TEXT)
        settings.now.value = conn_whole(conn_fn_parse_time(run, now));
    conn_run *own = conn_run_open(&settings);
    lines[0] = '\0';
    conn_any done = conn_script_call(own, &script, variables_of(own, given));
    putchar('{');
    if (conn_stopped(own)) {
        put_reason(run, conn_run_why(own)->reason);
    } else {
        printf("\"done\":");
        canonical_put(own, done);
    }
    if (log.begun)
        put_log(run);
    puts("}");
    fflush(stdout);
    conn_run_close(own);
}

int main(void)
{
    static char line[1 << 22];
    while (fgets(line, sizeof line, stdin)) {
        conn_run *run = conn_run_open(NULL);
        conn_any given = conn_any_read(run, line, strcspn(line, "\n"));
        if (conn_stopped(run))
            return EXIT_FAILURE;
        play(run, given);
        conn_run_close(run);
    }
    return EXIT_SUCCESS;
}
