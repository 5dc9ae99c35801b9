"""Finds members' files in responses by their content, whatever their address."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

import swapper
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from maigu_wagtail.management.storage_proofs.asking import Answer
from maigu_wagtail.models import Handout, Recording, SessionFile

from .addresses import Address
from .asking import size_of
from .kinds import Kind, Secret

# In bytes, from the beginning.
COMPARED = 65_536


class LockedFiles:
    """The files of live sessions that need a password, by their size."""

    def __init__(self, now: datetime) -> None:
        sessions = swapper.load_model("maigu_wagtail", "SessionPage").objects
        rows = SessionFile.objects.filter(session__in=sessions.live().values("pk"))
        is_open = SessionFile.objects.filter(session__in=sessions.live().open_to_everyone(now).values("pk"))
        uids = set(rows.values_list("uid", flat=True)) - set(is_open.values_list("uid", flat=True))
        files = chain(Recording.objects.defer("transcript", "timed_transcript"), Handout.objects.all())
        self.files: list[Any] = [file for file in files if file.uid in uids]
        self.by_size: dict[int, list[Any]] = defaultdict(list)
        for file in self.files:
            self.by_size[file.size or 0].append(file)

    def find(self, answer: Answer) -> Secret | None:
        """Return the file that ``answer`` consists of, as a secret; ``None`` if it is none of them."""
        if answer.status not in (200, 206) or not answer.body:
            return None
        same_size = self.by_size.get(size_of(answer), ())
        return next((secret_of(file) for file in same_size if _begins_like(file, answer.body)), None)


def secret_of(file: Any) -> Secret:
    """Return ``file`` as a secret."""
    return Secret(Kind.FILE, f"{file._meta.verbose_name} {file.pk}", file.file.name)


def _begins_like(file: Any, body: bytes) -> bool:
    try:
        with file.file.open("rb") as stored:
            start = stored.read(min(COMPARED, len(body)))
    except Exception:  # noqa: BLE001 -- a storage may raise anything if the file is missing
        return False
    return bool(start) and body.startswith(start)


def same_size_addresses(files: LockedFiles) -> Iterator[Address]:
    """Yield the addresses of Wagtail's documents and images that are as large as a members' file."""
    for model in (get_document_model(), get_image_model()):
        for found in model.objects.filter(file_size__in=list(files.by_size)):
            path = urlsplit(found.url if hasattr(found, "url") else found.file.url).path
            if path:
                yield Address(path)
