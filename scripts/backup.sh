#!/bin/sh
# Docker: writes a backup of the whole portal into a new folder below ./backups (or the folder given). See
# docs/operations.md. The folder must belong to the portal's user: sudo install -d -o 10001 -g 10001 -m 0700 backups
set -eu

place=$(cd "${1:-backups}" && pwd)
dump=$(mktemp)
trap 'rm -f "$dump"' EXIT
# Into a file first: a dump that ends early must stop us.
docker compose exec -T database pg_dump --username=owner --format=custom --no-owner --no-privileges portal > "$dump"
docker compose run --rm -T --no-deps -v "$place:/backups" worker python manage.py backup /backups --dump - < "$dump"
