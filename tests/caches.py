from django.core.cache.backends.locmem import LocMemCache


class ForgetsNothing(LocMemCache):
    """A cache that counts, and is down when it should forget."""

    def delete_many(self, keys, version=None):
        raise ConnectionError("The cache is down.")
