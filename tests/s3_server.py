"""
An S3 server on this machine that checks signatures, for tests: ministack, pinned in the ``test`` group.

Others (moto, s3rver) take forged and expired addresses, so a suite on them passes with no gate at
all. Of ministack's own keys only those of an IAM user are checked in a header, so one is made.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

import boto3
from botocore.config import Config

PATIENCE = 60
REGION = "eu-west-3"
ROOT_KEYS = {"aws_access_key_id": "MSROOTKEY", "aws_secret_access_key": "MSROOTSECRETMSROOTSECRET"}


@dataclass
class S3Server:
    """A server that runs: its address, and the keys of a user who may do anything with its buckets."""

    address: str
    access_key: str
    secret_key: str
    region: str = REGION

    def options(self, bucket, **more):
        """Return what the ``OPTIONS`` of an alias in ``STORAGES`` say for ``bucket``, as the documentation has it."""
        return {
            "bucket_name": bucket,
            "endpoint_url": self.address,
            "region_name": REGION,
            "access_key": self.access_key,
            "secret_key": self.secret_key,
            "signature_version": "s3v4",
            # In the path: a name of a bucket below 127.0.0.1 is no host.
            "addressing_style": "path",
            "querystring_auth": True,
            "default_acl": None,
            "custom_domain": None,
            "object_parameters": {},
            "file_overwrite": False,
            **more,
        }

    def client(self):
        """Return a client of the user's, to look at what is there from outside."""
        return boto3.client(
            "s3",
            endpoint_url=self.address,
            region_name=REGION,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
        )

    def make_bucket(self, name, *, origin="*", is_public=False):
        """Make a bucket that takes forms from ``origin``; everyone may read one that ``is_public``."""
        client = self.client()
        client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
        rule = {"AllowedMethods": ["GET", "POST", "PUT"], "AllowedOrigins": [origin], "AllowedHeaders": ["*"]}
        client.put_bucket_cors(Bucket=name, CORSConfiguration={"CORSRules": [rule]})
        if is_public:
            client.delete_public_access_block(Bucket=name)
            allow = {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "s3:GetObject",
                "Resource": f"arn:aws:s3:::{name}/*",
            }
            policy = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
            client.put_bucket_policy(Bucket=name, Policy=policy)
        return name


@contextmanager
def s3_server(port=None):
    """Run a server until the block is left."""
    port = port or _free_port()
    folder = Path(tempfile.mkdtemp(prefix="maigu-s3-"))
    command = [str(Path(sys.executable).with_name("ministack"))]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=_environ(port, folder), stdout=log, stderr=log)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address, process, folder / "log")
        yield S3Server(address, *_make_user(address))
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _free_port():
    # Of its own, so that the server also runs where Django is not set up.
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def _environ(port, folder):
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "SYSTEMROOT") if name in os.environ}
    return {
        **kept,
        "AUTH": "true",
        "SERVICES": "s3,iam,sts",
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        # Else it also listens for MQTT, at all addresses of the machine, and looks for Docker.
        "IOT_MTLS_ENABLED": "0",
        "DOCKER_HOST": "unix:///nonexistent",
        "AWS_ACCESS_KEY_ID": ROOT_KEYS["aws_access_key_id"],
        "AWS_SECRET_ACCESS_KEY": ROOT_KEYS["aws_secret_access_key"],
        "HOME": str(folder),
        "TMPDIR": str(folder),
    }


def _wait_for(address, process, log):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_ministack/health", timeout=2):  # noqa: S310 -- an address of this machine
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"The S3 server does not answer.\n{log.read_text(errors='replace')[-2000:]}")


def _make_user(address):
    iam = boto3.client("iam", endpoint_url=address, region_name=REGION, **ROOT_KEYS)
    iam.create_user(UserName="site")
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_user_policy(UserName="site", PolicyName="site", PolicyDocument=policy)
    key = iam.create_access_key(UserName="site")["AccessKey"]
    return key["AccessKeyId"], key["SecretAccessKey"]
