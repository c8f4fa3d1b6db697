# SPDX-License-Identifier: MIT
#
# wouldblock: everything starts here. README.md says what each target is for.
# What is built lies in build/, and nowhere else; what takes more than a line
# or two lies in .make/.

# ---- For those who learn ----------------------------------------------------

map: build/harness
	@build/harness map

check: build/harness $(if $(TIMELINE),build/draw)
	@build/harness check "$${LESSON:-next}" $${SEED:+--seed "$$SEED"} \
		$(if $(TIMELINE),--timeline)

watch: build/harness
	@bash .make/watch.sh "$$LESSON"

# LOG=FILE, SOURCE=FILE.c, SCRIPT=FILE: any run, not the last failing one.
replay: build/harness build/draw
	@sh .make/replay.sh "$$LESSON"

# The last failing run on its workflow: LESSON=05, LOG=FILE.
picture: build/harness build/draw
	@sh .make/picture.sh "$$LESSON"

hint: build/harness
	@sh .make/hint.sh "$$LESSON"

solution: build/harness
	@sh .make/solution.sh "$$LESSON"

reset:
	@sh .make/reset.sh "$$LESSON"

# Says what is missing before it builds, and installs nothing.
doctor:
	@sh .make/doctor.sh check "judging programs" watch "make watch" \
		diagrams "make diagrams" "test cross" "make test" \
		"lint fuzz bench" "work on the kit itself"
	@$(MAKE) -s INSTALL=no build/harness
	@build/harness doctor

# ---- For those who work on the kit ------------------------------------------

# Criterion has the last word: the numbers of tests.
test: cross build/harness
	@$(if $(KIT_FULL),,EVERY=12) sh .make/matrix.sh
	@$(MAKE) run-tests

test-full:
	@$(MAKE) lint
	@$(MAKE) fuzz
	@$(MAKE) asan
	@KIT_FULL=1 $(MAKE) test

asan:
	@$(MAKE) OUT=build/asan CFLAGS="-O1 -g -fno-omit-frame-pointer \
		-fsanitize=address,undefined -fno-sanitize-recover=undefined" \
		run-tests

fuzz:
	@$(MAKE) OUT=build/fuzz CC=clang-14 \
		CFLAGS="-O1 -g -fsanitize=fuzzer-no-link,address,undefined" \
		run-fuzz

# Arm machines run the kit too: everything has to compile for them.
cross:
	@$(MAKE) OUT=build/aarch64 ARCH=aarch64 CC=aarch64-linux-gnu-gcc \
		CPPFLAGS="-idirafter /usr/include" objects

# A class: SUBMISSIONS=DIR OUT=DIR ROSTER=FILE LATE=FILE. The sample without.
grade: build/grader
	@OUT="$(GRADES)" sh .make/grade.sh

# Which submissions are alike: SUBMISSIONS=DIR OUT=DIR ROSTER=FILE.
similarity: build/grader
	@OUT="$(GRADES)" sh grader/similarity.sh

# An autograder to upload: LESSON=05, LATE=FILE, SCRIPTS=DIR, VISIBILITY=hidden.
gradescope-bundle: build/grader | $(PACKAGES)
	@sh .make/gradescope.sh

# Wrong programs are caught and named, right ones pass.
matrix: build/harness
	@sh .make/matrix.sh $(LESSON)

# One program, judged 1,000 times, half of them under load: LESSON=05,
# PROGRAM=FILE.c, TIMES=1000, SCRIPT=NAME.
steady: build/harness
	@sh .make/steady.sh $(or $(LESSON),05) $(PROGRAM)

# What judging a class costs beside compiling it.
bench-grader: build/grader build/bench/compare build/bench/client
	@sh grader/bench.sh

bench-harness: build/harness build/bench/compare build/bench/client \
		build/bench/round
	@sh .make/bench.sh

# How large a replay is, and how long a browser takes to open it.
bench-replay: build/draw
	@sh diagrams/bench.sh

# The event libraries beside a loop of one's own.
bench-library: build/harness
	@sh .make/library.sh

# Progress is no product of building: it stays.
clean:
	@find build -mindepth 1 -maxdepth 1 ! -name results ! -name hints \
		-exec rm -rf {} + 2>/dev/null || true
	@[ ! -d build/results ] || echo "Your progress, build/results, is kept."

.DEFAULT_GOAL := map
.PHONY: map check watch replay picture hint solution reset doctor grade similarity \
	gradescope-bundle bench-grader test test-full asan fuzz cross matrix \
	steady \
	bench-harness bench-library bench-replay clean lint lint-files format objects \
	run-tests run-fuzz
.DELETE_ON_ERROR:

