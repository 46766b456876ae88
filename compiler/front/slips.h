/* slips.h - what writers of YAML, JSON, TypeScript and HCL write by habit.
 *
 * Each is understood as it was meant, reported once with what to write instead,
 * and with a fix where only one is possible. The rules that recognise them are
 * in the scanner and the grammar.
 */
#ifndef FRONT_SLIPS_H
#define FRONT_SLIPS_H

#include "front/parse_context.h"

typedef enum Slip {
#define SLIP(name, text, fix) SLIP_##name,
#define KEYWORD_SLIP(word, keyword, text)
#include "grammar/slips.def"
#undef SLIP
#undef KEYWORD_SLIP
} Slip;

/* What stands at `span`, whole. */
const char *parse_text_at(ParseContext *cx, Span span);
/* Reports a form that is written otherwise: a certain `fix` in the place of
 * `span`, or none where it is NULL. */
void parse_form(ParseContext *cx, Span span, const char *text, const char *fix);
/* Whether a word can't be a name. */
bool parse_is_reserved(const char *word);
/* Reports a row of grammar/slips.def. */
void parse_slip(ParseContext *cx, Slip slip, Span span);

/* ---- for the grammar (slips.c); those with a result make the node meant ----
 */

void parse_semicolon(ParseContext *cx, Span semicolon);
void parse_early_question(ParseContext *cx, Word name, Span question,
                          Span type);
/* `name: "x"`, and `"name": "x"`, whose key needs no quotes mostly. */
void parse_yaml_setting(ParseContext *cx, Span name, Span colon, Node *value);
void parse_json_setting(ParseContext *cx, Word name, Span colon);
/* `name: - a - b`; one number is a negative one. */
void parse_yaml_list(ParseContext *cx, Span colon, NodeList list, Span span);
Node *parse_yaml_value(ParseContext *cx, Span span, NodeList list);
void parse_reserved(ParseContext *cx, Word name);
/* An annotation before what it annotates. */
void parse_early_annotation(ParseContext *cx, Span annotation, Span behind);
/* `op get GET "/x": T`; NULL, with another report, for other blocks. */
Node *parse_colon_result(ParseContext *cx, Span all, Word keyword,
                         NodeList labels, Span colon, Node *type,
                         NodeList annotations);
/* A word that belongs to what stands before it: `30 s`, `id: int readonly`,
 * `include Base`. Reports it; false: it is none. */
bool parse_stray_word(ParseContext *cx, Word word, NodeList labels);
/* What the type `word` is called here, or NULL. */
const char *parse_type_word(const char *word);
/* A block without a body: the field that it is meant to be, or NULL. */
Node *parse_bodiless(ParseContext *cx, Span all, Word keyword, NodeList labels,
                     NodeList annotations);
Node *parse_pattern_name(ParseContext *cx, Word name);
/* `if a = b`, and `a || b`. */
void parse_condition(ParseContext *cx, Span sign, const Node *left,
                     const Node *right);
Node *parse_c_or(ParseContext *cx, Span sign, Node *left, Node *right,
                 Span all);
/* `a ? b : c` */
void parse_ternary(ParseContext *cx, Span condition, Span yes, Span no);
/* `target += …`, the sign being at `change`. */
void parse_change(ParseContext *cx, Span target, Span change);
/* `import { a } from "file"` */
void parse_import_from(ParseContext *cx, Span all, Span names, Span path);
/* `const x = …`; NULL, with another report, for other keywords. */
Node *parse_const(ParseContext *cx, Span all, Word keyword, NodeList labels,
                  Node *type, Node *value);
/* `function f(…): T { … }`; NULL, with another report, for other keywords. */
bool parse_is_function(Word keyword);
Node *parse_function(ParseContext *cx, Span all, Word keyword, NodeList labels,
                     NodeList parameters, Node *result, NodeList items);
/* `type "Name" { … }`: the name. */
Word parse_quoted_name(ParseContext *cx, Word name);
/* `connector NAME { … }`: `before`, the connector and what stands in it. */
NodeList parse_connector_body(ParseContext *cx, NodeList before, Word name,
                              Span braces, NodeList items);
