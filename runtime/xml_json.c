/* xml_json.c - XML to the JSON that a type wants, which is then decoded as any.
 *
 * What has no type becomes what string.parse_xml makes of it (fn_xml.c). The
 * root's name is no part of the JSON, unless the pointer to the typed value
 * begins with it. Where there is a type:
 *   - a list is an array however many elements there are; if it is required and
 *     there are none, an empty one;
 *   - the text of numbers and bools stands without quotes where it is one as
 *     JSON writes it (1 and 0 are bools, too: XML Schema part 2, 3.2.2), white
 *     space around it left out, as around all but strings;
 *   - what is empty is null where an optional value other than text, bytes, a
 *     record, a list or a map is wanted; so is all with xsi:nil="true" (XML
 * Schema part 1, 2.6.2);
 *   - attributes of an element that is no record or map are passed over, and
 *     declarations of namespaces in that of a map.
 * What does not fit becomes what the decoder of JSON refuses: text a string,
 * elements an object, repeated ones an array.
 */
#include "decode.h"
#include "fail.h"
#include "json.h"
#include "utf8.h"
#include "xml_tree.h"

typedef struct writer {
    conn_run *run;
    conn_buf *json;
    size_t watched;   /* the byte of the JSON whose element is looked for ... */
    const char *seen; /* ... and the name of that element; NULL: none yet */
} writer;

/* What is known of a value: its type, or where below it the type is of. */
typedef struct wanted {
    const conn_type *type; /* NULL: nothing */
    const char *at;        /* JSON Pointer; NULL or "": the value itself */
    bool optional;
} wanted;

static const wanted nothing = {NULL, NULL, false};

static void write_value(writer *w, const conn_xml_node *node, wanted want);

/* Remembers the last element whose JSON begins before the watched byte. */
static void note(writer *w, const conn_xml_node *node)
{
    if (w->json->len <= w->watched)
        w->seen = node->name.data;
}

/* ---- scalars ---- */

static conn_str trimmed(conn_str text)
{
    while (text.len > 0 && memchr(" \t\n\r", text.data[0], 4) != NULL)
        text.data++, text.len--;
    while (text.len > 0 &&
           memchr(" \t\n\r", text.data[text.len - 1], 4) != NULL)
        text.len--;
    return text;
}

static void write_text(writer *w, conn_str text)
{
    conn_json_quote(w->json, text.data, text.len);
}

static void write_bool(writer *w, conn_str text)
{
    if (conn_str_is(text, "1") || conn_str_is(text, "true"))
        conn_buf_puts(w->json, "true");
    else if (conn_str_is(text, "0") || conn_str_is(text, "false"))
        conn_buf_puts(w->json, "false");
    else
        write_text(w, text);
}

/* An empty text is null where there may be none and it is no value. */
static void write_scalar(writer *w, conn_str text, wanted want)
{
    conn_kind kind =
        want.type != NULL ? (conn_kind)want.type->kind : CONN_K_STRING;
    bool as_it_is =
        kind == CONN_K_STRING || kind == CONN_K_CSTR || kind == CONN_K_JSON;
    if (!as_it_is)
        text = trimmed(text);
    if (!as_it_is && kind != CONN_K_BYTES && want.optional && text.len == 0)
        conn_buf_puts(w->json, "null");
    else if (kind == CONN_K_BOOL)
        write_bool(w, text);
    else if (!as_it_is && conn_type_is_number(want.type) &&
             conn_fn_is_json_number(text))
        conn_buf_add(w->json, text.data, text.len);
    else
        write_text(w, text);
}

/* ---- members ---- */

/* The type of a member, `name` without its `@`. */
static wanted member_of_record(const conn_record *record, conn_str name,
                               const char *sign)
{
    for (size_t i = 0; i < record->count; i++) {
        const conn_field *field = &record->fields[i];
        size_t len = strlen(sign);
        if ((field->flags & CONN_F_HEADER) == 0 &&
            field->length == len + name.len &&
            memcmp(field->name, sign, len) == 0 &&
            memcmp(field->name + len, name.data, name.len) == 0)
            return (wanted){field->type, NULL,
                            (field->flags & CONN_F_OPTIONAL) != 0};
    }
    return nothing;
}

/* Where the pointer goes on behind the member, if it leads there. */
static bool leads_to(const char *at, conn_str name, const char *sign,
                     const char **rest)
{
    size_t len = strlen(sign);
    if (strncmp(++at, sign, len) != 0)
        return false;
    at += len;
    const char *end = at + strcspn(at, "/");
    if (!conn_fn_same((conn_str){at, (size_t)(end - at)}, name))
        return false;
    *rest = end;
    return true;
}

