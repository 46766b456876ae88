/* bench_calls.c - calls a second over loopback, beside raw libcurl: one reused
 * handle, and a multi handle with 32 in flight. A child process answers every
 * request with one JSON object; both sides send the same headers. Our side
 * makes the URL of an argument and reads the answer into a record. The raw side
 * has its URL ready and looks at the status; in the first comparison it leaves
 * the answer as text, which is less work, and in the second it reads the same
 * two members with cJSON. Rounds of both sides take turns, and medians and
 * their ratio are printed. */
#include <arpa/inet.h>
#include <cjson/cJSON.h>
#include <curl/curl.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "conn/desc.h"

#ifndef ROUNDS
#define ROUNDS 61
#endif
#define CALLS 500
#define IN_FLIGHT 32

static const char answer[] =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    "Content-Length: 41\r\n\r\n"
    "{\"id\":12345,\"name\":\"a name of some kind\"}";

/* ---- the server ---- */

static void *serve(void *user)
{
    int fd = (int)(size_t)user;
    char in[8192];
    size_t len = 0;
    for (ssize_t n; (n = recv(fd, in + len, sizeof in - 1 - len, 0)) > 0;) {
        len += (size_t)n;
        in[len] = '\0';
        for (char *end; (end = strstr(in, "\r\n\r\n")) != NULL;) {
            if (send(fd, answer, sizeof answer - 1, MSG_NOSIGNAL) < 0)
                break;
            len -= (size_t)(end + 4 - in);
            memmove(in, end + 4, len + 1);
        }
    }
    close(fd);
    return NULL;
}

static void run_server(int listener)
{
    for (int fd; (fd = accept(listener, NULL, NULL)) >= 0;) {
        pthread_t thread;
        int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (pthread_create(&thread, NULL, serve, (void *)(size_t)fd) == 0)
            pthread_detach(thread);
    }
    _exit(0);
}

static pid_t start_server(int *port)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t size = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) != 0 ||
        listen(fd, 64) != 0 ||
        getsockname(fd, (struct sockaddr *)&at, &size) != 0)
        abort();
    *port = ntohs(at.sin_port);
    pid_t child = fork();
    if (child == 0)
        run_server(fd);
    close(fd);
    return child;
}

/* ---- raw libcurl ---- */

typedef struct body {
    char text[256];
    size_t len;
} body;

static size_t take(char *bytes, size_t size, size_t count, void *user)
{
    body *b = user;
    size_t n = size * count;
    if (b->len + n < sizeof b->text)
        memcpy(b->text + b->len, bytes, n);
    b->len += n;
    return n;
}

/* The members that our side has as a record. */
static void read_answer(const body *b)
{
    cJSON *tree = cJSON_ParseWithLength(b->text, b->len);
    const cJSON *id = cJSON_GetObjectItemCaseSensitive(tree, "id");
    const cJSON *name = cJSON_GetObjectItemCaseSensitive(tree, "name");
    if (!cJSON_IsNumber(id) || id->valuedouble != 12345 ||
        !cJSON_IsString(name))
        abort();
    cJSON_Delete(tree);
}

static CURL *new_easy(const char *url, struct curl_slist *headers, body *b)
{
    CURL *easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, b);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, b);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "conn/" CONN_VERSION);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    return easy;
}

typedef struct sides {
    char url[64], item[80];
    CURL *easy;
    body easy_body;
    CURLM *multi;
    CURL *many[IN_FLIGHT];
    body many_bodies[IN_FLIGHT];
    conn_client *client;
    bool reads; /* the raw side reads its answers */
} sides;

static void begin_raw(const sides *s, CURL *easy, body *b)
{
    b->len = 0;
    curl_easy_setopt(easy, CURLOPT_URL, s->item);
}

static void end_raw(const sides *s, CURL *easy, const body *b)
{
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    if (status != 200 || b->len >= sizeof b->text)
        abort();
    if (s->reads)
        read_answer(b);
}

