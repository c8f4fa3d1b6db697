#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Runs once, as root, when Gradescope builds the assignment's image: brings the
# packages, and builds the grader.

set -eu
cd "${AUTOGRADER:-/autograder}/source/wouldblock"

export DEBIAN_FRONTEND=noninteractive
apt-get -q update
apt-get -q -y install --no-install-recommends make jq
make build/grader
build/grader doctor || true
