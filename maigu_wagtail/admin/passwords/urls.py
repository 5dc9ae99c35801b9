"""The admin URLs of shared passwords and their unlock links."""

from django.urls import URLPattern, path, re_path

from .add import AddPasswordView
from .detail import PasswordCopiedView, PasswordHistoryView, PasswordView
from .links import AddLinkView, DeactivateLinkView, LinkCardView, LinkCodeView, LinkView
from .list import PasswordListView
from .rotate import ChangePasswordView, RevokePasswordView

base, one = "maigu/passwords/", "maigu/passwords/<int:pk>/"
link, history = f"{one}links/<int:link>/", PasswordHistoryView.as_view
urlpatterns: tuple[URLPattern, ...] = (
    path(base, PasswordListView.as_view(), name="maigu_passwords"),
    path(f"{base}results/", PasswordListView.as_view(results_only=True), name="maigu_passwords_results"),
    path(f"{base}add/", AddPasswordView.as_view(), name="maigu_passwords_add"),
    path(one, PasswordView.as_view(), name="maigu_password"),
    path(f"{one}copied/", PasswordCopiedView.as_view(), name="maigu_password_copied"),
    path(f"{one}change/", ChangePasswordView.as_view(), name="maigu_password_change"),
    path(f"{one}revoke/", RevokePasswordView.as_view(), name="maigu_password_revoke"),
    path(f"{one}links/add/", AddLinkView.as_view(), name="maigu_link_add"),
    path(link, LinkView.as_view(), name="maigu_link"),
    re_path(
        rf"^{base}(?P<pk>\d+)/links/(?P<link>\d+)/code\.(?P<kind>svg|png)$",
        LinkCodeView.as_view(),
        name="maigu_link_code",
    ),
    path(f"{link}card/", LinkCardView.as_view(), name="maigu_link_card"),
    path(f"{link}deactivate/", DeactivateLinkView.as_view(), name="maigu_link_deactivate"),
    path(f"{one}history/", history(), name="maigu_password_history"),
    path(f"{one}history/results/", history(results_only=True), name="maigu_password_history_results"),
)
