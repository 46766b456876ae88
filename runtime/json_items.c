/* json_items.c - a list's items out of a text that comes in pieces.
 *
 * A step reads what can't be interrupted: a bracket, a comma, an item, a member
 * that is not on the way to the list. The text is kept as it came until a step
 * is done with it, because decoding spoils its copy; a step that runs into the
 * end of what is there is tried again when twice as much is.
 */
#include "items_around.h"

#include "decode.h"
#include "fail.h"

enum { STEPS = 16, MAX_ITEM = 16 << 20 };

/* What comes next. */
typedef enum step {
    AT_VALUE,    /* the list, or the object on the way to it */
    AT_MEMBER,   /* a member of the object, which has one more */
    AT_ITEM,     /* an item of the list, which has one more */
    AFTER_VALUE, /* a comma or the end, of the list or an object */
    AT_END
} step;

struct conn_items {
    const conn_type *type;
    conn_str names[STEPS]; /* of the members on the way */
    size_t steps;
    conn_arena names_arena;

    conn_buf raw;  /* the text that no step is done with */
    conn_buf work; /* its copy, as far as `raw` has been copied */
    size_t at;     /* where the next step begins */
    size_t before; /* bytes of the text before `raw` */
    size_t wanted; /* length of `raw` that makes another try worth while */
    bool stale;    /* `work` must be copied again */
    bool over;

    step state;
    conn_frame frames[STEPS + 1]; /* of the objects, then of the list */
    size_t level;                 /* how many of them are open */
    bool found;
    bool is_first; /* nothing has come in the array or object yet */
    conn_reader r;
    conn_arena plans;
    conn_arena arena;
    void *item; /* the last one, if the step was an item */
    size_t count;
    size_t max_item;
    conn_error failed;

    bool keeps_around;
    bool keeps_last;
    conn_buf around; /* the text without what stands in the list */
    conn_buf last;   /* the last item's text */
};

/* ---- opening ---- */

/* Unescapes a token of a JSON Pointer (RFC 6901 section 3) in place. */
static bool read_token(char *token, conn_str *out)
{
    char *to = token;
    out->data = token;
    for (; *token != '\0'; token++) {
        char c = *token;
        if (c == '~') {
            token++;
            if (*token != '0' && *token != '1')
                return false;
            c = *token == '0' ? '~' : '/';
        }
        *to++ = c;
    }
    *to = '\0';
    out->len = (size_t)(to - out->data);
    return true;
}

static conn_status read_pointer(conn_items *it, const char *pointer)
{
    while (*pointer == '/') {
        size_t len = strcspn(++pointer, "/");
        char *token = conn_arena_text(&it->names_arena, pointer, len);
        if (token == NULL)
            return CONN_MEMORY;
        if (it->steps == STEPS || !read_token(token, &it->names[it->steps++]))
            return CONN_USAGE;
        pointer += len;
    }
    return *pointer == '\0' ? CONN_OK : CONN_USAGE;
}

conn_items *conn_items_open(const conn_type *type, const char *pointer,
                            size_t max_item, conn_error *err)
{
    conn_items *it = conn_alloc_zeroed(sizeof *it);
    conn_status status = it != NULL ? read_pointer(it, pointer) : CONN_MEMORY;
    if (status == CONN_OK) {
        it->type = type;
        it->max_item = max_item > 0 ? max_item : MAX_ITEM;
        it->arena.cap = it->max_item;
        conn_reader_init(&it->r, NULL, 0, NULL, &it->failed);
        it->r.arena = &it->arena;
        it->r.plan_arena = &it->plans;
        conn_error_clear(err);
        return it;
    }
    conn_items_close(it);
    if (status == CONN_MEMORY)
        conn_fail_memory(err);
    else
        conn_fail(err, status, "\"%s\" is no pointer to a list", pointer);
    return NULL;
}

void conn_items_close(conn_items *it)
{
    if (it == NULL)
        return;
    conn_error_clear(&it->failed);
    conn_arena_free(&it->names_arena);
    conn_arena_free(&it->plans);
    conn_arena_free(&it->arena);
    conn_buf_free(&it->raw);
    conn_buf_free(&it->work);
    conn_buf_free(&it->around);
    conn_buf_free(&it->last);
    conn_free(it);
}

size_t conn_items_count(const conn_items *it)
{
    return it->count;
}

size_t conn_items_memory(const conn_items *it)
{
    return it->names_arena.total + it->plans.total + it->arena.total +
           it->raw.size + it->work.size + it->around.size + it->last.size;
}