/* `type T = "a" | "b"`, and `field: "a" | "b"`. */
Node *parse_text_type(ParseContext *cx, Span all, Word name,
                      NodeList annotations, NodeList texts);
Node *parse_text_field(ParseContext *cx, Span texts);
/* `A | B`, where `null` and `undefined` make an optional of the rest. */
Node *parse_null_type(ParseContext *cx, Span span);
Node *parse_union(ParseContext *cx, Span all, Node *first, NodeList rest);
/* `list(T)` */
Node *parse_type_call(ParseContext *cx, Span all, Node *name, Node *argument);
/* `[for x in list : value]` */
Node *parse_comprehension(ParseContext *cx, Span all, Word name, Node *list,
                          Node *value);
/* `(x) => value` */
Node *parse_lambda(ParseContext *cx, Span open, Span close, Node *parameter,
                   Node *value, Span all);

/* ---- for the scanner (slips_text.c) ---- */

/* `'text'` and `` `text` ``: the text inside. */
const char *parse_other_quotes(ParseContext *cx, const char *text,
                               size_t length, Span span);
/* `#` up to the end of the line, and `~`. */
void parse_hash(ParseContext *cx, Span span);
/* `${a.b}` and `{{a.b}}` outside of a string. */
void parse_braced_name(ParseContext *cx, const char *text, size_t length,
                       Span span);
void parse_tilde(ParseContext *cx, Span span);
/* `0x1E` and `1_000`; false where it is too large. */
bool parse_other_number(ParseContext *cx, const char *text, Span span,
                        int64_t *value);
/* `<<EOF` and `: |`: reads ahead to the end of the text. cx->string is the
 * text, cx->skip_end where it ends. False: what follows is none. */
bool parse_heredoc(ParseContext *cx, const char *text, size_t length,
                   Span span);
bool parse_block_scalar(ParseContext *cx, Span span);
/* The colon of `setup:`, where the lines that follow stand deeper and hold
 * members: opens a block that their indentation ends. */
bool parse_yaml_block(ParseContext *cx, Span colon);
/* The `{` at the start of a file. */
void parse_root_brace(ParseContext *cx, Span brace);
/* `\uD83D\uDE00`, which JSON writes for one character. */
void parse_surrogates(ParseContext *cx, const char *text, Span span);

/* ---- for the scanner (slips_values.c) ---- */

/* Whether `span` stands behind a `:`, `=` or `-`; where a member starts; at the
 * end of the file. */
bool parse_is_value(const ParseContext *cx, Span span);
bool parse_starts_member(const ParseContext *cx, Span span);
bool parse_ends_file(const ParseContext *cx, Span span);
/* `https://host/path`, `1.2.0`, `2026-01-02`, `X-Level` without quotes: the
 * text. */
const char *parse_bare_url(ParseContext *cx, const char *text, size_t length,
                           Span span);
const char *parse_bare_text(ParseContext *cx, const char *text, size_t length,
                            Span span);
const char *parse_dashed_name(ParseContext *cx, const char *text, size_t length,
                              Span span);
/* `.5`: what it is. */
const char *parse_bare_fraction(ParseContext *cx, const char *text,
                                size_t length, Span span);
/* `: Some words` up to the end of the line: a text. False: something else. */
bool parse_bare_words(ParseContext *cx, Span span);

/* ---- for the whole tree (slips_tree.c) ---- */

/* Finds blocks that were written as fields (`"setup": { … }`), with quoted
 * labels or with the keywords of other languages, and makes of them what was
 * meant. `first` is the number of the file's first message. */
void parse_mend_tree(ParseContext *cx, size_t first);
/* Withdraws, in the end, what the parser said about places inside of `span`. */
void parse_withdraw(ParseContext *cx, Span span);
/* The same for fields (slips_schema.c): types in quotes or behind a `=`, and
 * JSON Schemas. */
void parse_mend_type(ParseContext *cx, Node *type);
void parse_mend_fields(ParseContext *cx, NodeList items);

/* Whether a block is called so; without `fields`, whether none of that name
 * holds fields. */
bool parse_is_block(const char *word, size_t length, bool fields);

#endif