static wanted member_of(wanted want, conn_str name, const char *sign)
{
    if (want.type == NULL)
        return nothing;
    if (want.at != NULL && *want.at == '/')
        return leads_to(want.at, name, sign, &want.at) ? want : nothing;
    if (want.type->kind == CONN_K_RECORD)
        return member_of_record(want.type->info, name, sign);
    if (want.type->kind == CONN_K_MAP)
        return (wanted){want.type->element, NULL, false};
    return nothing;
}

/* xmlns, xmlns:… and xsi:… say how to read an element. */
static bool is_declaration(const conn_xml_node *node)
{
    static const char *const words[] = {"xmlns:", "xsi:"};
    conn_str name = node->name;
    if (node->kind != CONN_XML_ATTRIBUTE)
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (name.len > strlen(words[i]) &&
            memcmp(name.data, words[i], strlen(words[i])) == 0)
            return true;
    return conn_str_is(name, "xmlns");
}

static bool is_nil(const conn_xml_node *node)
{
    const conn_xml_node *at = node->first;
    while (at != NULL && at->kind == CONN_XML_ATTRIBUTE &&
           !conn_str_is(at->name, "xsi:nil"))
        at = at->next;
    return at != NULL && at->kind == CONN_XML_ATTRIBUTE &&
           (conn_str_is(at->text, "true") || conn_str_is(at->text, "1"));
}

static bool has_elements(const conn_xml_node *node)
{
    for (node = node->first; node != NULL; node = node->next)
        if (node->kind == CONN_XML_ELEMENT)
            return true;
    return false;
}

/* ---- lists and objects ---- */

static void write_comma(writer *w, bool *some)
{
    if (*some)
        conn_buf_putc(w->json, ',');
    *some = true;
}

/* All elements of one name. */
static void write_twins(writer *w, const conn_xml_node *node, wanted want)
{
    bool some = false;
    note(w, node);
    conn_buf_putc(w->json, '[');
    for (; node != NULL && conn_fn_goes(w->run); node = node->twin) {
        write_comma(w, &some);
        write_value(w, node, want);
    }
    conn_buf_putc(w->json, ']');
}

static bool is_list(wanted want)
{
    return want.type != NULL && want.type->kind == CONN_K_LIST &&
           (want.at == NULL || *want.at == '\0');
}

/* The pointer's index goes to all items, as they are of one type. */
static bool is_indexed(wanted want, const char **rest)
{
    const char *at = want.at;
    if (want.type == NULL || at == NULL || *at != '/')
        return false;
    size_t digits = strspn(at + 1, "0123456789");
    at += 1 + digits;
    if (digits == 0 || (*at != '/' && *at != '\0'))
        return false;
    *rest = at;
    return true;
}

static void write_member(writer *w, const conn_xml_node *node, wanted want)
{
    if (is_list(want)) {
        write_twins(w, node, (wanted){want.type->element, NULL, false});
    } else if (is_indexed(want, &want.at)) {
        write_twins(w, node, want);
    } else if (node->twin != NULL) {
        write_twins(w, node, nothing);
    } else {
        write_value(w, node, want);
    }
}

static void write_name(writer *w, conn_str name, const char *sign)
{
    conn_buf_putc(w->json, '"');
    conn_buf_puts(w->json, sign);
    conn_buf_add(w->json, name.data, name.len);
    conn_buf_puts(w->json, "\":");
}

/* The text beside elements and attributes. Where it has a type it may be blank,
 * unless that is what stands between elements. */
static void write_own_text(writer *w, const conn_xml_node *node, wanted want,
                           bool *some)
{
    const conn_str name = CONN_STR("#text");
    bool blank = conn_xml_is_blank(node->text);
    conn_str text = node->text;
    if (want.type != NULL && want.type->kind == CONN_K_MAP && blank)
        return;
    want = member_of(want, name, "");
    if (blank && (want.type == NULL || (want.optional && text.len == 0)))
        return;
    if (blank && has_elements(node)) {
        if (want.optional)
            return;
        text.len = 0;
    }
    write_comma(w, some);
    write_name(w, name, "");
    note(w, node);
    write_scalar(w, text, want);
}

/* Writes a list that must be there and has no element. */
static void write_empty_list(writer *w, const conn_xml_node *node,
                             conn_str name, bool *some)
{
    const conn_xml_node *at = node->first;
    while (at != NULL &&
           (at->kind != CONN_XML_ELEMENT || !conn_fn_same(at->name, name)))
        at = at->next;
    if (at != NULL)
        return;
    write_comma(w, some);
    write_text(w, name);
    conn_buf_puts(w->json, ":[]");
}

