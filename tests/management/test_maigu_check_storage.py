import json
import os
import re
from pathlib import Path

import boto3
import pytest
from botocore.config import Config
from django.core.files.storage import storages
from django.core.management import CommandError, call_command

from tests.checks.test_storage import FOLDER, S3, keep_in
from tests.open_servers import OpenFolder, OpenStore, serving
from tests.s3_server import REGION, ROOT_KEYS

HOW_TO = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "s3.md"


@pytest.fixture
def prove(capsys):
    """Run the command; gives the claims that failed, and all that was said."""

    def run(**options):
        try:
            call_command("maigu_check_storage", no_color=True, **options)
            reason = ""
        except CommandError as error:
            reason = str(error)
        said = capsys.readouterr().out
        failed = re.findall(r"^  FAILED  (.*?)(?: \(.*)?$", said, re.MULTILINE)
        assert bool(failed) == bool(reason)
        return failed, said

    return run


def objects_in(storage, server):
    return server.client().list_objects_v2(Bucket=storage.bucket_name).get("Contents", [])


def unblock(server, bucket):
    """Take from a bucket what keeps a new one private whatever it is told."""
    server.client().delete_public_access_block(Bucket=bucket)
    rules = {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}
    server.client().put_bucket_ownership_controls(Bucket=bucket, OwnershipControls=rules)


def allow_everybody(server, bucket, *actions):
    unblock(server, bucket)
    statement = {"Effect": "Allow", "Principal": "*", "Action": list(actions)}
    statement["Resource"] = [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    server.client().put_bucket_policy(Bucket=bucket, Policy=policy)


def test_private_bucket_passes_and_is_left_empty(prove, s3_storage, s3_server):
    failed, said = prove()

    assert failed == []
    assert "ok      A stranger does not get it. (403 at http://127.0.0.1" in said
    assert "ok      A stranger can’t list the bucket. (403 at" in said
    assert "ok      A changed signature opens nothing. (403 at" in said
    assert "ok      A signed address ends. (403 at" in said
    assert "ok      A player can ask for a part of it. (206 at" in said
    assert objects_in(s3_storage, s3_server) == []


def test_uploads_in_parts_are_proved_where_they_are_direct(prove, s3_storage, s3_server, settings):
    settings.MAIGU_WAGTAIL_DIRECT_UPLOAD, settings.WAGTAILADMIN_BASE_URL = True, "https://cms.example.org/site"

    failed, said = prove()

    assert failed == []
    assert "ok      The bucket’s CORS rule lets the CMS upload parts. (https://cms.example.org: 200 at" in said
    assert "ok      A part of another size is refused. (403 at" in said
    assert "ok      A part can be uploaded and is listed. (200 at" in said
    assert "ok      An upload that was ended takes no more parts. (404 at" in said
    assert objects_in(s3_storage, s3_server) == []
    assert list(s3_storage.bucket.multipart_uploads.all()) == []


def test_cors_rule_without_parts_fails(prove, s3_storage, s3_server, settings):
    settings.MAIGU_WAGTAIL_DIRECT_UPLOAD, settings.WAGTAILADMIN_BASE_URL = True, "https://cms.example.org"
    rule = {"AllowedMethods": ["POST"], "AllowedOrigins": ["https://cms.example.org"], "AllowedHeaders": ["*"]}
    s3_server.client().put_bucket_cors(Bucket=s3_storage.bucket_name, CORSConfiguration={"CORSRules": [rule]})

    failed, _said = prove()

    assert failed == ["The bucket’s CORS rule lets the CMS upload parts."]


def test_nothing_secret_is_printed(prove, s3_storage):
    _failed, said = prove()

    assert s3_storage.bucket_name in said
    assert "Signature" not in said
    assert s3_storage.access_key not in said
    assert s3_storage.secret_key not in said


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("s3:GetObject", ["A stranger does not get it.", "A stranger does not learn that it is there."]),
        ("s3:ListBucket", ["A stranger can’t list the bucket."]),
        ("s3:PutObject", ["A stranger can’t replace it."]),
    ],
)
def test_bucket_whose_policy_opens_it_fails(prove, s3_storage, s3_server, action, expected):
    allow_everybody(s3_server, s3_storage.bucket_name, action)

    failed, _said = prove()

    assert failed == expected
    assert objects_in(s3_storage, s3_server) == []