static void raw_one(sides *s)
{
    for (int i = 0; i < CALLS; i++) {
        begin_raw(s, s->easy, &s->easy_body);
        if (curl_easy_perform(s->easy) != CURLE_OK)
            abort();
        end_raw(s, s->easy, &s->easy_body);
    }
}

static void add_raw(sides *s, CURL *easy)
{
    char *b = NULL;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &b);
    begin_raw(s, easy, (body *)(void *)b);
    curl_multi_add_handle(s->multi, easy);
}

static void remove_raw(sides *s, CURL *easy)
{
    char *b = NULL;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &b);
    curl_multi_remove_handle(s->multi, easy);
    end_raw(s, easy, (body *)(void *)b);
}

static void raw_many(sides *s)
{
    int started = 0, ended = 0, running = 0, left;
    for (; started < IN_FLIGHT; started++)
        add_raw(s, s->many[started]);
    while (ended < CALLS) {
        curl_multi_perform(s->multi, &running);
        for (CURLMsg *m; (m = curl_multi_info_read(s->multi, &left));) {
            CURL *easy = m->easy_handle;
            if (m->msg != CURLMSG_DONE || m->data.result != CURLE_OK)
                abort();
            remove_raw(s, easy);
            ended++;
            if (started < CALLS) {
                add_raw(s, easy);
                started++;
            }
        }
        if (ended < CALLS)
            curl_multi_poll(s->multi, NULL, 0, 1000, NULL);
    }
}

/* ---- the runtime ---- */

typedef struct item {
    int64_t id;
    conn_str name;
} item;
typedef struct args {
    const char *id;
    const conn_call_options *call;
} args;
typedef struct config {
    const char *base_url;
    int auth;
} config;

static const conn_type type_cstr = {CONN_K_CSTR, 0,   sizeof(char *), NULL, 0,
                                    0,           NULL};
static const conn_type type_int = {CONN_K_INT64, 0, sizeof(int64_t), NULL, 0, 0,
                                   NULL};
static const conn_type type_text = {
    CONN_K_STRING, 0, sizeof(conn_str), NULL, 0, 0, NULL};
static const conn_field fields[] = {
    {"id", 2, &type_int, offsetof(item, id), 0, CONN_F_REQUIRED, NULL},
    {"name", 4, &type_text, offsetof(item, name), 0, CONN_F_REQUIRED, NULL}};
static const conn_record record = {"Item", fields, 2, sizeof(item), 0};
static const conn_type type_item = {CONN_K_RECORD, 0, sizeof(item), NULL, 0, 0,
                                    &record};
static const conn_path_part path[] = {{"/items/", 0, false, false},
                                      {NULL, 0, false, false}};
static const conn_arg arg_rows[] = {
    {{"id", 2, &type_cstr, offsetof(args, id), 0, 0, NULL},
     "id",
     CONN_IN_PATH,
     CONN_L_REPEAT,
     NULL,
     true}};
static const conn_op op = {.name = "items.get",
                           .method = "GET",
                           .path = path,
                           .path_count = 2,
                           .args = arg_rows,
                           .arg_count = 1,
                           .call_offset = offsetof(args, call),
                           .result = &type_item};
static const conn_arg config_rows[] = {
    {{"base_url", 8, &type_cstr, offsetof(config, base_url), 0, 0, NULL},
     "base_url",
     CONN_IN_CALL,
     CONN_L_REPEAT,
     NULL,
     true}};
static const conn_expr base_url = {CONN_E_CONFIG, NULL, 0, NULL, NULL};
static const conn_connector connector = {.desc_version = CONN_DESC_VERSION,
                                         .name = "bench",
                                         .config = config_rows,
                                         .config_count = 1,
                                         .auth_offset = offsetof(config, auth),
                                         .base_url = &base_url};

static void check(conn_reply *reply)
{
    const item *it = conn_reply_value(reply);
    if (it == NULL || it->id != 12345)
        abort();
    conn_reply_free(reply);
}

static void conn_one(sides *s)
{
    args a = {.id = "12345"};
    for (int i = 0; i < CALLS; i++)
        check(conn_call(s->client, &op, &a, NULL));
}