/* ---- what stands around the list ---- */

void conn_items_keep_around(conn_items *it, bool with_last)
{
    it->keeps_around = true;
    it->keeps_last = with_last;
    conn_buf_init(&it->around, it->max_item);
}

conn_buf *conn_items_around(conn_items *it)
{
    return &it->around;
}

/* Keeps the text of a step that was taken, from where it began. */
static bool keep_step(conn_items *it, step state, size_t level, size_t len)
{
    const char *text = it->raw.data + it->at;
    bool in_list = level > it->steps;
    if (!it->keeps_around || len == 0)
        return true;
    if (in_list && state == AT_ITEM) {
        conn_buf_reset(&it->last);
        return !it->keeps_last || conn_buf_add(&it->last, text, len);
    }
    if (in_list && it->level > it->steps)
        return true; /* a comma */
    if (in_list && it->last.len > 0)
        conn_buf_add(&it->around, it->last.data, it->last.len);
    return conn_buf_add(&it->around, text, len);
}

/* ---- feeding ---- */

conn_status conn_items_feed(conn_items *it, const char *bytes, size_t len,
                            conn_error *err)
{
    if (it->over)
        return conn_fail(err, CONN_USAGE, "the text was over before");
    it->over = len == 0;
    if (it->at > 0) {
        size_t left = it->raw.len - it->at;
        memmove(it->raw.data, it->raw.data + it->at, left);
        conn_buf_cut(&it->raw, left);
        it->before += it->at;
        it->at = 0;
    }
    it->stale = true;
    conn_error_clear(err);
    return conn_buf_add(&it->raw, bytes, len) ? CONN_OK : conn_fail_memory(err);
}

/* Makes the copy that a step may spoil. */
static bool copy_raw(conn_items *it)
{
    conn_buf_reset(&it->work);
    if (!conn_buf_add(&it->work, it->raw.data, it->raw.len))
        return false;
    conn_reader_set_text(&it->r, it->work.data, it->work.len);
    it->stale = false;
    return true;
}

/* ---- steps: each returns the place behind what it read, or NULL ---- */

static char *open_level(conn_items *it, char *p)
{
    bool is_list = it->level == it->steps;
    conn_frame *frame = &it->frames[it->level];
    if (*p != (is_list ? '[' : '{'))
        return conn_reader_expected(&it->r, p, is_list ? "array" : "object");
    *frame = (conn_frame){.name = is_list ? NULL : ""};
    if (!conn_reader_enter(&it->r, p, frame))
        return NULL;
    it->level++;
    it->is_first = true;
    it->state = AFTER_VALUE;
    it->found |= is_list;
    return p + 1;
}

static char *close_level(conn_items *it, char *p)
{
    conn_reader_leave(&it->r, &it->frames[--it->level]);
    if (!it->found)
        return conn_reader_fail(&it->r, p, CONN_DECODE,
                                "member \"%s\" is missing",
                                it->names[it->level].data);
    it->is_first = false;
    it->state = it->level > 0 ? AFTER_VALUE : AT_END;
    return p + 1;
}

/* What stands behind an opening bracket, an item or a member. */
static char *read_between(conn_items *it, char *p)
{
    bool is_list = it->level > it->steps;
    if (*p == (is_list ? ']' : '}'))
        return close_level(it, p);
    it->state = is_list ? AT_ITEM : AT_MEMBER;
    if (it->is_first)
        return p;
    if (*p != ',')
        return conn_reader_between(&it->r, p,
                                   is_list ? "',' or ']'" : "',' or '}'");
    return p + 1;
}

static char *read_item(conn_items *it, char *p)
{
    it->frames[it->steps].index = it->count;
    void *item = conn_arena_alloc(&it->arena, it->type->size);
    if (item == NULL)
        return conn_reader_memory(&it->r, p);
    p = conn_read_value(&it->r, p, it->type, item);
    if (p == NULL)
        return NULL;
    it->item = item;
    it->is_first = false;
    it->state = AFTER_VALUE;
    return p;
}

