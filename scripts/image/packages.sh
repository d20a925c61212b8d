#!/bin/sh
# What the portal needs from Debian at run time: Pango for the PDFs, and fonts for every script in which a parent's
# name may be written (Latin, Greek, Cyrillic, Arabic, Indic, Ethiopic … 43 MB; Chinese, Japanese, Korean 91 MB).
set -eu

export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -qq -y --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    fonts-dejavu-core fonts-noto-core fonts-noto-cjk
rm -rf /var/lib/apt/lists/*