def test_files_with_a_public_acl_fail_at_the_store_too(prove, s3_storage, s3_server, settings):
    unblock(s3_server, s3_storage.bucket_name)
    keep_in(settings, S3, **s3_server.options(s3_storage.bucket_name, default_acl="public-read"))

    failed, said = prove()

    assert [claim[:19] for claim in failed] == ["maigu_wagtail.E009:", "A stranger does not", "A stranger does not"]
    assert "FAILED  A stranger does not get it. (200 at" in said


def test_store_that_ignores_signatures_fails_every_test(prove, settings):
    with serving(OpenStore, objects={}) as store:
        keep_in(settings, S3, **options_of(store.address))

        failed, _said = prove()

        assert failed == [
            "A stranger does not get it.",
            "A stranger does not learn that it is there.",
            "A stranger can’t replace it.",
            "A stranger can’t list the bucket.",
            "A changed signature opens nothing.",
            "An address that was signed for reading allows no PUT.",
            "An address that was signed for reading allows no DELETE.",
            "A signed address ends.",
        ]
        assert store.objects == {}


def test_public_domain_in_front_of_a_private_bucket_fails(prove, s3_storage, s3_server, settings):
    with serving(OpenStore, objects=Opened(s3_storage)) as cdn:
        domain = {"custom_domain": cdn.address.removeprefix("http://"), "url_protocol": "http:"}
        keep_in(settings, S3, **s3_server.options(s3_storage.bucket_name, **domain))

        failed, said = prove()

    assert failed[0].startswith("maigu_wagtail.E008")
    assert f"FAILED  A stranger does not get it. (200 at {cdn.address}/" in said
    assert f"ok      A stranger does not get it. (403 at {s3_server.address}/" in said
    assert objects_in(s3_storage, s3_server) == []


class Opened(dict):
    """The files of a storage by their paths, as a distribution with keys of its own has them."""

    def __init__(self, storage):
        self.storage = storage

    def get(self, path):
        with self.storage.open(path.lstrip("/")) as file:
            return file.read()


def options_of(address):
    client = Config(signature_version="s3v4", s3={"addressing_style": "path"}, retries={"total_max_attempts": 1})
    return {
        "bucket_name": "members",
        "endpoint_url": address,
        "region_name": REGION,
        "access_key": "a",
        "secret_key": "b",
        "client_config": client,
        "file_overwrite": False,
    }


def test_unreachable_store_fails_with_the_reason(prove, settings):
    with serving(OpenStore, objects={}) as store:
        address = store.address
    keep_in(settings, S3, **options_of(address))

    failed, said = prove()

    assert failed == ["A file can be written."]
    assert "EndpointConnectionError" in said


def test_unknown_keys_fail(prove, s3_storage, s3_server, settings):
    keys = {"secret_key": "another"}
    keep_in(settings, S3, **s3_server.options(s3_storage.bucket_name, **keys))

    failed, said = prove()

    assert failed == ["A file can be written."]
    assert "Forbidden" in said
    assert "another" not in said


def test_permissions_in_the_how_to_are_sufficient(prove, s3_storage, s3_server, settings):
    written = re.findall(r"```json\n(.*?)```", HOW_TO.read_text(), re.DOTALL)
    (policy,) = (block for block in written if "s3:DeleteObject" in block)
    iam = boto3.client("iam", endpoint_url=s3_server.address, region_name=REGION, **ROOT_KEYS)
    user = f"site-of-{s3_storage.bucket_name}"
    iam.create_user(UserName=user)
    policy = policy.replace("example-members-files", s3_storage.bucket_name)
    iam.put_user_policy(UserName=user, PolicyName="site", PolicyDocument=policy)
    key = iam.create_access_key(UserName=user)["AccessKey"]
    keys = {"access_key": key["AccessKeyId"], "secret_key": key["SecretAccessKey"]}
    keep_in(settings, S3, **s3_server.options(s3_storage.bucket_name, **keys))
    settings.MAIGU_WAGTAIL_DIRECT_UPLOAD = True

    assert prove()[0] == []
    assert storages["maigu_recordings"].access_key == key["AccessKeyId"]


