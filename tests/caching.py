"""The cache under test: the real one, but one process empties only its own part of what all of them share."""

from django.core.cache.backends.redis import RedisCache


class OwnPart(RedisCache):
    """`clear()` of the real one empties the whole server, also under a test that runs beside this one."""

    def clear(self):
        client = self._cache.get_client(write=True)
        for key in client.scan_iter(f"{self.key_prefix}:*"):
            client.delete(key)