static void write_empty_lists(writer *w, const conn_xml_node *node, wanted want,
                              bool *some)
{
    const unsigned flags = CONN_F_HEADER | CONN_F_WRITEONLY | CONN_F_REQUIRED;
    const conn_record *record = want.type != NULL ? want.type->info : NULL;
    size_t count = 0;
    if (want.at != NULL && *want.at == '/') {
        conn_str name = conn_str_of(want.at + 1);
        if (want.type->kind == CONN_K_LIST && !strchr(name.data, '/'))
            write_empty_list(w, node, name, some);
    } else if (want.type != NULL && want.type->kind == CONN_K_RECORD) {
        count = record->count;
    }
    for (size_t i = 0; i < count; i++) {
        const conn_field *field = &record->fields[i];
        if (field->type->kind == CONN_K_LIST &&
            (field->flags & flags) == CONN_F_REQUIRED)
            write_empty_list(w, node, (conn_str){field->name, field->length},
                             some);
    }
}

static void write_object(writer *w, conn_xml_node *node, wanted want)
{
    bool whole = want.at == NULL || *want.at == '\0', some = false;
    bool map = whole && want.type != NULL && want.type->kind == CONN_K_MAP;
    if (!conn_xml_group(w->run, node))
        return;
    conn_buf_putc(w->json, '{');
    for (conn_xml_node *at = node->first; at != NULL && conn_fn_goes(w->run);
         at = at->next) {
        const char *sign = at->kind == CONN_XML_ATTRIBUTE ? "@" : "";
        if (at->second || (map && is_declaration(at)))
            continue;
        write_comma(w, &some);
        write_name(w, at->name, sign);
        write_member(w, at, member_of(want, at->name, sign));
    }
    write_own_text(w, node, want, &some);
    write_empty_lists(w, node, want, &some);
    conn_buf_putc(w->json, '}');
}

/* A list that is an element, as the root may be: all elements in it. */
static void write_content(writer *w, const conn_xml_node *node, wanted want)
{
    bool some = false;
    conn_buf_putc(w->json, '[');
    for (const conn_xml_node *at = node->first;
         at != NULL && conn_fn_goes(w->run); at = at->next) {
        if (at->kind != CONN_XML_ELEMENT)
            continue;
        write_comma(w, &some);
        write_value(w, at, (wanted){want.type->element, NULL, false});
    }
    conn_buf_putc(w->json, ']');
}

/* The alternative that the discriminator, an element or an attribute, names. */
static wanted chosen(const conn_xml_node *node, const conn_union_desc *desc)
{
    const char *name = desc->discriminator;
    if (name == NULL)
        return nothing;
    bool attribute = *name == '@';
    const conn_xml_node *at = node->first;
    while (at != NULL && ((at->kind == CONN_XML_ATTRIBUTE) != attribute ||
                          !conn_str_is(at->name, name + attribute)))
        at = at->next;
    for (size_t i = 0; at != NULL && i < desc->count; i++)
        if (desc->alternatives[i].tag != NULL &&
            conn_str_is(at->text, desc->alternatives[i].tag))
            return (wanted){desc->alternatives[i].type, NULL, false};
    return nothing;
}

static void write_value(writer *w, const conn_xml_node *node, wanted want)
{
    bool whole = want.at == NULL || *want.at == '\0';
    conn_kind kind =
        want.type != NULL && whole ? (conn_kind)want.type->kind : CONN_K_NONE;
    note(w, node);
    if (kind == CONN_K_UNION)
        want = chosen(node, want.type->info);
    if (kind != CONN_K_NONE && is_nil(node))
        conn_buf_puts(w->json, "null");
    else if (kind == CONN_K_LIST)
        write_content(w, node, want);
    else if (kind == CONN_K_RECORD || kind == CONN_K_MAP || !whole ||
             kind == CONN_K_UNION)
        write_object(w, (conn_xml_node *)(uintptr_t)node, want);
    else if (node->first == NULL ||
             (kind != CONN_K_NONE && kind != CONN_K_JSON &&
              !has_elements(node)))
        write_scalar(w, node->text, want);
    else
        write_object(w, (conn_xml_node *)(uintptr_t)node, nothing);
}

/* ---- documents ---- */

/* The encoding that the XML declaration names (XML 1.0 section 4.3.3), or what
 * has none where it names none. */
static conn_str encoding_of(conn_str xml)
{
    const conn_str none = {"", 0};
    const conn_str head = CONN_STR("<?xml"), word = CONN_STR("encoding");
    if (xml.len < head.len || memcmp(xml.data, head.data, head.len) != 0)
        return none;
    conn_finder end = conn_fn_finder((conn_str)CONN_STR("?>"));
    conn_finder name = conn_fn_finder(word);
    const char *to = conn_fn_find(&end, xml.data, conn_fn_end(xml));
    const char *at = to != NULL ? conn_fn_find(&name, xml.data, to) : NULL;
    if (at == NULL)
        return none;
    at += word.len;
    while (at < to && *at != '"' && *at != '\'')
        at++;
    const char *from = at + 1;
    const char *last = at < to ? memchr(from, *at, (size_t)(to - from)) : NULL;
    return last != NULL ? (conn_str){from, (size_t)(last - from)} : none;
}

