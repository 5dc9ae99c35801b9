from django.db import models
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition


class SiteImage(AbstractImage):
    credit = models.CharField(max_length=255, blank=True)

    admin_form_fields = ("title", "file", "collection", "tags", "credit")


class SiteRendition(AbstractRendition):
    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class SiteDocument(AbstractDocument):
    source = models.CharField(max_length=255, blank=True)

    admin_form_fields = ("title", "file", "collection", "tags", "source")
