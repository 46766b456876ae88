# connc - compiler for .conn files, and the runtime its C clients link with.
#
# Owns: how sources become programs and libraries. New .c, .conn and test files
# are found by wildcard; header dependencies are written by the compiler.
# Commands are shown short; V=1 shows them whole.
# `make help` lists the goals; what is below "##" after a goal is its help.

# ---- Choices a user may set: make CC=clang SAN=asan WERROR=1 ...
# What a sanitizer watches takes long to compile: -O1, and of the debugger's data
# the lines, are what its reports need.
PREFIX  ?= /usr/local
DESTDIR ?=
CFLAGS  ?= $(if $(SAN),-O1 -g1,-O2 -g)
SAN     ?=
WERROR  ?=
V       ?=
VERSION := $(shell sed -n 's/^\#define CONN_VERSION "\(.*\)"/\1/p' \
    runtime/include/conn/client.h)
SOVERSION := 0

# Every compiler and sanitizer has a folder of its own below build/, so objects
# of two kinds never meet: build, build/clang, build/asan, build/clang-asan.
empty :=
comma := ,
space := $(empty) $(empty)
cc_name := $(filter-out cc gcc,$(notdir $(firstword $(CC))))
variant := $(subst $(space),-,$(strip $(cc_name) $(SAN)))
BUILD ?= $(if $(variant),build/$(variant),build)
# However the folder is spelled, it is the same one: nothing is made again for it.
override BUILD := $(patsubst $(CURDIR)/%,%,$(BUILD))
GEN := $(BUILD)/gen
OBJ := $(BUILD)/obj

# ---- Flags
WARN := -Wall -Wextra -Wpedantic -Wconversion -Wshadow \
        $(if $(WERROR),-Werror)
san_flags_asan := -fsanitize=address,undefined -fno-sanitize-recover=all \
                  -fno-omit-frame-pointer
san_flags_tsan := -fsanitize=thread -fno-omit-frame-pointer
san_flags_valgrind := -DCONN_VALGRIND
ifneq ($(filter-out asan tsan valgrind,$(SAN)),)
$(error SAN is asan, tsan or valgrind, not "$(SAN)")
endif
SAN_FLAGS := $(san_flags_$(SAN))
C_FLAGS = -std=c11 -D_POSIX_C_SOURCE=200809L $(WARN) $(CPPFLAGS) $(CFLAGS) \
          $(if $(DUKTAPE),,-DCONN_WITHOUT_JS) $(SAN_FLAGS) -MMD -MP
LINK = $(CC) $(CFLAGS) $(SAN_FLAGS) $(LDFLAGS)

# Asked when a command runs, not when this file is read: `make deps` may have
# installed pkg-config in between.
COMPILER_LIBS = $$(pkg-config --libs libpcre2-8)
RUNTIME_PKGS := libcurl libcjson libcrypto
RUNTIME_CFLAGS = $$(pkg-config --cflags $(RUNTIME_PKGS))
RUNTIME_LIBS = $$(pkg-config --libs $(RUNTIME_PKGS)) -lpthread -lm
TEST_LIBS = $$(pkg-config --libs cmocka)

# Hooks in JavaScript need Duktape's sources: `make DUKTAPE=` builds without them.
# Its library is of no use, as nothing can stop a script in it. Debian has both in
# duktape-dev.
DUKTAPE ?= $(patsubst %/duktape.c,%,$(firstword \
    $(wildcard /usr/share/duktape/duktape.c /usr/local/share/duktape/duktape.c)))
export DUKTAPE

# The folder of generated files is for quoted names only: its stdlib.h must not
# hide the system's.
compiler_inc := -I. -Icompiler -Iruntime/include -iquote $(GEN)
runtime_inc  := -Iruntime/include -Iruntime
test_inc     := -Iruntime/include -Iruntime -Icompiler -I. -Itests \
                -iquote $(GEN)

Q := $(if $(V),,@)
say = @printf '  %-6s %s\n' '$1' '$@'

