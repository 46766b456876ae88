/* bench_json.c - typed decoding and encoding against cJSON's trees and, for
 * decoding, simdjson's, in the same run.
 *
 * The input is 10 MB of issues as GitHub's API gives them, made by
 * ../shared/tools/make_json.py, and the same issues with members in any order
 * and pretty-printed (reshape.py); without that script there is nothing to
 * measure, which is said and is no failure. Rounds of all contenders alternate;
 * each runs twice, and the processor time of the second run counts, so that all
 * have warm caches and memory; the median of the rounds is shown. Times include
 * freeing: the arena here, cJSON_Delete there. simdjson keeps its parser. Words
 * on the command line leave only the contenders in whose name one of them is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cjson/cJSON.h>

#include "conn/items.h"
#include "issues.h"
#include "json.h"
#include "peer_simdjson.h"

/* ---- the contenders: each returns seconds, or a negative number ---- */

enum shape { AS_SENT, SHUFFLED, PRETTY, SHAPES };

typedef struct input {
    conn_buf texts[SHAPES];
    char *copy; /* of a text, with its padding; decoding spoils it */
    conn_buf out;
    size_t memory; /* bytes the last decoding took */
} input;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* Starts the clock. What another contender has freed is put in order by malloc
 * when a large block is next wanted: better before than while measuring. */
static double begin(void)
{
    conn_free(conn_alloc(1 << 20));
    return now();
}

static double decode(input *in, enum shape shape, const conn_type *type)
{
    const conn_buf *text = &in->texts[shape];
    conn_arena arena = {0};
    conn_error err = {0};
    page value = {0};
    memcpy(in->copy, text->data, text->len + 1);
    double start = begin();
    conn_status status =
        conn_json_decode(&arena, in->copy, text->len, type, &value, NULL, &err);
    in->memory = arena.total;
    conn_arena_free(&arena);
    double seconds = now() - start;
    if (status == CONN_OK)
        return seconds;
    conn_error_print(stderr, &err);
    return -1;
}

static double decode_all(input *in)
{
    return decode(in, AS_SENT, &t_page);
}

static double decode_shuffled(input *in)
{
    return decode(in, SHUFFLED, &t_page);
}

static double decode_pretty(input *in)
{
    return decode(in, PRETTY, &t_page);
}

static double decode_some(input *in)
{
    return decode(in, AS_SENT, &t_brief_page);
}

/* ---- item by item ---- */

enum { PIECE = 65536 };

/* Feeds `len` bytes in pieces and takes what comes; false if it does not fit.
 */
static bool take_items(conn_items *items, const char *text, size_t len,
                       conn_error *err)
{
    for (size_t size; len > 0 && err->status == CONN_OK; len -= size) {
        size = len < PIECE ? len : PIECE;
        conn_items_feed(items, text, size, err);
        while (err->status == CONN_OK && conn_items_next(items, err) != NULL)
            continue;
        text += size;
    }
    return err->status == CONN_OK;
}

/* Decodes the page's items, as often as if the page had `times` as many. */
static double decode_items(input *in, int times)
{
    const conn_buf *text = &in->texts[AS_SENT];
    const char *first = strchr(text->data, '[') + 1;
    size_t before = (size_t)(first - text->data);
    size_t len = text->len - before - strlen("]}");
    conn_error err = {0};
    double start = begin();
    conn_items *items = conn_items_open(&t_issue, "/items", 0, &err);
    take_items(items, text->data, before, &err);
    for (int i = 0; i < times; i++) {
        take_items(items, ",", i > 0, &err);
        take_items(items, first, len, &err);
    }
    take_items(items, "]}", 2, &err);
    if (err.status == CONN_OK)
        conn_items_feed(items, "", 0, &err);
    if (err.status == CONN_OK)
        conn_items_next(items, &err);
    double seconds = now() - start;
    in->memory = conn_items_memory(items);
    conn_items_close(items);
    if (err.status == CONN_OK)
        return seconds;
    conn_error_print(stderr, &err);
    return -1;
}

