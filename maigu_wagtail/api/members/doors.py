"""
The addresses below a session that are no public resource: ``unlock/``, ``lock/`` and ``content/``.

Plain Django views, so that no framework's way to parse, sign in or negotiate comes between: no
session is read, no CSRF token asked for, and what is wrong is said in our own words.
"""

from collections.abc import Callable
from functools import wraps

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from maigu_wagtail.access.request_tokens import mask_tokens
from maigu_wagtail.api.problems import problem_response
from maigu_wagtail.members.locked import keep_private

from . import views

Door = Callable[[HttpRequest, str], HttpResponse]


def _door(*methods: str) -> Callable[[Door], Door]:
    """Return a decorator for a view that takes ``methods``, besides ``OPTIONS``, and refuses the others."""
    allow = ", ".join([*methods, "OPTIONS"])

    def decorate(view: Door) -> Door:
        # Not within one transaction (ATOMIC_REQUESTS): an attempt stays counted whatever comes after it.
        @csrf_exempt
        @transaction.non_atomic_requests
        @wraps(view)
        def door(request: HttpRequest, pk: str) -> HttpResponse:
            mask_tokens(request)
            if request.method == "OPTIONS":
                return keep_private(HttpResponse(status=204, headers={"Allow": allow}))
            if request.method not in methods:
                return problem_response(request, "method-not-allowed", headers={"Allow": allow})
            return view(request, pk)

        return door

    return decorate


@_door("POST")
def unlock_door(request: HttpRequest, pk: str) -> HttpResponse:
    """Answer at ``<id>/unlock/``."""
    return views.unlock(request, pk)


@_door("POST")
def lock_door(request: HttpRequest, pk: str) -> HttpResponse:
    """Answer at ``<id>/lock/``."""
    return views.lock(request, pk)


@_door("GET", "HEAD")
def content_door(request: HttpRequest, pk: str) -> HttpResponse:
    """Answer at ``<id>/content/``."""
    return views.content(request, pk)