# ---- Sources
compiler_src := $(wildcard compiler/*/*.c compiler/*/*/*.c)
runtime_src  := $(wildcard runtime/*.c)
js_src       := $(if $(DUKTAPE),$(wildcard runtime/js/*.c))
stdlib_src   := $(wildcard stdlib/*.conn)
script_src   := $(wildcard stdlib/*.js)
unit_src     := $(wildcard tests/unit/test_*.c)
http_src     := $(wildcard tests/http/test_*.c)
helper_src   := $(filter-out $(http_src),$(wildcard tests/http/*.c))
client_src   := $(wildcard tests/http/*.conn)
bench_src    := $(wildcard bench/bench_*.c)
peer_src     := $(wildcard bench/peer_*.cc)
fuzz_src     := $(wildcard tests/fuzz/fuzz_*.c)

grammar_gen  := $(GEN)/conn.tab.c $(GEN)/conn.lex.c
generated    := $(grammar_gen) $(grammar_gen:.c=.h) $(GEN)/stdlib.h
main_obj     := $(OBJ)/compiler/cli/main.o
compiler_obj := $(compiler_src:%.c=$(OBJ)/%.o) $(grammar_gen:.c=.o) \
                $(GEN)/stdlib.o
library_obj  := $(filter-out $(main_obj),$(compiler_obj))
runtime_obj  := $(runtime_src:%.c=$(OBJ)/%.o)
js_obj       := $(js_src:%.c=$(OBJ)/%.o) $(if $(DUKTAPE),$(OBJ)/duktape.o)
js_lib       := $(if $(DUKTAPE),$(BUILD)/libconn-js.a $(BUILD)/libconn-js.so)
helper_obj   := $(helper_src:%.c=$(OBJ)/%.o)

unit_prog    := $(unit_src:%.c=$(BUILD)/%)
http_prog    := $(http_src:%.c=$(BUILD)/%)
client_obj   := $(client_src:tests/http/%.conn=$(BUILD)/clients/%.o)
bench_prog   := $(bench_src:%.c=$(BUILD)/%)
fuzz_prog    := $(fuzz_src:%.c=$(BUILD)/%)
replay_prog  := $(fuzz_src:tests/fuzz/fuzz_%.c=$(BUILD)/tests/fuzz/replay_%)

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:

# ---- Build
.PHONY: all
all: $(BUILD)/connc $(BUILD)/libconn.a $(BUILD)/libconn.so $(js_lib) ## compiler and libraries into build/
	$(if $(DUKTAPE),,@echo "  no libconn-js: Duktape's sources (Debian: \
	duktape-dev) are not there, so JavaScript in hooks is refused")

# $(call record,FILE,TEXT) keeps FILE saying TEXT and its time of change, so that
# what depends on it is made again when flags or the list of sources change.
same = $(and $(findstring x$1x,x$2x),$(findstring x$2x,x$1x))
record = $(if $(call same,$(strip $2),$(strip $(file <$1))),,\
    $(shell mkdir -p $(dir $1))$(file >$1,$2))
$(call record,$(BUILD)/flags.txt,flags: $(CC) $(C_FLAGS) $(LDFLAGS) \
    $(compiler_inc) $(runtime_inc) $(test_inc))
$(call record,$(BUILD)/sources.txt,sources: $(compiler_src) $(runtime_src) \
    $(js_src) $(DUKTAPE))
$(call record,$(BUILD)/stdlib.txt,stdlib: $(stdlib_src) $(script_src))

$(OBJ)/compiler/%.o: compiler/%.c $(BUILD)/flags.txt | $(generated)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(C_FLAGS) $(compiler_inc) -c -o $@ $<

# Where JSON is read, -O3 instead of -O2 is worth a tenth of the speed.
reader_flags = $(if $(filter read_%,$(@F)),$(if $(filter -O2,$(CFLAGS)),-O3))

$(OBJ)/runtime/%.o: runtime/%.c $(BUILD)/flags.txt
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(C_FLAGS) $(reader_flags) $(runtime_inc) -fPIC $(RUNTIME_CFLAGS) -c -o $@ $<

$(OBJ)/tests/%.o: tests/%.c $(BUILD)/flags.txt | $(generated)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(C_FLAGS) $(test_inc) -c -o $@ $<

$(OBJ)/bench/%.o: bench/%.c $(BUILD)/flags.txt | $(generated)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(C_FLAGS) $(test_inc) $(RUNTIME_CFLAGS) -c -o $@ $<

# Libraries that others wrote in C++, behind C functions.
$(OBJ)/bench/%.o: bench/%.cc $(BUILD)/flags.txt
	@mkdir -p $(@D)
	$(call say,CXX)
	$(Q)$(CXX) -std=c++17 -O2 -c -o $@ $<

$(BUILD)/connc: $(main_obj) $(BUILD)/libconnc.a
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^ $(COMPILER_LIBS) -lm

# The compiler without its main, for the programs that test it.
$(BUILD)/libconnc.a: $(library_obj) $(BUILD)/sources.txt
	$(call say,AR)
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $(library_obj)

$(BUILD)/libconn.a: $(runtime_obj) $(BUILD)/sources.txt
	$(call say,AR)
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $(runtime_obj)

$(BUILD)/libconn.so: $(BUILD)/libconn.so.$(SOVERSION)
	$(call say,LINK)
	$(Q)ln -sf $(<F) $@

$(BUILD)/libconn.so.$(SOVERSION): $(runtime_obj) $(BUILD)/libconn.map
	$(call say,LINK)
	$(Q)$(LINK) -shared -Wl,-soname,$(@F) \
	    -Wl,--version-script=$(BUILD)/libconn.map \
	    -o $@ $(runtime_obj) $(RUNTIME_LIBS)

# Exported is what the public headers name, and nothing else.
$(BUILD)/libconn.map: $(filter-out %/js.h,$(wildcard runtime/include/conn/*.h))
$(BUILD)/libconn-js.map: runtime/include/conn/js.h
$(BUILD)/libconn.map $(BUILD)/libconn-js.map:
	@mkdir -p $(@D)
	$(call say,EXPORT)
	$(Q){ echo '{ global:'; cat $^ | grep -o '\<conn_[a-z0-9_]*' | sort -u \
	    | sed 's/.*/    &;/'; echo '  local: *; };'; } >$@

