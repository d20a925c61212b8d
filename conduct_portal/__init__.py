"""Wiring only: settings, addresses, the queue. What the portal does lives in the three apps."""

from conduct_portal.celery import app as celery_app

__all__ = ["celery_app"]
