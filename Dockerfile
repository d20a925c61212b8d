# One image for the web server, the worker, the schedule and the migrations. Its steps are scripts, so that they can
# be tried on plain Debian (see docs/operations.md).

FROM python:3.11-slim-bookworm AS packages
COPY requirements.txt scripts/image/environment.sh /build/
RUN sh /build/environment.sh /opt/portal /build/requirements.txt

FROM python:3.11-slim-bookworm
COPY scripts/image/packages.sh /build/
RUN sh /build/packages.sh
COPY --from=packages /opt/portal /opt/portal
ENV PATH=/opt/portal/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data
WORKDIR /app
COPY . .
RUN sh scripts/image/assets.sh \
    && python -m scripts.image.probe \
    && install -d -o 10001 -g 10001 -m 0700 /data
USER 10001:10001
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "conduct_portal.wsgi", "--config", "scripts/image/web.py"]
