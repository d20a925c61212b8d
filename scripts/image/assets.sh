#!/bin/sh
# The portal's assets, gathered and compressed: needs settings, but none that matters, and speaks to no server.
set -eu

export SECRET_KEY=only-for-gathering-assets SITE_URL=https://portal.example ALLOWED_HOSTS=portal.example \
    DATABASE_URL=postgres://nowhere/none REDIS_URL=redis://nowhere/0 DATA_DIR=/nonexistent \
    DEFAULT_FROM_EMAIL=portal@portal.example EMAIL_URL=dummymail://
python manage.py collectstatic --no-input --verbosity=0
python -m compileall -q .