static double decode_each(input *in)
{
    return decode_items(in, 1);
}

static double check(input *in)
{
    const conn_buf *text = &in->texts[AS_SENT];
    double start = begin();
    conn_status status = conn_json_check(text->data, text->len, NULL, NULL);
    return status == CONN_OK ? now() - start : -1;
}

static double cjson(input *in, enum shape shape)
{
    const conn_buf *text = &in->texts[shape];
    double start = begin();
    cJSON *tree = cJSON_ParseWithLength(text->data, text->len);
    cJSON_Delete(tree);
    return tree != NULL ? now() - start : -1;
}

static double cjson_as_sent(input *in)
{
    return cjson(in, AS_SENT);
}

static double cjson_pretty(input *in)
{
    return cjson(in, PRETTY);
}

static double simdjson(input *in, enum shape shape)
{
    const conn_buf *text = &in->texts[shape];
    double start = begin();
    return peer_simdjson_parse(text->data, text->len) ? now() - start : -1;
}

static double simdjson_as_sent(input *in)
{
    return simdjson(in, AS_SENT);
}

static double simdjson_pretty(input *in)
{
    return simdjson(in, PRETTY);
}

static double encode(input *in)
{
    const conn_buf *text = &in->texts[AS_SENT];
    conn_arena arena = {0};
    page value = {0};
    memcpy(in->copy, text->data, text->len + 1);
    conn_status status = conn_json_decode(&arena, in->copy, text->len, &t_page,
                                          &value, NULL, NULL);
    conn_buf_reset(&in->out);
    double start = begin();
    if (status == CONN_OK)
        status = conn_json_encode(&in->out, &t_page, &value, NULL);
    double seconds = now() - start;
    conn_arena_free(&arena);
    return status == CONN_OK ? seconds : -1;
}

static double cjson_print(input *in)
{
    const conn_buf *text = &in->texts[AS_SENT];
    cJSON *tree = cJSON_ParseWithLength(text->data, text->len);
    double start = begin();
    char *printed = cJSON_PrintUnformatted(tree);
    double seconds = now() - start;
    bool ok = printed != NULL;
    cJSON_free(printed);
    cJSON_Delete(tree);
    return ok ? seconds : -1;
}

static const struct contender {
    const char *name;
    double (*run)(input *in);
    enum shape shape;
    const char *peers[2]; /* the names of what it is compared with */
} contenders[] = {
    {"cJSON parse", cjson_as_sent, AS_SENT, {NULL, NULL}},
    {"simdjson parse", simdjson_as_sent, AS_SENT, {"cJSON parse", NULL}},
    {"decode all", decode_all, AS_SENT, {"cJSON parse", "simdjson parse"}},
    {"decode 5 of 21", decode_some, AS_SENT, {"cJSON parse", "simdjson parse"}},
    {"decode item by item",
     decode_each,
     AS_SENT,
     {"cJSON parse", "simdjson parse"}},
    {"check only", check, AS_SENT, {"cJSON parse", "simdjson parse"}},
    {"decode shuffled",
     decode_shuffled,
     SHUFFLED,
     {"cJSON parse", "simdjson parse"}},
    {"cJSON parse, pretty", cjson_pretty, PRETTY, {NULL, NULL}},
    {"simdjson parse, pretty",
     simdjson_pretty,
     PRETTY,
     {"cJSON parse, pretty", NULL}},
    {"decode pretty",
     decode_pretty,
     PRETTY,
     {"cJSON parse, pretty", "simdjson parse, pretty"}},
    {"cJSON print", cjson_print, AS_SENT, {NULL, NULL}},
    {"encode", encode, AS_SENT, {"cJSON print", NULL}},
};
enum { CONTENDERS = sizeof contenders / sizeof *contenders, ROUNDS = 21 };

/* ---- input and figures ---- */