def test_private_folder_passes_and_is_left_empty(prove, private_folder):
    failed, said = prove()

    assert failed == []
    assert f"PrivateFileSystemStorage {private_folder}" in said
    assert "ok      Other users of this machine can’t read the file. (0600 " in said
    assert "Not tried: the addresses of the site itself." in said
    assert [path for path in private_folder.rglob("*") if path.is_file()] == []


def test_folder_readable_by_others_fails(prove, private_folder):
    private_folder.mkdir()
    private_folder.chmod(0o755)

    failed, said = prove()

    assert failed == ["Other users of this machine can’t look into the folder."]
    assert f"(0755 {private_folder})" in said


def test_folder_served_by_a_web_server_fails(prove, private_folder):
    with serving(OpenFolder, folder=private_folder) as site:
        failed, said = prove(url=site.address)

    assert failed == ["Nothing is served below MEDIA_URL."]
    assert "ok      Nothing is served below STATIC_URL. (200 at" in said
    assert [path for path in private_folder.rglob("*") if path.is_file()] == []


def test_folder_served_as_an_nginx_internal_location_fails(prove, private_folder, settings):
    settings.MAIGU_WAGTAIL_SENDFILE_PREFIX = "/media/"
    settings.MEDIA_URL = "/uploads/"
    with serving(OpenFolder, folder=private_folder) as site:
        failed, _said = prove(url=site.address)

    assert failed == ["Nothing is served below MAIGU_WAGTAIL_SENDFILE_PREFIX."]


def test_media_on_another_host_need_no_site_address(prove, private_folder, settings):
    with serving(OpenFolder, folder=private_folder) as media:
        settings.MEDIA_URL = f"{media.address}/media/"

        failed, _said = prove()

    assert failed == ["Nothing is served below MEDIA_URL."]


def test_unreachable_site_proves_nothing(prove, private_folder):
    with serving(OpenFolder, folder=private_folder) as site:
        address = site.address

    failed, said = prove(url=address)

    assert failed[0] == "The site answers."
    assert len(failed) == 4
    assert "no answer" in said


def test_folder_inside_the_media_fails_the_system_check(prove, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.MAIGU_WAGTAIL_RECORDINGS_FOLDER = tmp_path / "private"

    (claim,), _said = prove()

    assert claim.startswith("maigu_wagtail.E015")


def test_django_storage_fails(prove, settings, tmp_path):
    keep_in(settings, "django.core.files.storage.FileSystemStorage", location=str(tmp_path / "private"))

    failed, said = prove()

    assert failed[0].startswith("maigu_wagtail.E016")
    assert "The storage gives the file no address of its own." in failed
    assert "Other users of this machine can’t read the file." in failed
    assert "(/media/" in said


def test_unknown_storage_is_tested_as_far_as_possible(prove, settings):
    keep_in(settings, "django.core.files.storage.InMemoryStorage", base_url="http://127.0.0.1:9/open/")

    failed, said = prove()

    assert failed == ["The address that the storage gives opens nothing."]
    assert "note    The storage 'maigu_recordings'" in said
    assert "ok      The file can be read." in said


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="an administrator may write everywhere")
def test_folder_owned_by_another_user_fails(prove, settings):
    keep_in(settings, FOLDER, location="/maigu-recordings/private")

    assert prove()[0] == ["A file can be written."]


def test_storage_that_cannot_be_created_is_reported(settings, capsys):
    keep_in(settings, "nowhere.Storage")

    with pytest.raises(CommandError, match="There is no storage to try: .*nowhere"):
        call_command("maigu_check_storage")

    assert "maigu_wagtail.E006" in capsys.readouterr().out


def test_address_without_a_scheme_is_refused(private_folder):
    with pytest.raises(CommandError, match="has to begin with https://"):
        call_command("maigu_check_storage", url="www.example.org")