# No built-in rules, no talk about directories; all processors, unless told.
MAKEFLAGS += -rR --no-print-directory
ifeq ($(MAKELEVEL)$(filter -j%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(shell nproc)
endif
export LESSON FORCE INSTALL SEED TIMES SCRIPT LOG SOURCE

# ---- Packages ---------------------------------------------------------------
# .make/packages.sh knows the packages of each set. A goal's sets are looked
# for once; the stamp that says so is named after them.

sets-watch := watch
sets-check := $(if $(TIMELINE),diagrams)
sets-diagrams := diagrams
sets-picture := diagrams
sets-build/draw := diagrams
sets-replay := diagrams
sets-build/publish := site
sets-site := site diagrams
sets-build/grader := grader
sets-grade := grader
sets-similarity := grader
sets-matrix := matrix
sets-bench-grader := grader
sets-gradescope-bundle := bundle grader
sets-test := test cross grader diagrams site
sets-test-full := test slurm cross lint fuzz grader diagrams site
sets-asan := test grader diagrams site
sets-run-tests := test grader diagrams site
sets-build/tests/harness := test
sets-build/tests/grader := test grader
sets-build/tests/diagrams := test diagrams site
sets-fuzz := fuzz
sets-run-fuzz := fuzz
sets-cross := cross grader diagrams site
sets-lint := test cross lint grader diagrams site
sets-lint-files := test lint grader diagrams site
sets-format := lint
sets-bench-harness := bench
sets-bench-replay := test diagrams
SETS := $(sort check $(foreach goal,$(MAKECMDGOALS),$(sets-$(goal))))
PACKAGES := build/packages/$(shell echo $(SETS) | tr ' ' -)

$(PACKAGES): .make/packages.sh
	@sh .make/packages.sh $(SETS)
	@mkdir -p $(@D) && touch $@

test-full asan fuzz cross lint bench-harness format: | $(PACKAGES)

# ---- The harness ------------------------------------------------------------

# Of those who type `make grade`, OUT is where the grades go.
ifneq ($(filter grade similarity,$(MAKECMDGOALS)),)
GRADES := $(OUT)
override OUT := build
export SUBMISSIONS ROSTER LATE WEIGHTS JOBS FORMAT
else
OUT := build
endif
ARCH := $(shell uname -m)
CC := gcc
CFLAGS ?= -O2 -g
WERROR ?= -Werror
WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wvla $(WERROR)
KIT_FLAGS := -std=c11 -D_GNU_SOURCE -Iharness -DKIT_ROOT='"$(CURDIR)"' \
	$(WARNINGS)
# A part includes its own headers by their places inside the part, and those
# of the part that it uses.
PART = $(firstword $(subst /, ,$<))
PART_FLAGS = $(addprefix -I,$(PART) $(USED-BY-$(PART)))
LIBS := -lseccomp -ldw -lelf -ljansson

# Of the files that know a processor, the one of this machine is linked.
SOURCES := $(filter-out harness/tests/% harness/supervise/arch_%.c, \
		$(wildcard harness/*.c harness/*/*.c)) \
	harness/supervise/arch_$(ARCH).c
TESTS := $(filter-out harness/tests/fuzz_%,$(wildcard harness/tests/*.c))
OBJECTS := $(SOURCES:%.c=$(OUT)/obj/%.o)
PARTS := $(filter-out %/harness/main.o,$(OBJECTS))
TEST_OBJECTS := $(TESTS:%.c=$(OUT)/obj/%.o)

$(OUT)/harness: $(OBJECTS)
	@$(CC) $(CFLAGS) -o $@ $^ $(LIBS)

$(OUT)/tests/harness: $(TEST_OBJECTS) $(PARTS)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -o $@ $^ $(LIBS) -lcriterion

$(OUT)/tests/fuzz_%: $(OUT)/obj/harness/tests/fuzz_%.o $(PARTS)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -fsanitize=fuzzer -o $@ $^ $(LIBS)

# The place of the checkout is compiled in: all is built anew when it moved.
HERE := build/here-$(shell pwd | cksum | tr -dc 0-9)
$(HERE):
	@mkdir -p build && rm -f build/here-* && touch $@

$(OUT)/obj/%.o: %.c Makefile $(HERE) | $(PACKAGES)
	@mkdir -p $(@D)
	@$(CC) $(KIT_FLAGS) $(PART_FLAGS) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

-include $(OBJECTS:.o=.d) $(TEST_OBJECTS:.o=.d)

# Not even those of which only a test is made are thrown away.
.PRECIOUS: $(OUT)/obj/%.o

# Small programs for the tests to judge, compiled as a student's file is.
PROGRAM_SOURCES := $(wildcard harness/tests/programs/*.c)
PROGRAMS := $(PROGRAM_SOURCES:harness/%.c=build/%)
build/tests/programs/%: harness/tests/programs/%.c \
		$(wildcard harness/tests/programs/*.h) | $(PACKAGES)
	@mkdir -p $(@D)
	@gcc -std=gnu11 -D_GNU_SOURCE -g -O1 -fno-inline \
		-fno-omit-frame-pointer -w -o $@ $<

# Programs of the benchmark's own, compiled as a student's file is.
build/bench/%: harness/tests/bench/%.c Makefile | $(PACKAGES)
	@mkdir -p $(@D)
	@gcc -std=gnu11 -D_GNU_SOURCE -g -O1 -fno-inline \
		-fno-omit-frame-pointer $(WARNINGS) -o $@ $<

# The other parts link what they need of the harness.
$(OUT)/obj/harness.a: $(PARTS)
	@rm -f $@ && ar rcs $@ $^

# ---- The other parts --------------------------------------------------------
# Each adds its sources to PART_SOURCES, and its tests to RUNNERS.

include .make/grader.mk .make/diagrams.mk

objects: $(OBJECTS) $(GRADER_OBJECTS) $(DRAW_OBJECTS)
	@:

run-tests: $(OUT)/tests/harness $(OUT)/harness $(PROGRAMS) $(RUNNERS)
	@for runner in $(OUT)/tests/harness $(RUNNERS); do \
		$$runner || exit 1; done

FUZZ_SECONDS ?= 30
run-fuzz: $(OUT)/tests/fuzz_script
	@mkdir -p $(OUT)/corpus
	@$(OUT)/tests/fuzz_script -max_total_time=$(FUZZ_SECONDS) \
		-artifact_prefix=$(OUT)/ -verbosity=0 \
		$(OUT)/corpus $(wildcard lessons/*/scripts)
	@echo "fuzz: $(FUZZ_SECONDS) s without a crash"

# ---- Lint -------------------------------------------------------------------
# One stamp a file: what has not changed is not looked at again.

STARTERS := $(wildcard lessons/*/.starter/*.c)
MODELS := $(wildcard solutions/*/*.c)
KIT := $(SOURCES) $(wildcard harness/tests/*.c harness/tests/bench/*.c) \
	$(PART_SOURCES)
FOREIGN := $(filter-out $(SOURCES),$(wildcard harness/supervise/arch_*.c))
HEADERS := $(wildcard $(foreach part,harness grader diagrams, \
	$(part)/*.h $(part)/*/*.h))
CODE := $(KIT) $(FOREIGN) $(HEADERS) $(MODELS) $(STARTERS)

# What belongs to the kit is compiled as the kit, a student's file as theirs.
STUDENT_FLAGS := -std=gnu11 -Wall -Wextra -Werror
$(KIT:%=build/lint/%) $(HEADERS:%=build/lint/%): FLAGS = $(KIT_FLAGS) $(PART_FLAGS)
$(MODELS:%=build/lint/%) $(STARTERS:%=build/lint/%): FLAGS = $(STUDENT_FLAGS)

# Goes on after a complaint, and keeps each file's complaints together.
lint:
	@$(MAKE) -k -Otarget lint-files cross
	@echo "lint: $(words $(CODE)) files are clean"

lint-files: $(CODE:%=build/lint/%)
	@sh .make/lint.sh

format:
	@clang-format-14 -i $(CODE)

FORMATTED = clang-format-14 --dry-run -Werror $<

# Another processor's file: make cross compiles it.
$(FOREIGN:%=build/lint/%): build/lint/%: % .clang-format | $(PACKAGES)
	@$(FORMATTED)
	@mkdir -p $(@D) && touch $@

# A header has to compile alone.
$(HEADERS:%=build/lint/%): build/lint/%: % Makefile .clang-format | $(PACKAGES)
	@$(FORMATTED)
	@mkdir -p $(@D)
	@gcc $(FLAGS) -fsyntax-only -x c -MMD -MP -MF $@.d -MT $@ $<
	@touch $@

# A starter compiles without a warning; it need not be right.
$(STARTERS:%=build/lint/%): build/lint/%: % Makefile .clang-format | $(PACKAGES)
	@$(FORMATTED)
	@mkdir -p $(@D)
	@gcc $(FLAGS) -fsyntax-only $<
	@touch $@

# gcc 12 takes a pointer that is kept in a table for a leak, and a failed
# realloc for a second free; make asan looks for both as they happen.
ANALYZER := -fanalyzer -Wno-analyzer-malloc-leak -Wno-analyzer-double-free
# A test that gets no memory ends there, and an assertion does not return.
TEST_FILES := $(foreach part,harness grader diagrams, \
	$(filter $(part)/tests/%,$(KIT)))
$(TEST_FILES:%=build/lint/%): ANALYZER += -Wno-analyzer-possible-null-argument \
	-Wno-analyzer-possible-null-dereference \
	-Wno-analyzer-use-of-uninitialized-value -Wno-analyzer-null-dereference
$(KIT:%=build/lint/%) $(MODELS:%=build/lint/%): build/lint/%: \
		% Makefile .clang-format .clang-tidy | $(PACKAGES)
	@$(FORMATTED)
	@mkdir -p $(@D)
	@gcc $(FLAGS) -O2 $(ANALYZER) -c -o /dev/null \
		-MMD -MP -MF $@.d -MT $@ $<
	@cppcheck --quiet --error-exitcode=1 --inline-suppr --suppress=memleak \
		--enable=warning,performance,portability $<
	@clang-tidy-14 --quiet --warnings-as-errors='*' $< -- $(FLAGS) \
		2>$@.log || { cat $@.log; false; }
	@touch $@

-include $(CODE:%=build/lint/%.d)