static void conn_many_calls(sides *s)
{
    args a = {.id = "12345"};
    conn_batch *batch = conn_batch_new(s->client, IN_FLIGHT);
    for (int i = 0; i < CALLS; i++)
        if (conn_batch_add(batch, &op, &a, sizeof a, NULL, NULL) != CONN_OK)
            abort();
    conn_reply *reply;
    while (conn_batch_next(batch, &reply, NULL, NULL))
        check(reply);
    conn_batch_free(batch);
}

/* ---- measuring ---- */

static double now(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Seconds of a round: on the wall, and of this process's own time. */
typedef struct round_time {
    double wall, own;
} round_time;

static round_time time_of(sides *s, void (*run)(sides *))
{
    double wall = now(CLOCK_MONOTONIC), own = now(CLOCK_PROCESS_CPUTIME_ID);
    run(s);
    return (round_time){now(CLOCK_MONOTONIC) - wall,
                        now(CLOCK_PROCESS_CPUTIME_ID) - own};
}

static double median(double *values)
{
    qsort(values, ROUNDS, sizeof *values, by_value);
    return values[ROUNDS / 2];
}

static void compare(sides *s, const char *name, void (*raw)(sides *),
                    void (*mine)(sides *))
{
    double times[2][ROUNDS], ratios[ROUNDS], own[2][ROUNDS], own_ratios[ROUNDS];
    raw(s);
    mine(s);
    for (int i = 0; i < ROUNDS; i++) {
        round_time a = time_of(s, raw), b = time_of(s, mine);
        times[0][i] = a.wall;
        times[1][i] = b.wall;
        ratios[i] = a.wall / b.wall;
        own[0][i] = a.own;
        own[1][i] = b.own;
        own_ratios[i] = a.own / b.own;
    }
    printf("%-28s raw libcurl %8.0f/s   conn %8.0f/s   ratio %.2f\n", name,
           CALLS / median(times[0]), CALLS / median(times[1]), median(ratios));
    printf("%-28s raw libcurl %8.1f us  conn %8.1f us  ratio %.2f\n",
           "  processor time of a call", median(own[0]) / CALLS * 1e6,
           median(own[1]) / CALLS * 1e6, median(own_ratios));
}

/* For profilers: one side alone, by its name. */
static void run_only(sides *s, const char *name)
{
    static const struct {
        const char *name;
        void (*run)(sides *);
    } all[] = {{"raw-one", raw_one},
               {"conn-one", conn_one},
               {"raw-many", raw_many},
               {"conn-many", conn_many_calls}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (strcmp(all[i].name, name) == 0)
            for (int round = 0; round < ROUNDS; round++)
                all[i].run(s);
}

int main(int argc, char **argv)
{
    static sides s;
    int port;
    pid_t child = start_server(&port);
    snprintf(s.url, sizeof s.url, "http://127.0.0.1:%d", port);
    snprintf(s.item, sizeof s.item, "%s/items/12345", s.url);
    config c = {s.url, 0};
    if (conn_open(&s.client, &connector, &c, NULL, NULL) != CONN_OK)
        abort();
    struct curl_slist *headers =
        curl_slist_append(NULL, "Accept: application/json");
    s.easy = new_easy(s.item, headers, &s.easy_body);
    s.multi = curl_multi_init();
    for (int i = 0; i < IN_FLIGHT; i++)
        s.many[i] = new_easy(s.item, headers, &s.many_bodies[i]);
    if (argc > 1) {
        run_only(&s, argv[1]);
    } else {
        compare(&s, "one, text", raw_one, conn_one);
        compare(&s, "32 in flight, text", raw_many, conn_many_calls);
        s.reads = true;
        compare(&s, "one, cJSON", raw_one, conn_one);
        compare(&s, "32 in flight, cJSON", raw_many, conn_many_calls);
    }
    conn_close(s.client);
    kill(child, SIGTERM);
    waitpid(child, NULL, 0);
    return 0;
}
