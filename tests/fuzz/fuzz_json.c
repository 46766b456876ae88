/* fuzz_json.c - hostile JSON through checking, decoding, encoding and finding.
 *
 * The input is a response's body. What conn_json_check accepts, a field of kind
 * json accepts too, and the other way round. What decodes as the record below
 * encodes, and the outcome decodes and encodes to the same bytes again. A list
 * gives the same items from text in pieces; text near its end, which is read
 * byte by byte, the same as text that goes on with space, read in blocks. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "conn/items.h"
#include "json.h"
#include "memory.h"
#include "utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct Item {
    int64_t id;
    conn_opt_str name;
    conn_opt_bool flag;
    conn_opt_double ratio;
    conn_opt_time when;
    conn_opt_bytes data;
    conn_opt_enum color;
    conn_opt_date day;
    conn_opt_json any;
    conn_list items; /* of Item */
    conn_members extra;
} Item;

#define TYPE(kind, c_type)                                                     \
    {                                                                          \
        kind, CONN_W_PLAIN, sizeof(c_type), 0, 0, 0, 0                         \
    }
static const conn_type int64_type = TYPE(CONN_K_INT64, int64_t);
static const conn_type string_type = TYPE(CONN_K_STRING, conn_str);
static const conn_type bool_type = TYPE(CONN_K_BOOL, bool);
static const conn_type double_type = TYPE(CONN_K_DOUBLE, double);
static const conn_type time_type = TYPE(CONN_K_TIMESTAMP, conn_time);
static const conn_type bytes_type = TYPE(CONN_K_BYTES, conn_bytes);
static const conn_type date_type = TYPE(CONN_K_DATE, conn_date);
static const conn_type json_type = TYPE(CONN_K_JSON, conn_json);

static const conn_enum_member colors[] = {{1, "red"}, {2, "green"}};
static const conn_enum_desc color_desc = {"Color", colors, 2};
static const conn_type color_type = {
    CONN_K_ENUM, CONN_W_PLAIN, sizeof(conn_enum), 0, 0, 0, &color_desc};

static const conn_record item_record;
static const conn_type item_type = {
    CONN_K_RECORD, CONN_W_PLAIN, sizeof(Item), 0, 0, 0, &item_record};
static const conn_type items_type = {
    CONN_K_LIST, CONN_W_PLAIN, sizeof(conn_list), &item_type, 0, 0, 0};

#define OPTIONAL(name, type, opt)                                              \
    {                                                                          \
#name, sizeof #name - 1, &type, offsetof(Item, name),                  \
            offsetof(opt, value), CONN_F_OPTIONAL, NULL                        \
    }
static const conn_field item_fields[] = {
    {"id", 2, &int64_type, offsetof(Item, id), 0, CONN_F_REQUIRED, NULL},
    OPTIONAL(name, string_type, conn_opt_str),
    OPTIONAL(flag, bool_type, conn_opt_bool),
    OPTIONAL(ratio, double_type, conn_opt_double),
    OPTIONAL(when, time_type, conn_opt_time),
    OPTIONAL(data, bytes_type, conn_opt_bytes),
    OPTIONAL(color, color_type, conn_opt_enum),
    OPTIONAL(day, date_type, conn_opt_date),
    OPTIONAL(any, json_type, conn_opt_json),
    {"items", 5, &items_type, offsetof(Item, items), 0, 0, NULL},
};
static const conn_record item_record = {
    "Item", item_fields, sizeof item_fields / sizeof *item_fields, sizeof(Item),
    offsetof(Item, extra)};

static void require(bool truth)
{
    if (!truth)
        abort();
}

