# Include this from a Makefile: objects that need the header take $(JOBS_CFLAGS),
# programs link with $(JOBS_OBJECT) and $(JOBS_LIBS).
JOBS_DIR := $(dir $(lastword $(MAKEFILE_LIST)))
JOBS_CFLAGS := -I$(JOBS_DIR) $(shell pkg-config --cflags conn)
JOBS_LIBS := $(shell pkg-config --libs conn)
JOBS_OBJECT := $(JOBS_DIR)jobs.o $(JOBS_DIR)jobs_hooks.o

$(JOBS_DIR)jobs.o: $(JOBS_DIR)jobs.c $(JOBS_DIR)jobs.h
	$(CC) -std=c11 $(CFLAGS) $(JOBS_CFLAGS) -c -o $@ $<

$(JOBS_DIR)jobs_hooks.o: $(JOBS_DIR)jobs_hooks.c $(JOBS_DIR)jobs_hooks.h
	$(CC) -std=c11 $(CFLAGS) $(JOBS_CFLAGS) -c -o $@ $<
