"""From the login to the list of passwords, with any user model: ``tests.settings_custom_user`` has e-mail addresses only."""

from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from tests.admin.passwords.screens import SECRET, cells


def test_staff_sign_in_and_find_who_added_a_password(section: Any) -> None:
    email, client = "aide@example.org", Client()
    user = get_user_model().objects.create_superuser(email)
    user.set_password("her own login")
    user.save()
    data = {"username": email, "password": "her own login", "next": reverse("maigu_passwords")}

    response = client.post(reverse("wagtailadmin_login"), data, follow=True)
    assert response.redirect_chain == [(reverse("maigu_passwords"), 302)]
    client.post(reverse("maigu_passwords_add"), {"page": section.pk, "password": SECRET, "label": "Members"})

    [[label, *_others, made, _opened]] = cells(client.get(reverse("maigu_passwords")))
    assert label == "Members Share"
    assert made.endswith(f"by {email}")