/* A copy that ends with a NUL, and is as long as it needs and no longer. */
static char *copy(const char *data, size_t size)
{
    char *text = malloc(size + 1);
    require(text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';
    return text;
}

static conn_status decode(conn_arena *arena, char *text, size_t size,
                          const conn_type *type, void *out)
{
    conn_error err = {0};
    conn_status status =
        conn_json_decode(arena, text, size, type, out, NULL, &err);
    require(status == err.status);
    conn_error_clear(&err);
    return status;
}

static void check_against_json_field(const char *data, size_t size)
{
    char *text = copy(data, size);
    conn_arena arena = {0};
    conn_json any = {0};
    conn_status checked = conn_json_check(text, size, NULL, NULL);
    conn_status decoded = decode(&arena, text, size, &json_type, &any);
    require((checked == CONN_OK) == (decoded == CONN_OK));
    conn_arena_free(&arena);
    free(text);
}

/* Decodes and encodes again; false if the text is no Item. */
static bool round_trip(const char *data, size_t size, conn_buf *out)
{
    char *text = copy(data, size);
    conn_arena arena = {0};
    Item item = {0};
    bool fits = decode(&arena, text, size, &item_type, &item) == CONN_OK;
    if (fits)
        require(conn_json_encode(out, &item_type, &item, NULL) == CONN_OK);
    conn_arena_free(&arena);
    free(text);
    return fits;
}

static void check_round_trip(const char *data, size_t size)
{
    conn_buf first = {0}, second = {0};
    if (round_trip(data, size, &first)) {
        require(round_trip(first.data, first.len, &second));
        require(first.len == second.len &&
                memcmp(first.data, second.data, first.len) == 0);
    }
    conn_buf_free(&first);
    conn_buf_free(&second);
}

/* ---- in pieces ---- */

/* Appends the items of a list, each with a comma before it. */
static conn_status encode_list(const char *data, size_t size, conn_buf *out)
{
    char *text = copy(data, size);
    conn_arena arena = {0};
    conn_list list = {0};
    conn_status status = decode(&arena, text, size, &items_type, &list);
    for (size_t i = 0; status == CONN_OK && i < list.count; i++) {
        const Item *item = (const Item *)list.items + i;
        conn_buf_putc(out, ',');
        require(conn_json_encode(out, &item_type, item, NULL) == CONN_OK);
    }
    conn_arena_free(&arena);
    free(text);
    return status;
}

static void take_items(conn_items *items, conn_buf *out, conn_error *err)
{
    const void *item;
    while ((item = conn_items_next(items, err)) != NULL) {
        conn_buf_putc(out, ',');
        require(conn_json_encode(out, &item_type, item, NULL) == CONN_OK);
    }
}

static conn_status encode_pieces(const char *data, size_t size, size_t piece,
                                 conn_buf *out)
{
    conn_error err = {0};
    conn_items *items = conn_items_open(&item_type, "", 0, NULL);
    require(items != NULL);
    for (size_t len; size > 0 && err.status == CONN_OK; size -= len) {
        len = size < piece ? size : piece;
        char *text = copy(data, len);
        require(conn_items_feed(items, text, len, NULL) == CONN_OK);
        free(text);
        take_items(items, out, &err);
        data += len;
    }
    if (err.status == CONN_OK) {
        require(conn_items_feed(items, "", 0, NULL) == CONN_OK);
        take_items(items, out, &err);
    }
    conn_status status = err.status;
    conn_error_clear(&err);
    conn_items_close(items);
    return status;
}

static void check_pieces(const char *data, size_t size)
{
    conn_buf whole = {0};
    conn_status status = encode_list(data, size, &whole);
    for (size_t piece = 1; piece <= 64; piece *= 4) {
        conn_buf parts = {0};
        require(encode_pieces(data, size, piece, &parts) == status);
        require(status != CONN_OK ||
                (parts.len == whole.len &&
                 (parts.len == 0 ||
                  memcmp(parts.data, whole.data, parts.len) == 0)));
        conn_buf_free(&parts);
    }
    conn_buf_free(&whole);
}

/* ---- in blocks ---- */

static void check_utf8(const char *data, size_t size)
{
    size_t at = 0;
    size_t step;
    while ((step = conn_utf8_length(data + at, size - at)) > 0)
        at += step;
    require(conn_utf8_end(data, data + size) == data + at);
}

/* Checks the text with `more` spaces behind it; a mistake at the text's end
 * says so before them. */
static conn_status check_with_space(const char *data, size_t size, size_t more,
                                    size_t *offset)
{
    char *text = malloc(size + more + 1);
    conn_error err = {0};
    require(text != NULL);
    memcpy(text, data, size);
    memset(text + size, ' ', more);
    text[size + more] = '\0';
    conn_status status = conn_json_check(text, size + more, NULL, &err);
    *offset = err.offset;
    conn_error_clear(&err);
    free(text);
    return status;
}

/* Decodes a list with `room` bytes behind it, which were something else, and
 * encodes it again. */
static conn_status encode_roomy(const char *data, size_t size, size_t room,
                                conn_buf *out, size_t *offset)
{
    const conn_json_limits limits = {.room = room};
    conn_arena arena = {0};
    conn_list list = {0};
    conn_error err = {0};
    char *text = malloc(size + room);
    require(text != NULL);
    memcpy(text, data, size);
    memset(text + size, '"', room);
    text[size] = '\0';
    conn_status status =
        conn_json_decode(&arena, text, size, &items_type, &list, &limits, &err);
    if (status == CONN_OK)
        require(conn_json_encode(out, &items_type, &list, NULL) == CONN_OK);
    *offset = err.offset;
    conn_error_clear(&err);
    conn_arena_free(&arena);
    free(text);
    return status;
}

/* Memory behind the text changes nothing but the speed. */
static void check_room(const char *data, size_t size)
{
    conn_buf none = {0}, some = {0};
    size_t at, same;
    conn_status status = encode_roomy(data, size, 1, &none, &at);
    require(encode_roomy(data, size, 40, &some, &same) == status);
    require(at == same && none.len == some.len);
    require(none.len == 0 || memcmp(none.data, some.data, none.len) == 0);
    conn_buf_free(&none);
    conn_buf_free(&some);
}

static void check_blocks(const char *data, size_t size)
{
    size_t offset, offset_before_space;
    conn_status status = check_with_space(data, size, 0, &offset);
    require(check_with_space(data, size, 100, &offset_before_space) == status);
    require(offset == offset_before_space || offset == size);
}

static void find(const char *data, size_t size)
{
    static const char *const pointers[] = {"", "/items/0/id", "/any/~1a~0b",
                                           "/name", "/0/0/0"};
    for (size_t i = 0; i < sizeof pointers / sizeof *pointers; i++) {
        conn_json_slice slice;
        if (!conn_json_find(data, size, pointers[i], &slice))
            continue;
        require(slice.data >= data && slice.data + slice.len <= data + size);
        conn_buf text = {0};
        (void)conn_json_slice_text(slice, &text);
        conn_buf_free(&text);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    check_against_json_field(text, size);
    check_round_trip(text, size);
    check_room(text, size);
    check_pieces(text, size);
    check_utf8(text, size);
    check_blocks(text, size);
    find(text, size);
    return 0;
}
