#!/bin/sh
# SPDX-License-Identifier: MIT
#
# parallel.sh: four shards by GNU parallel, on two workers that share the disk
# (here both are this machine), merged; the grades have to be those of one run.

set -eu
cd "$(dirname "$0")/../.."
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
kit=$PWD

sh grader/sample/make.sh "$place/class"
# the recipe of the README, with the class's directory before it
cd "$place"
parallel --will-cite -j 2 "$kit/build/grader grade --submissions class \
	--out shards/{} --shard {}/4 --jobs 1 --lesson 01 --lesson 03" \
	::: 1 2 3 4 >said 2>&1 || { cat said; exit 1; }
"$kit/build/grader" merge --out merged shards/1 shards/2 shards/3 shards/4
"$kit/build/grader" grade --submissions class --out once --jobs 2 \
	--lesson 01 --lesson 03
cmp merged/grades.csv once/grades.csv
cmp merged/index.html once/index.html
diff -r merged/feedback once/feedback