/* Bodies are UTF-8, or ASCII whatever they say they are. */
static conn_status check_encoding(conn_str xml, conn_error *err)
{
    static const char *const known[] = {"UTF-8", "UTF8", "US-ASCII", "ASCII"};
    conn_str name = encoding_of(xml);
    bool good = name.len == 0;
    if (!conn_utf8_valid(xml.data, xml.len))
        return conn_fail(err, CONN_DECODE, "the XML is not UTF-8");
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        good = good || conn_fn_same_letters(name, conn_str_of(known[i]));
    for (size_t i = 0; !good && i < xml.len; i++)
        if ((unsigned char)xml.data[i] >= 0x80)
            return conn_fail(err, CONN_DECODE,
                             "the XML is in %.*s, and only UTF-8 is read",
                             (int)(name.len < 40 ? name.len : 40), name.data);
    return CONN_OK;
}

/* The offset in `xml` of a place in the same text without byte order mark and
 * with line ends of one character. */
static size_t origin(conn_str xml, size_t at)
{
    const conn_str mark = CONN_STR("\xEF\xBB\xBF");
    bool marked =
        xml.len >= mark.len && memcmp(xml.data, mark.data, mark.len) == 0;
    size_t i = marked ? mark.len : 0;
    for (; at > 0 && i < xml.len; at--, i++)
        if (xml.data[i] == '\r' && i + 1 < xml.len && xml.data[i + 1] == '\n')
            i++;
    return i;
}

static conn_status stopped(const conn_run *run, const conn_xml *x, conn_str xml,
                           conn_error *err)
{
    const conn_run_stop *why = conn_run_why(run);
    if (why->state != CONN_RUN_FAILED)
        return conn_arena_status(&run->arena) == CONN_LIMIT
                   ? conn_fail(err, CONN_LIMIT, "the XML takes too much memory")
                   : conn_fail_memory(err);
    conn_fail(err, CONN_DECODE, "%.*s", (int)why->message.as.text.len,
              why->message.as.text.data);
    const char *at = x->at < x->end ? x->at : x->end;
    if (err != NULL && x->text != NULL)
        err->offset = origin(xml, (size_t)(at - x->text));
    return CONN_DECODE;
}

/* The root, within an object of its name where the pointer begins with that. */
static void write_root(writer *w, const conn_xml_node *root, wanted want)
{
    bool named = want.at != NULL && *want.at == '/' &&
                 leads_to(want.at, root->name, "", &want.at);
    if (named) {
        conn_buf_putc(w->json, '{');
        write_name(w, root->name, "");
    }
    write_value(w, root, want);
    if (named)
        conn_buf_putc(w->json, '}');
}

/* Writes the JSON, and finds *offset of the document for that of the JSON. */
static conn_status convert(conn_run *run, conn_str xml, wanted want,
                           conn_buf *json, size_t *offset, conn_error *err)
{
    conn_xml x = {.run = run};
    writer w = {
        .run = run, .json = json, .watched = offset != NULL ? *offset : 0};
    const conn_xml_node *root = conn_xml_read(&x, xml);
    if (root != NULL)
        write_root(&w, root, want);
    if (!conn_fn_goes(run))
        return stopped(run, &x, xml, err);
    if (offset != NULL && w.seen != NULL)
        *offset = origin(xml, (size_t)(w.seen - x.text));
    if (json->status == CONN_MEMORY)
        return conn_fail_memory(err);
    if (json->status != CONN_OK)
        return conn_fail(err, json->status, "the answer's body is too long");
    return CONN_OK;
}

conn_status conn_xml_to_json(conn_str xml, const conn_type *type,
                             const char *at, conn_buf *json, size_t *offset,
                             conn_error *err)
{
    const size_t times = 24, least = 65536;
    conn_run_settings settings = {.memory = SIZE_MAX};
    if (xml.len < (SIZE_MAX - least) / times)
        settings.memory = xml.len * times + least;
    conn_error_clear(err);
    conn_status status = check_encoding(xml, err);
    if (status != CONN_OK)
        return status;
    conn_run *run = conn_run_open(&settings);
    if (run == NULL)
        return conn_fail_memory(err);
    status = convert(run, xml, (wanted){type, at, false}, json, offset, err);
    conn_run_close(run);
    return status;
}