static char *read_member(conn_items *it, char *p)
{
    conn_frame *frame = &it->frames[it->level - 1];
    conn_str want = it->names[it->level - 1];
    char *next = conn_read_name(&it->r, p, frame);
    if (next == NULL)
        return NULL;
    bool on_the_way = frame->length == want.len &&
                      memcmp(frame->name, want.data, want.len) == 0;
    if (on_the_way && it->found)
        return conn_reader_fail(&it->r, p, CONN_DECODE,
                                "the member comes twice");
    it->is_first = false;
    next = conn_read_colon(&it->r, next);
    if (next == NULL || !on_the_way) {
        it->state = AFTER_VALUE;
        return next != NULL ? conn_read_past(&it->r, next) : NULL;
    }
    frame->name = want.data;
    it->state = AT_VALUE;
    return next;
}

static char *read_step(conn_items *it, char *p)
{
    switch (it->state) {
    case AT_VALUE:
        return open_level(it, p);
    case AT_MEMBER:
        return read_member(it, p);
    case AT_ITEM:
        return read_item(it, p);
    case AFTER_VALUE:
        return read_between(it, p);
    case AT_END:
        break;
    }
    return conn_reader_expected(&it->r, p, "the end of the text");
}

/* ---- the next item ---- */

/* What a step may have changed when it has to be tried again. */
typedef struct place {
    step state;
    bool is_first;
    size_t level;
    size_t depth;
    const conn_frame *frame;
} place;

static place place_of(const conn_items *it)
{
    return (place){it->state, it->is_first, it->level, it->r.depth,
                   it->r.frame};
}

/* Whether the step from `p` to `next` may have been cut short by the end of
 * what is there. A failed one has not if the value's end is there to be seen.
 */
static bool may_be_cut(const conn_items *it, step state, const char *next)
{
    const char *text = it->raw.data + it->at;
    const char *end = it->raw.data + it->raw.len;
    if (it->over || (state != AT_ITEM && state != AT_MEMBER))
        return false;
    if (next == NULL)
        return it->r.status == CONN_DECODE &&
               conn_json_is_cut(text, end, state == AT_MEMBER);
    return next == it->r.end && strchr("}]\":", end[-1]) == NULL;
}

/* Goes back to where the step began. */
static void wait_for_more(conn_items *it, place back)
{
    conn_error_clear(&it->failed);
    conn_arena_reset(&it->arena);
    it->state = back.state;
    it->is_first = back.is_first;
    it->r.depth = back.depth;
    it->r.frame = back.frame;
    it->r.status = CONN_OK;
    it->item = NULL;
    it->stale = true;
    it->wanted = 2 * (it->raw.len - it->at);
}

/* Takes one step. False if it has failed or more text is wanted. */
static bool take_step(conn_items *it)
{
    char *p = conn_skip_space(it->work.data + it->at);
    it->at = (size_t)(p - it->work.data);
    if (p == it->r.end && (!it->over || it->state == AT_END))
        return false;
    place back = place_of(it);
    const char *next = read_step(it, p);
    if (may_be_cut(it, back.state, next)) {
        wait_for_more(it, back);
        if (it->raw.len - it->at > it->max_item)
            conn_reader_fail(&it->r, p, CONN_LIMIT,
                             "a value is longer than %zu bytes", it->max_item);
        return false;
    }
    if (next == NULL)
        return false;
    if (!keep_step(it, back.state, back.level, (size_t)(next - p)))
        return conn_reader_fail(&it->r, p, it->around.status,
                                "what stands around the list is longer than "
                                "%zu bytes",
                                it->max_item) != NULL;
    it->at = (size_t)(next - it->work.data);
    return true;
}

/* Whether there is text to take steps in. */
static bool is_ready(conn_items *it)
{
    if (!it->stale)
        return it->work.data != NULL;
    if (!it->over && it->raw.len < it->wanted)
        return false;
    it->wanted = 0;
    if (copy_raw(it))
        return true;
    it->r.status = conn_fail_memory(&it->failed);
    return false;
}

static const void *report(const conn_items *it, conn_error *err)
{
    const conn_error *failed = &it->failed;
    conn_fail(err, it->r.status, "%s", failed->message);
    if (err != NULL) {
        err->offset = it->before + failed->offset;
        if (failed->pointer != NULL)
            err->pointer =
                conn_error_text(err, failed->pointer, strlen(failed->pointer));
    }
    return NULL;
}

const void *conn_items_next(conn_items *it, conn_error *err)
{
    conn_error_clear(err);
    it->item = NULL;
    if (it->r.status == CONN_OK) {
        conn_arena_reset(&it->arena);
        while (it->item == NULL && is_ready(it) && take_step(it))
            continue;
    }
    if (it->r.status != CONN_OK)
        return report(it, err);
    it->count += it->item != NULL;
    return it->item;
}
