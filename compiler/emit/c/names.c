/* names.c - any text to identifiers that C11 and C++17 both take. */
#include "emit/c/names.h"

#include <string.h>

/* What can be no identifier at all: keywords of C (to C23) and C++ (to C++20),
 * and lower-case macros of C, POSIX, compilers and Windows. */
static const char *const reserved_words[] = {"alignas",
                                             "alignof",
                                             "and",
                                             "and_eq",
                                             "asm",
                                             "assert",
                                             "auto",
                                             "bitand",
                                             "bitor",
                                             "bool",
                                             "break",
                                             "case",
                                             "catch",
                                             "char",
                                             "char16_t",
                                             "char32_t",
                                             "char8_t",
                                             "class",
                                             "co_await",
                                             "co_return",
                                             "co_yield",
                                             "compl",
                                             "complex",
                                             "concept",
                                             "const",
                                             "const_cast",
                                             "consteval",
                                             "constexpr",
                                             "constinit",
                                             "continue",
                                             "decltype",
                                             "default",
                                             "delete",
                                             "do",
                                             "double",
                                             "dynamic_cast",
                                             "else",
                                             "enum",
                                             "errno",
                                             "explicit",
                                             "export",
                                             "extern",
                                             "false",
                                             "far",
                                             "float",
                                             "for",
                                             "friend",
                                             "goto",
                                             "if",
                                             "imaginary",
                                             "inline",
                                             "int",
                                             "interface",
                                             "linux",
                                             "long",
                                             "mutable",
                                             "namespace",
                                             "near",
                                             "new",
                                             "noexcept",
                                             "noreturn",
                                             "not",
                                             "not_eq",
                                             "nullptr",
                                             "offsetof",
                                             "operator",
                                             "or",
                                             "or_eq",
                                             "private",
                                             "protected",
                                             "public",
                                             "register",
                                             "reinterpret_cast",
                                             "requires",
                                             "restrict",
                                             "return",
                                             "setjmp",
                                             "short",
                                             "signed",
                                             "sizeof",
                                             "small",
                                             "static",
                                             "static_assert",
                                             "static_cast",
                                             "stderr",
                                             "stdin",
                                             "stdout",
                                             "struct",
                                             "switch",
                                             "template",
                                             "this",
                                             "thread_local",
                                             "throw",
                                             "true",
                                             "try",
                                             "typedef",
                                             "typeid",
                                             "typename",
                                             "typeof",
                                             "typeof_unqual",
                                             "union",
                                             "unix",
                                             "unsigned",
                                             "using",
                                             "va_arg",
                                             "va_copy",
                                             "va_end",
                                             "va_start",
                                             "virtual",
                                             "void",
                                             "volatile",
                                             "wchar_t",
                                             "while",
                                             "xor",
                                             "xor_eq"};

/* What the headers of C and POSIX declare at file scope, as far as a connector
 * might be called so. */
static const char *const file_scope_names[] = {
    "abort",  "abs",    "accept",  "access",  "alarm",    "atexit", "basename",
    "bind",   "brk",    "calloc",  "clock",   "clone",    "close",  "connect",
    "creat",  "daemon", "data",    "dirname", "div",      "dup",    "environ",
    "exec",   "exit",   "exp",     "fcntl",   "fork",     "free",   "getc",
    "getenv", "gets",   "index",   "ioctl",   "isatty",   "j0",     "j1",
    "jn",     "kill",   "link",    "listen",  "log",      "main",   "malloc",
    "memcpy", "nice",   "open",    "optarg",  "pause",    "perror", "pipe",
    "poll",   "pow",    "printf",  "putc",    "puts",     "qsort",  "raise",
    "rand",   "read",   "realloc", "recv",    "remove",   "rename", "rindex",
    "round",  "scanf",  "select",  "send",    "shutdown", "signal", "sin",
    "sleep",  "socket", "splice",  "sqrt",    "srand",    "stat",   "strlen",
    "sync",   "system", "tan",     "tee",     "time",     "times",  "truncate",
    "umask",  "uname",  "unlink",  "utime",   "vfork",    "wait",   "write",
    "y0",     "y1",     "yn"};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Whether a word begins at text[i]: "createdAt" at A, "HTTPServer" at S, and
 * "userIDs" only at I. */
