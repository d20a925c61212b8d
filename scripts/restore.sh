#!/bin/sh
# Docker: fills an empty portal (new volumes, the old .env) from a folder that scripts/backup.sh made. See
# docs/operations.md. A database in which anything is, or a part that was changed, stops it before anything happens.
set -eu

folder=$(cd "$1" && pwd)
restore() {
    docker compose run --rm -T --no-deps -v "$folder:/backup:ro" worker python manage.py restore /backup "$@"
}
docker compose stop web worker beat
docker compose up -d --wait database queue
restore --check
docker compose exec -T database pg_restore --username=owner --dbname=portal --exit-on-error --single-transaction \
    --no-owner --no-privileges < "$folder/database.dump"
docker compose run --rm -T migrate
restore --files-only
docker compose up -d --wait
