"""Downloads of an empty spreadsheet to fill in."""

from django.http import Http404, HttpRequest, HttpResponse

from maigu_wagtail.sessions.imports.readers.templates import csv_template, xlsx_template

from .permissions import ImportPermissionMixin

TEMPLATES = {
    "csv": (csv_template, "text/csv"),
    "xlsx": (xlsx_template, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


class TemplateFileView(ImportPermissionMixin):
    """Returns the template as ``kind``, "csv" or "xlsx"."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        if kind not in TEMPLATES:
            raise Http404
        make, content_type = TEMPLATES[kind]
        headers = {"Content-Disposition": f'attachment; filename="sessions.{kind}"'}
        return HttpResponse(make(), content_type=content_type, headers=headers)
