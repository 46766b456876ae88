# Include this from a Makefile: objects that need the header take $(FALLBACK_CFLAGS),
# programs link with $(FALLBACK_OBJECT) and $(FALLBACK_LIBS).
FALLBACK_DIR := $(dir $(lastword $(MAKEFILE_LIST)))
FALLBACK_CFLAGS := -I$(FALLBACK_DIR) $(shell pkg-config --cflags conn)
FALLBACK_LIBS := $(shell pkg-config --libs conn)
FALLBACK_OBJECT := $(FALLBACK_DIR)fallback.o $(FALLBACK_DIR)fallback_hooks.o

$(FALLBACK_DIR)fallback.o: $(FALLBACK_DIR)fallback.c $(FALLBACK_DIR)fallback.h
	$(CC) -std=c11 $(CFLAGS) $(FALLBACK_CFLAGS) -c -o $@ $<

$(FALLBACK_DIR)fallback_hooks.o: $(FALLBACK_DIR)fallback_hooks.c $(FALLBACK_DIR)fallback_hooks.h
	$(CC) -std=c11 $(CFLAGS) $(FALLBACK_CFLAGS) -c -o $@ $<
