"""Requests to an S3 store as a browser sends them: with an address and nothing else."""

import urllib.request
from dataclasses import dataclass
from email.message import Message
from urllib.error import HTTPError
from uuid import uuid4


@dataclass
class StoreAnswer:
    """What a store answered."""

    status: int
    headers: Message
    body: bytes


def ask_store(address, method="GET", data=None, headers=None):
    """Return what the store answers at ``address``, redirects not followed and errors not raised."""
    request = urllib.request.Request(address, data=data, headers=headers or {}, method=method)  # noqa: S310 -- of a store that a test started
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 -- the same
            return StoreAnswer(answer.status, answer.headers, answer.read())
    except HTTPError as error:
        with error:
            return StoreAnswer(error.code, error.headers, error.read())


def send_form(form, content, content_type):
    """Send ``content`` with the fields of ``form`` (``presigned_post``), as a browser's form does."""
    boundary = uuid4().hex
    lines = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in form["fields"].items()
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="f"\r\nContent-Type: {content_type}\r\n\r\n'
    body = "".join([*lines, head]).encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return ask_store(form["url"], "POST", body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})
