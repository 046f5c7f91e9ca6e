#!/bin/bash -eu
# SPDX-License-Identifier: MIT
# Installs what the targets are built with, beyond what OSS-Fuzz's base-builder has; both Dockerfiles run it.
apt-get update
apt-get install -y --no-install-recommends cmake libicu-dev nettle-dev pkg-config
