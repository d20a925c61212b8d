"""`make check`: everything that can be judged without running the portal, in one go and without a network."""

import os
import secrets
import subprocess
import sys
import tempfile

PYTHON = [sys.executable, "-m"]
MANAGE = [sys.executable, "-W", "ignore:Got an error checking a consistent migration history", "manage.py"]
STEPS = {
    "style": [*PYTHON, "ruff", "check"],
    "layout": [*PYTHON, "ruff", "format", "--check"],
    "floors": [sys.executable, "-c", "from importlinter.cli import lint_imports_command as go; go()"],
    "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "production settings": [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
}


def main():
    """Take every step, and name the ones that failed."""
    failed = [name for name, command in STEPS.items() if not passes(name, command)]
    sys.exit(f"\n✗ make check: {', '.join(failed)}" if failed else 0)


def passes(name, command):
    """Whether a step finds nothing; what it says is shown only when it does."""
    done = subprocess.run(
        command, env=os.environ | production(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    print(f"{'✗' if done.returncode else '✓'} {name}", flush=True)
    if done.returncode:
        sys.stdout.buffer.write(done.stdout)
    return done.returncode == 0


def production():
    """Settings as an installation has them; the servers named here are never spoken to."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DEBUG": "false",
        "DEMO": "false",
        "SITE_URL": "https://portal.example",
        "ALLOWED_HOSTS": "portal.example",
        "DATABASE_URL": "postgres://127.0.0.1:9/nowhere",
        "REDIS_URL": "redis://127.0.0.1:9/0",
        "DATA_DIR": tempfile.gettempdir(),
        "SEAL_KEY": secrets.token_urlsafe(50),
        "DEFAULT_FROM_EMAIL": "Conduct Portal <portal@portal.example>",
        "EMAIL_URL": "smtp+tls://user:secret@mail.example:587",
        "TRUSTED_PROXY_COUNT": "1",
        "DJANGO_SETTINGS_MODULE": "conduct_portal.settings",
    }


if __name__ == "__main__":
    main()
