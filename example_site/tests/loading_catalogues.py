import json
from io import StringIO

from django.core.management import call_command


def load_catalogue(*args):
    """Run the command and return its output."""
    out = StringIO()
    call_command("load_catalogue", *args, stdout=out)
    return out.getvalue()


def write(tmp_path, catalogue):
    """Write a catalogue to a file and return its path."""
    path = tmp_path / "catalogue.json"
    path.write_text(json.dumps(catalogue, ensure_ascii=False), encoding="utf-8")
    return path
