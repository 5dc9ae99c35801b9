from django.core.cache.backends.locmem import LocMemCache


class ForgetsNothing(LocMemCache):
    """A cache that counts, and is down when it should forget."""

    def delete_many(self, keys, version=None):
        raise ConnectionError("The cache is down.")


class IsDown(LocMemCache):
    """A cache that can't be reached."""

    def get(self, key, default=None, version=None):
        raise ConnectionError("The cache is down.")

    def set(self, key, value, timeout=None, version=None):
        raise ConnectionError("The cache is down.")


class DiesAfterCounting(LocMemCache):
    """A cache that counts one attempt, and is down from then on."""

    is_down = False

    def incr(self, key, delta=1, version=None):
        self.is_down = True
        return super().incr(key, delta, version)

    def add(self, key, value, timeout=None, version=None):
        if self.is_down:
            raise ConnectionError("The cache is down.")
        return super().add(key, value, timeout, version)


class AddsNothing(LocMemCache):
    """A cache that can only be read."""

    def add(self, key, value, timeout=None, version=None):
        raise ConnectionError("The cache is down.")