/* The output of a command; false if it fails. */
static bool read_output(const char *command, conn_buf *buf)
{
    FILE *pipe = popen(command, "r");
    char *room = NULL;
    while (pipe != NULL && (room = conn_buf_room(buf, 65536)) != NULL) {
        size_t got = fread(room, 1, 65536, pipe);
        if (got == 0)
            break;
        conn_buf_wrote(buf, got);
    }
    return pipe != NULL && pclose(pipe) == 0 && room != NULL;
}

static bool read_input(input *in)
{
    static const char *const commands[SHAPES] = {
        [AS_SENT] = "python3 ../shared/tools/make_json.py 10",
        [SHUFFLED] = "python3 ../shared/tools/make_json.py 10 | "
                     "python3 bench/reshape.py shuffled",
        [PRETTY] = "python3 ../shared/tools/make_json.py 10 | "
                   "python3 bench/reshape.py pretty",
    };
    size_t longest = 0;
    for (int i = 0; i < SHAPES; i++) {
        if (!read_output(commands[i], &in->texts[i]))
            return false;
        if (in->texts[i].len > longest)
            longest = in->texts[i].len;
    }
    in->copy = conn_alloc(longest + 1);
    return in->copy != NULL;
}

static bool is_chosen(const char *name, char **words)
{
    if (*words == NULL)
        return true;
    for (; *words != NULL; words++)
        if (strstr(name, *words) != NULL)
            return true;
    return false;
}

static int compare_seconds(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The median of the contender of that name; 0 if it did not run. */
static double median_of(const char *name, double (*times)[ROUNDS])
{
    for (int i = 0; name != NULL && i < CONTENDERS; i++)
        if (strcmp(contenders[i].name, name) == 0)
            return times[i][ROUNDS / 2];
    return 0;
}

static void report_one(const input *in, const struct contender *one,
                       double (*times)[ROUNDS])
{
    double median = median_of(one->name, times);
    double bytes = (double)in->texts[one->shape].len;
    printf("%-24s %7.0f MB/s", one->name, bytes / 1e6 / median);
    for (int i = 0; i < 2; i++) {
        double peer = median_of(one->peers[i], times);
        if (peer > 0)
            printf("  %5.2f x %s", peer / median, one->peers[i]);
    }
    putchar('\n');
}

static void report(input *in, double (*times)[ROUNDS])
{
    double bytes = (double)in->texts[AS_SENT].len;
    printf("%.1f MB, median of %d rounds\n", bytes / 1e6, ROUNDS);
    for (int i = 0; i < CONTENDERS; i++)
        if (times[i][0] > 0) {
            qsort(times[i], ROUNDS, sizeof times[i][0], compare_seconds);
            report_one(in, &contenders[i], times);
        }
    decode_all(in);
    printf("memory beside the text: %.2f x the text\n",
           (double)in->memory / bytes);
    double seconds = decode_items(in, 100);
    printf("%.0f MB item by item: %.0f MB/s, %zu KB of memory\n", bytes / 1e4,
           bytes / 1e4 / seconds, in->memory / 1024);
}

static int measure(input *in, char **words)
{
    static double times[CONTENDERS][ROUNDS];
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < CONTENDERS; i++) {
            if (!is_chosen(contenders[i].name, words))
                continue;
            contenders[i].run(in);
            double seconds = contenders[i].run(in);
            if (seconds < 0) {
                fprintf(stderr, "bench_json: %s failed\n", contenders[i].name);
                return 1;
            }
            times[i][round] = seconds;
        }
    report(in, times);
    return 0;
}

int main(int argc, char **argv)
{
    const char *script = "../shared/tools/make_json.py";
    FILE *probe = fopen(script, "r");
    if (argc < 1 || probe == NULL) {
        fprintf(stderr, "bench_json: SKIPPED, there is no %s\n", script);
        return 0;
    }
    fclose(probe);
    input in = {0};
    int status = 1;
    if (read_input(&in))
        status = measure(&in, argv + 1);
    else
        fprintf(stderr, "bench_json: %s failed\n", script);
    conn_free(in.copy);
    conn_buf_free(&in.out);
    for (int i = 0; i < SHAPES; i++)
        conn_buf_free(&in.texts[i]);
    return status;
}
