"""Tests run beside each other on one server: what one of them empties is its own."""

from django.core.cache import cache
from django.test import override_settings


def test_who_empties_the_cache_leaves_what_belongs_to_others(settings):
    cache.set("ours", 1)
    default = settings.CACHES["default"]
    with override_settings(CACHES={"default": default | {"KEY_PREFIX": "somebody-else"}}):
        cache.set("theirs", 2)

    cache.clear()

    assert cache.get("ours") is None
    with override_settings(CACHES={"default": default | {"KEY_PREFIX": "somebody-else"}}):
        assert cache.get("theirs") == 2
