"""The URLs of imports in the CMS."""

from django.urls import URLPattern, path

from .create import CreateDraftsView
from .detail import ImportView, UndoView
from .preview import PreviewView
from .start import ImportListView
from .template_files import TemplateFileView

BASE = "maigu/imports/"


def import_urls() -> tuple[URLPattern, ...]:
    """Return the URL patterns."""
    return (
        path(BASE, ImportListView.as_view(), name="maigu_imports"),
        path(f"{BASE}results/", ImportListView.as_view(results_only=True), name="maigu_imports_results"),
        path(f"{BASE}template.<slug:kind>", TemplateFileView.as_view(), name="maigu_import_template"),
        path(f"{BASE}<int:pk>/", ImportView.as_view(), name="maigu_import"),
        path(f"{BASE}<int:pk>/preview/", PreviewView.as_view(), name="maigu_import_preview"),
        path(f"{BASE}<int:pk>/create/", CreateDraftsView.as_view(), name="maigu_import_create"),
        path(f"{BASE}<int:pk>/undo/", UndoView.as_view(), name="maigu_import_undo"),
    )