static bool word_begins(const char *text, size_t i)
{
    if (i == 0 || !is_upper(text[i]))
        return false;
    if (is_lower(text[i - 1]) || is_digit(text[i - 1]))
        return true;
    bool plural = text[i + 1] == 's' && !is_lower(text[i + 2]);
    return is_upper(text[i - 1]) && is_lower(text[i + 1]) && !plural;
}

const char *name_snake(Arena *arena, const char *text)
{
    /* At most two bytes for each one, a leading x and the NUL. */
    char *name = arena_alloc(arena, strlen(text) * 2 + 2);
    size_t length = 0;
    bool gap = false;
    for (size_t i = 0; text[i]; i++) {
        char c = text[i];
        if (!is_upper(c) && !is_lower(c) && !is_digit(c)) {
            gap = true;
            continue;
        }
        if (length == 0 && is_digit(c))
            name[length++] = 'x';
        else if (length > 0 && (gap || word_begins(text, i)))
            name[length++] = '_';
        name[length++] = is_upper(c) ? (char)(c - 'A' + 'a') : c;
        gap = false;
    }
    return length ? name : "x";
}

const char *name_upper(Arena *arena, const char *name)
{
    char *upper = arena_text(arena, name, strlen(name));
    for (char *c = upper; *c; c++)
        *c = is_lower(*c) ? (char)(*c - 'a' + 'A') : *c;
    return upper;
}

static bool name_is_listed(const char *name, const char *const *list,
                           size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i], name) == 0)
            return true;
    return false;
}

static bool name_is_reserved(const Names *names, const char *name)
{
    return name_is_listed(name, reserved_words, COUNT(reserved_words)) ||
           (names->file_scope &&
            name_is_listed(name, file_scope_names, COUNT(file_scope_names)));
}

bool name_is_taken(const Names *names, const char *name)
{
    return map_get(&names->taken, name) != NULL;
}

static void name_take(Names *names, const char *name)
{
    map_set(names->arena, &names->taken, name, names);
}

/* The number to try next for a base, from 2 on: kept, so that thousands of
 * tables of one kind do not count from the start each. */
static int name_number(Names *names, const char *base)
{
    int *last = map_get(&names->numbers, base);
    if (!last) {
        last = arena_new(names->arena, int);
        *last = 1;
        map_set(names->arena, &names->numbers, base, last);
    }
    return ++*last;
}

const char *name_claim(Names *names, const char *name)
{
    Arena *arena = names->arena;
    if (name_is_reserved(names, name))
        name = arena_format(arena, "%s_", name);
    const char *base = name;
    while (name_is_taken(names, name))
        name = arena_format(arena, "%s_%d", base, name_number(names, base));
    name_take(names, name);
    return name;
}

static bool any_is_taken(const Names *names, const char *base,
                         const char *const *suffixes, size_t count)
{
    Arena *arena = names->arena;
    for (size_t i = 0; i < count; i++)
        if (name_is_taken(names,
                          arena_format(arena, "%s%s", base, suffixes[i])))
            return true;
    return false;
}

const char *name_claim_all(Names *names, const char *base,
                           const char *const *suffixes, size_t count)
{
    Arena *arena = names->arena;
    const char *name = base;
    while (any_is_taken(names, name, suffixes, count))
        name = arena_format(arena, "%s_%d", base, name_number(names, base));
    for (size_t i = 0; i < count; i++)
        name_take(names, arena_format(arena, "%s%s", name, suffixes[i]));
    return name;
}
