"""A mail server of this machine that keeps what it is sent."""

import time
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller

from tests_browser.serving import free_port

SECONDS_TO_ARRIVE = 15


class Mailbox:
    """The emails that the server ``port`` took, each with the addresses it was sent to."""

    def __init__(self, port):
        self.port = port
        self.mails = []

    async def handle_DATA(self, server, session, envelope):
        self.mails.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"

    def mail_to(self, address):
        """Return the first email to ``address``, once it has arrived."""
        deadline = time.monotonic() + SECONDS_TO_ARRIVE
        while time.monotonic() < deadline:
            for addresses, mail in self.mails:
                if address in addresses:
                    return mail
            time.sleep(0.05)
        raise AssertionError(f"No email to {address}: {[addresses for addresses, _mail in self.mails]}")


@contextmanager
def mail_server():
    """Take emails while the block runs, and give the mailbox."""
    mailbox = Mailbox(free_port())
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()