# ---- JavaScript in hooks: a library of its own, in which Duktape is. Its sources
# are copied to where its configuration leads to ours. Two lines change: a pattern
# that backtracks without end stops after ten million steps and not after a
# thousand million; and collecting garbage that is deeply nested, which can take
# as long as it likes, looks at the clock.
duktape_gen := $(GEN)/duktape

$(duktape_gen)/duktape.c: $(DUKTAPE)/duktape.c $(DUKTAPE)/duktape.h \
    $(DUKTAPE)/duk_config.h $(BUILD)/sources.txt
	@mkdir -p $(@D)
	$(call say,COPY)
	$(Q)grep -q __OVERRIDE_DEFINES__ $(DUKTAPE)/duk_config.h
	$(Q)cp $(DUKTAPE)/duktape.h $(@D)
	$(Q)sed 's|^/\* __OVERRIDE_DEFINES__ \*/|#include "js/config.h"|' \
	    $(DUKTAPE)/duk_config.h >$(@D)/duk_config.h
	$(Q)sed -e 's/^\(#define DUK_RE_EXECUTE_STEPS_LIMIT\) .*/\1 10000000L/' \
	    -e 's/while (DUK_HEAP_HAS_MARKANDSWEEP_RECLIMIT_REACHED(heap)/& \&\& !conn_js_interrupt(heap->heap_udata)/' \
	    $(DUKTAPE)/duktape.c >$@
	$(Q)grep -q 'LIMIT 10000000L' $@ && grep -q 'conn_js_interrupt(heap' $@

js_inc := $(runtime_inc) -I. -isystem $(duktape_gen)

