/* project.c - NAME.pc, CMakeLists.txt and NAME.mk: how a client is built and
 * found. Texts of the source stand in them only on one line, and quoted. */
#include "emit/c/client.h"

#include <string.h>

/* A version of digits and dots, as build tools want it. */
static const char *project_version(Client *client)
{
    const char *version =
        setting_text(client, client->connector->information, "version");
    size_t length = version ? strspn(version, "0123456789.") : 0;
    return length > 0 && length < 32
               ? arena_text(client->arena, version, length)
               : "0";
}

/* One sentence without what pkg-config would expand. */
static const char *project_description(Client *client)
{
    const char *name =
        setting_text(client, client->connector->information, "name");
    char *text = arena_format(client->arena, "C client of %s",
                              name ? name : client->connector->key);
    for (char *c = text; *c; c++)
        if ((unsigned char)*c < 0x20 || strchr("$#\\\"", *c))
            *c = ' ';
    return text;
}

/* What the client needs: with hooks in JavaScript the library that runs them,
 * which needs the other. */
static const char *project_library(Client *client)
{
    return c_hooks_have_scripts(client->hooks) ? "conn-js" : "conn";
}

static void write_pc(Client *client, Buf *out)
{
    buf_printf(out,
               "prefix=/usr/local\n"
               "libdir=${prefix}/lib\n"
               "includedir=${prefix}/include\n\n"
               "Name: %s\nDescription: %s\nVersion: %s\n"
               "Requires: %s\n"
               "Libs: -L${libdir} -l%s\n"
               "Cflags: -I${includedir}\n",
               client->prefix, project_description(client),
               project_version(client), project_library(client),
               client->prefix);
}

/* " NAME_hooks.c" where there is such a file. */
static const char *project_hooks(Client *client, const char *before,
                                 const char *suffix)
{
    if (!c_hooks_any(client->hooks))
        return "";
    return arena_format(client->arena, " %s%s_hooks%s", before, client->prefix,
                        suffix);
}

static void write_cmake(Client *client, Buf *out)
{
    const char *p = client->prefix;
    buf_printf(out,
               "# The client as a library for other projects:\n"
               "#\n"
               "#     add_subdirectory(%s)\n"
               "#     target_link_libraries(program PRIVATE %s)\n"
               "cmake_minimum_required(VERSION 3.13)\n"
               "project(%s VERSION %s LANGUAGES C)\n\n",
               p, p, p, project_version(client));
    buf_printf(out,
               "if(NOT TARGET conn::conn)\n"
               "    find_package(conn REQUIRED)\n"
               "endif()\n\n"
               "%sadd_library(%s %s.c%s)\n"
               "target_include_directories(%s PUBLIC "
               "${CMAKE_CURRENT_SOURCE_DIR})\n"
               "target_compile_features(%s PUBLIC c_std_11)\n"
               "target_link_libraries(%s PUBLIC conn::%s)\n\n",
               !c_hooks_have_scripts(client->hooks)
                   ? ""
                   : "if(NOT TARGET conn::js)\n"
                     "    message(FATAL_ERROR \"hooks in JavaScript need a "
                     "libconn that was built with Duktape\")\n"
                     "endif()\n\n",
               p, p, project_hooks(client, "", ".c"), p, p, p,
               c_hooks_have_scripts(client->hooks) ? "js" : "conn");
    buf_printf(out,
               "add_executable(%s_example EXCLUDE_FROM_ALL %s_example.c)\n"
               "target_link_libraries(%s_example PRIVATE %s)\n",
               p, p, p, p);
}

static void write_mk(Client *client, Buf *out)
{
    const char *p = client->prefix, *u = client->upper;
    const char *library = project_library(client);
    buf_printf(out,
               "# Include this from a Makefile: objects that need the header "
               "take $(%s_CFLAGS),\n"
               "# programs link with $(%s_OBJECT) and $(%s_LIBS).\n"
               "%s_DIR := $(dir $(lastword $(MAKEFILE_LIST)))\n",
               u, u, u, u);
    buf_printf(out,
               "%s_CFLAGS := -I$(%s_DIR) $(shell pkg-config --cflags %s)\n"
               "%s_LIBS := $(shell pkg-config --libs %s)\n"
               "%s_OBJECT := $(%s_DIR)%s.o%s\n\n",
               u, u, library, u, library, u, u, p,
               project_hooks(
                   client, arena_format(client->arena, "$(%s_DIR)", u), ".o"));
    const char *own = arena_format(client->arena, "$(%s_OBJECT)", u);
    if (c_hooks_any(client->hooks))
        own = arena_format(client->arena, "$(%s_DIR)%s.o", u, p);
    buf_printf(out,
               "%s: $(%s_DIR)%s.c $(%s_DIR)%s.h\n"
               "\t$(CC) -std=c11 $(CFLAGS) $(%s_CFLAGS) -c -o $@ $<\n",
               own, u, p, u, p, u);
    if (c_hooks_any(client->hooks))
        buf_printf(out,
                   "\n$(%s_DIR)%s_hooks.o: $(%s_DIR)%s_hooks.c "
                   "$(%s_DIR)%s_hooks.h\n"
                   "\t$(CC) -std=c11 $(CFLAGS) $(%s_CFLAGS) -c -o $@ $<\n",
                   u, p, u, p, u, p, u);
}

void project_write(Client *client, Outputs *outputs)
{
    Arena *arena = client->arena;
    const char *p = client->prefix;
    write_pc(client, output_file(outputs, arena_format(arena, "%s.pc", p)));
    write_cmake(client, output_file(outputs, "CMakeLists.txt"));
    write_mk(client, output_file(outputs, arena_format(arena, "%s.mk", p)));
}
