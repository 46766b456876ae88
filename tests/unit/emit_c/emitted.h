/* emitted.h - emitting a model, compiling what came out, and saying what must
 * be in it. Files go to a folder of their own below $TMPDIR; compilers run as
 * commands, and one that is not installed is skipped with a word on stderr.
 */
#ifndef TEST_EMIT_C_EMITTED_H
#define TEST_EMIT_C_EMITTED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "everything.h"

static inline void build_end(Build *b)
{
    outputs_free(&b->outputs);
    arena_free(&b->arena);
}

static inline bool emit(Build *b)
{
    return emit_c(b->connector, &b->arena, &b->diags, &b->outputs);
}

static inline const char *output_text(const Build *b, const char *path)
{
    const Output *file = output_find(&b->outputs, path);
    assert_non_null(file);
    return buf_text(&file->text);
}

static inline void assert_has(const char *haystack, const char *needle)
{
    if (!strstr(haystack, needle))
        fail_msg("not found: %s\nin:\n%s", needle, haystack);
}

static inline void assert_lacks(const char *haystack, const char *needle)
{
    if (strstr(haystack, needle))
        fail_msg("found: %s", needle);
}

static inline void assert_clean(const Build *b)
{
    if (b->diags.count)
        fail_msg("%s: %s", diag_row(b->diags.items[0]->code)->code,
                 b->diags.items[0]->message);
}

/* Exactly one message, of this code and text. */
static inline void assert_says(const Build *b, DiagCode code,
                               const char *message)
{
    assert_int_equal(b->diags.count, 1);
    assert_int_equal(b->diags.items[0]->code, code);
    assert_string_equal(b->diags.items[0]->message, message);
}

/* ---- compiling and running ---- */

static inline int run(const char *format, ...)
{
    char command[4096];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(command, sizeof command, format, args);
    va_end(args);
    assert_true(length > 0 && (size_t)length < sizeof command);
    int status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static inline const char *make_folder(Build *b)
{
    const char *temporary = getenv("TMPDIR");
    char *folder = arena_format(&b->arena, "%s/emit_c_XXXXXX",
                                temporary ? temporary : "/tmp");
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < b->outputs.count; i++) {
        const Output *file = b->outputs.files[i];
        FILE *out =
            fopen(arena_format(&b->arena, "%s/%s", folder, file->path), "wb");
        assert_non_null(out);
        fputs(buf_text(&file->text), out);
        assert_int_equal(fclose(out), 0);
    }
    return folder;
}

static inline void remove_folder(const char *folder)
{
    assert_int_equal(run("rm -r '%s'", folder), 0);
}

static const char include_flags[] = "-Iruntime/include -Iruntime";
static const char c_flags[] =
    "-std=c11 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror";
static const char cxx_flags[] = "-x c++ -std=c++17 -Wall -Wextra -Wpedantic "
                                "-Wconversion -Wshadow -Werror";

static inline void compile(const char *compiler, const char *flags,
                           const char *folder, const char *file)
{
    if (run("command -v %s >/dev/null", compiler) != 0) {
        fprintf(stderr, "test_emit_c: SKIPPED %s, it is not installed\n",
                compiler);
        return;
    }
    assert_int_equal(run("%s %s %s -fsyntax-only '%s/%s'", compiler, flags,
                         include_flags, folder, file),
                     0);
}

/* A program in C++ may be stricter than the tables are: what the header defines
 * has no casts of C. */
static inline void compile_header(const char *folder, const char *name)
{
    char flags[1024];
    snprintf(flags, sizeof flags,
             "%s -Wold-style-cast -Wcast-qual -Wundef -I'%s' -include %s.h",
             cxx_flags, folder, name);
    assert_int_equal(run("touch '%s/user.cc'", folder), 0);
    compile("g++", flags, folder, "user.cc");
    compile("clang++", flags, folder, "user.cc");
}

/* The four compilers take the client, and the two of C its example. */
static inline void assert_compiles(Build *b, const char *name)
{
    const char *folder = make_folder(b);
    char source[128], example[128];
    snprintf(source, sizeof source, "%s.c", name);
    snprintf(example, sizeof example, "%s_example.c", name);
    compile("gcc", c_flags, folder, source);
    compile("clang", c_flags, folder, source);
    compile("g++", cxx_flags, folder, source);
    compile("clang++", cxx_flags, folder, source);
    compile_header(folder, name);
    compile("gcc", c_flags, folder, example);
    compile("clang", c_flags, folder, example);
    remove_folder(folder);
}

#endif