# What others wrote is not ours to polish, nor to be watched for what it does on
# purpose.
$(OBJ)/duktape.o: $(duktape_gen)/duktape.c runtime/js/config.h \
    runtime/js/engine.h $(BUILD)/flags.txt
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) -std=c11 -D_POSIX_C_SOURCE=200809L $(CPPFLAGS) $(CFLAGS) -w \
	    $(subst $(comma)undefined,,$(SAN_FLAGS)) $(js_inc) -fPIC -c -o $@ $<

$(OBJ)/runtime/js/%.o: runtime/js/%.c $(duktape_gen)/duktape.c $(BUILD)/flags.txt
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(C_FLAGS) $(js_inc) -fPIC -c -o $@ $<

# One object, in which the names that are not exported end.
$(OBJ)/libconn-js.o: $(js_obj)
	$(call say,LINK)
	$(Q)$(LD) -r -o $@ $^
	$(Q)objcopy --wildcard --keep-global-symbol='conn_script_*' $@

$(BUILD)/libconn-js.a: $(OBJ)/libconn-js.o
	$(call say,AR)
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $<

$(BUILD)/libconn-js.so: $(BUILD)/libconn-js.so.$(SOVERSION)
	$(call say,LINK)
	$(Q)ln -sf $(<F) $@

$(BUILD)/libconn-js.so.$(SOVERSION): $(js_obj) $(BUILD)/libconn-js.map \
    $(BUILD)/libconn.so.$(SOVERSION)
	$(call say,LINK)
	$(Q)$(LINK) -shared -Wl,-soname,$(@F) \
	    -Wl,--version-script=$(BUILD)/libconn-js.map \
	    -o $@ $(js_obj) $(BUILD)/libconn.so.$(SOVERSION) -lm

# ---- Generated sources: build/gen holds the parser and the scanner, whose
# headers only compiler/front/parse.c includes, and the standard library.
$(GEN)/conn.tab.c: grammar/conn.y
	@mkdir -p $(@D)
	$(call say,BISON)
	$(Q)bison -Wall -Wcounterexamples -Werror --header=$(GEN)/conn.tab.h \
	    -o $@ $<

# Tables of full width (-Cf) by classes of bytes (e): a third of the scanner's work
# for 70 KB.
$(GEN)/conn.lex.c: grammar/conn.l
	@mkdir -p $(@D)
	$(call say,FLEX)
	$(Q)flex -Cfe --header-file=$(GEN)/conn.lex.h -o $@ $<

# The headers come with the sources.
$(grammar_gen:.c=.h): %.h: %.c ;

# What flex and bison write is not ours to polish: fewer warnings there.
$(grammar_gen:.c=.o): %.o: %.c $(BUILD)/flags.txt | $(generated)
	$(call say,CC)
	$(Q)$(CC) $(filter-out -Wconversion -Wshadow -Wpedantic,$(C_FLAGS)) \
	    -Wno-sign-compare -Wno-unused-function -Wno-unused-but-set-variable \
	    $(compiler_inc) -c -o $@ $<

$(GEN)/stdlib.c: $(stdlib_src) $(script_src) tools/embed-stdlib \
    $(BUILD)/stdlib.txt \
    | $(GEN)/stdlib.h
	$(call say,EMBED)
	$(Q)tools/embed-stdlib $@ $(stdlib_src) $(script_src)

$(GEN)/stdlib.h: tools/stdlib.h
	@mkdir -p $(@D)
	$(call say,COPY)
	$(Q)cp $< $@

$(GEN)/stdlib.o: $(GEN)/stdlib.c $(BUILD)/flags.txt
	$(call say,CC)
	$(Q)$(CC) $(C_FLAGS) -c -o $@ $<

# Prints the tables of the language as a page of docs/.
$(BUILD)/reference: tools/reference.c $(wildcard grammar/*.def) $(BUILD)/flags.txt
	$(call say,LINK)
	$(Q)$(CC) $(filter-out -MMD -MP,$(C_FLAGS)) -I. -o $@ $<

# ---- Test programs
$(BUILD)/translate: $(OBJ)/tests/hooks/translate.o $(BUILD)/libconnc.a
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^ $(COMPILER_LIBS)

# The standard functions in C, by name: the third engine of tests/hooks/run.
vectors_obj := $(OBJ)/tests/hooks/vectors.o $(OBJ)/tests/hooks/vectors_table.o
$(BUILD)/vectors: $(vectors_obj) $(BUILD)/libconn.a
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^ $(RUNTIME_LIBS)

# JavaScript as clients run it, for the same cases as Node and Duktape's command.
scripts_obj := $(OBJ)/tests/hooks/scripts.o $(OBJ)/tests/hooks/canonical.o
$(BUILD)/scripts: $(scripts_obj) $(BUILD)/libconn-js.a $(BUILD)/libconn.a
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^ $(RUNTIME_LIBS)

$(unit_prog): $(BUILD)/tests/%: $(OBJ)/tests/%.o $(BUILD)/libconnc.a \
    $(BUILD)/libconn.a
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^ $(TEST_LIBS) $(COMPILER_LIBS) $(RUNTIME_LIBS)

# The client of tests/http/NAME.conn, for the test_NAME.c beside it. CONNC may
# name a compiler that is there, where SAN is to watch the clients alone.
CONNC ?= $(BUILD)/connc
client_tests := $(client_src:tests/http/%.conn=%)
client_flags  = $(filter-out -MMD -MP,$(C_FLAGS)) $(runtime_inc)

$(client_obj): $(BUILD)/clients/%.o: tests/http/%.conn $(CONNC) \
    $(wildcard runtime/include/conn/*.h)
	$(call say,CLIENT)
	$(Q)mkdir -p $(@D)
	$(Q)$(CONNC) build --target c --strict $< -o $(@D)/$*
	$(Q)$(CC) $(client_flags) -c -o $(@D)/$*/main.o $(@D)/$*/$*.c
	$(Q)$(CC) $(client_flags) -c -o $(@D)/$*/hooks.o $(@D)/$*/$*_hooks.c
	$(Q)$(CC) -r -nostdlib -o $@ $(@D)/$*/main.o $(@D)/$*/hooks.o

$(client_tests:%=$(OBJ)/tests/http/test_%.o): test_inc += -I$(BUILD)/clients
$(client_tests:%=$(OBJ)/tests/http/test_%.o): \
    $(OBJ)/tests/http/test_%.o: $(BUILD)/clients/%.o
$(client_tests:%=$(BUILD)/tests/http/test_%): \
    $(BUILD)/tests/http/test_%: $(BUILD)/clients/%.o

$(http_prog): $(BUILD)/tests/%: $(OBJ)/tests/%.o $(helper_obj) \
    $(BUILD)/libconn.a
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(TEST_LIBS) \
	    $(COMPILER_LIBS) $(RUNTIME_LIBS)

# ---- Benchmarks and fuzzers. A harness is fuzz_NAME.c with the one function
# LLVMFuzzerTestOneInput; it is built twice: by clang with libFuzzer, and by any
# compiler with replay.c, which feeds it the corpus in the normal tests.
$(bench_prog): $(BUILD)/bench/%: $(OBJ)/bench/%.o $(peer_src:%.cc=$(OBJ)/%.o) \
    $(BUILD)/libconnc.a $(BUILD)/libconn.a
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^ $(COMPILER_LIBS) $(RUNTIME_LIBS) -lsimdjson -lstdc++

$(replay_prog): $(BUILD)/tests/fuzz/replay_%: $(OBJ)/tests/fuzz/fuzz_%.o \
    $(OBJ)/tests/fuzz/replay.o $(BUILD)/libconnc.a $(BUILD)/libconn.a
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^ $(COMPILER_LIBS) $(RUNTIME_LIBS)

$(fuzz_prog): $(BUILD)/%: $(OBJ)/%.o $(BUILD)/libconnc.a $(BUILD)/libconn.a
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(LINK) -fsanitize=fuzzer -o $@ $^ $(COMPILER_LIBS) $(RUNTIME_LIBS)

# ---- Goals for people. Those that need software install it first (deps), and
# build in a second make, which sees what has been installed.
export BUILD CC CFLAGS CPPFLAGS LDFLAGS SAN WERROR
run_make := +$(MAKE) --no-print-directory

# What tests/run runs, of which a sanitizer is to watch a part.
.PHONY: programs
programs: $(unit_prog) $(http_prog) $(replay_prog) $(if $(SAN),$(BUILD)/connc, \
    all $(BUILD)/reference $(BUILD)/translate $(BUILD)/vectors \
    $(if $(DUKTAPE),$(BUILD)/scripts))

.PHONY: deps deps-build deps-test deps-demo deps-interop deps-bench
deps: ## install what is missing for any goal (Debian; sudo when not root)
	tools/deps.sh build test demo interop bench
deps-build:
	@tools/deps.sh build
deps-test deps-demo deps-interop deps-bench: deps-%:
	@tools/deps.sh build $*

.PHONY: demo
demo: deps-demo ## compile examples/registry.conn and list a real registry with it
	$(run_make) all
	examples/demo/run

.PHONY: test
test: deps-test ## build, then run every test; SAN=asan, tsan or valgrind to watch it
	$(run_make) programs
	tests/run

.PHONY: unit http
unit: $(unit_prog) ## build and run tests/unit only
	tests/run unit

http: $(http_prog) ## build and run tests/http only
	tests/run http

.PHONY: hooks
hooks: deps-test ## run the JavaScript of hooks in Node and in Duktape
	tests/run hooks

.PHONY: stress
stress: deps-test ## hostile sources a hundred times as large as in the tests, up to 100 MB
	$(run_make) all
	SCALE=1000 tests/stress/run

.PHONY: interop
interop: deps-interop ## drive real servers (registry, PowerDNS, etcd, logins, TLS, httpbin) on loopback
	$(run_make) all
	tests/interop/all

.PHONY: faults
faults: deps-interop ## drive a client over a proxy and a network that fail
	$(run_make) all
	tests/faults/run

.PHONY: bench
bench: deps-bench ## measure against other libraries, in one run
	$(run_make) bench-programs
	for program in $(bench_prog); do $$program || exit; done
	$(run_make) BUILD=$(BUILD)/portable CPPFLAGS="$(CPPFLAGS) -DCONN_PORTABLE" \
	    bench-programs
	@echo "without vector instructions:"
	$(BUILD)/portable/bench/bench_json "cJSON p" decode encode
	bench/check.sh
	bench/platform.sh
	bench/size.sh
	bench/generator.sh

.PHONY: bench-programs
bench-programs: all $(bench_prog)

.PHONY: golden
golden: deps-test ## rewrite the goldens in tests/cases and docs; look at the diff
	$(run_make) all $(BUILD)/reference
	tools/run-goldens --update
	tests/import/run --update
	tools/generated-docs --update

.PHONY: fuzz
FUZZ_SECONDS ?= 60
fuzz: deps-test ## search for crashes, FUZZ_SECONDS for each harness
	$(run_make) CC=clang SAN=asan BUILD=build/fuzz CFLAGS="-O1 -g \
	    -fsanitize=fuzzer-no-link" fuzz-programs
	tools/run-fuzzers $(FUZZ_SECONDS) $(fuzz_src:%.c=build/fuzz/%)

.PHONY: fuzz-programs
fuzz-programs: $(fuzz_prog) $(BUILD)/conn.dict

$(BUILD)/conn.dict: grammar/conn.l $(wildcard grammar/*.def) tools/fuzz-dictionary
	$(call say,DICT)
	$(Q)tools/fuzz-dictionary >$@

.PHONY: lint
lint: deps-test ## formatting, who includes whom, sizes of functions and files
	$(run_make) all
	tools/lint-format
	tools/lint-rules

.PHONY: format
format: ## format all C sources in place
	tools/lint-format --fix

# ---- Installing
bindir     := $(DESTDIR)$(PREFIX)/bin
libdir     := $(DESTDIR)$(PREFIX)/lib
includedir := $(DESTDIR)$(PREFIX)/include/conn
stdlibdir  := $(DESTDIR)$(PREFIX)/share/connc/stdlib
mandir     := $(DESTDIR)$(PREFIX)/share/man/man1
public_headers := $(filter-out $(if $(DUKTAPE),,%/js.h),\
    $(wildcard runtime/include/conn/*.h))
fill_in := sed -e 's|@PREFIX@|$(PREFIX)|g' -e 's|@VERSION@|$(VERSION)|g' \
           -e 's|@SOVERSION@|$(SOVERSION)|g'

.PHONY: install uninstall
install: all ## install below PREFIX (/usr/local), staged in DESTDIR
	install -d $(bindir) $(libdir)/pkgconfig $(libdir)/cmake/conn \
	    $(includedir) $(stdlibdir) $(mandir)
	install -m 755 $(BUILD)/connc $(bindir)
	install -m 644 $(BUILD)/libconn.a $(libdir)
	install -m 755 $(BUILD)/libconn.so.$(SOVERSION) $(libdir)
	ln -sf libconn.so.$(SOVERSION) $(libdir)/libconn.so
	install -m 644 $(public_headers) $(includedir)
	$(if $(DUKTAPE),install -m 644 $(BUILD)/libconn-js.a $(libdir))
	$(if $(DUKTAPE),install -m 755 $(BUILD)/libconn-js.so.$(SOVERSION) $(libdir))
	$(if $(DUKTAPE),ln -sf libconn-js.so.$(SOVERSION) $(libdir)/libconn-js.so)
	$(if $(DUKTAPE),$(fill_in) packaging/conn-js.pc.in \
	    >$(libdir)/pkgconfig/conn-js.pc)
	$(if $(stdlib_src),install -m 644 $(stdlib_src) $(stdlibdir))
	$(fill_in) packaging/conn.pc.in >$(libdir)/pkgconfig/conn.pc
	for name in conn-config conn-config-version; do \
	    $(fill_in) packaging/$$name.cmake.in \
	        >$(libdir)/cmake/conn/$$name.cmake || exit; done
	$(fill_in) packaging/man/connc.1 >$(mandir)/connc.1

uninstall: ## remove what install put there, and the folders that are then empty
	rm -f $(bindir)/connc $(libdir)/libconn.a $(libdir)/libconn.so \
	    $(libdir)/libconn.so.$(SOVERSION) $(libdir)/pkgconfig/conn.pc \
	    $(libdir)/libconn-js.a $(libdir)/libconn-js.so \
	    $(libdir)/libconn-js.so.$(SOVERSION) $(libdir)/pkgconfig/conn-js.pc \
	    $(includedir)/js.h \
	    $(addprefix $(includedir)/,$(notdir $(public_headers))) \
	    $(addprefix $(stdlibdir)/,$(notdir $(stdlib_src))) \
	    $(libdir)/cmake/conn/conn-config.cmake \
	    $(libdir)/cmake/conn/conn-config-version.cmake $(mandir)/connc.1
	for folder in $(includedir) $(stdlibdir) $(dir $(stdlibdir)) \
	    $(libdir)/cmake/conn; do \
	    ! test -d $$folder || rmdir --ignore-fail-on-non-empty $$folder; done

.PHONY: help
help: ## this list
	@echo "make GOAL [CC=clang] [CFLAGS=...] [SAN=asan|tsan|valgrind] [WERROR=1] [V=1]"
	@sed -n 's/^\([a-z-]*\):[^#]*## /  \1 /p' Makefile | \
	    while read -r goal text; do \
	        printf '  %-10s %s\n' "$$goal" "$$text"; done
	@echo "Objects go to $(BUILD)/; another compiler or SAN has its own folder."

.PHONY: clean
clean: ## remove build/
	rm -rf build $(filter-out build build/%,$(BUILD))

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
