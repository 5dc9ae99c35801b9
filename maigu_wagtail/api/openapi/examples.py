"""
Answers of the API as examples in its description: such as it really gives, which a test holds them to.

Only who asks, and of which site, is made up: its host, the ids, the token.
"""

from typing import Any

EXAMPLES: dict[str, Any] = {
    "sessions_list": {
        "meta": {"total_count": 1},
        "items": [
            {
                "id": 5,
                "meta": {
                    "type": "maigu_wagtail.SessionPage",
                    "detail_url": "https://cms.example.org/api/v2/sessions/5/",
                    "html_url": "https://cms.example.org/maig-u/civil-litigation/",
                    "slug": "civil-litigation",
                    "first_published_at": "2026-11-25T12:00:00-05:00",
                },
                "title": "Civil litigation",
                "date": "2023-12-14",
                "start_time": "14:00:00",
                "end_time": "15:30:00",
                "time_zone": "America/New_York",
                "starts_at": "2023-12-14T14:00:00-05:00",
                "ends_at": "2023-12-14T15:30:00-05:00",
                "status": "recorded",
                "audience": "City attorneys",
                "speakers": [
                    {
                        "name": "Amara Cole",
                        "role": "Mayor",
                        "organisation": "City of Examples",
                        "is_moderator": False,
                        "biography": "",
                        "link": "",
                        "photo": None,
                    }
                ],
                "access": {
                    "locked": True,
                    "password": "section",
                    "has_recording": False,
                    "has_captions": False,
                    "has_transcript": False,
                    "resources": 0,
                },
            }
        ],
    },
    "sessions_detail": {
        "id": 5,
        "meta": {
            "type": "maigu_wagtail.SessionPage",
            "detail_url": "https://cms.example.org/api/v2/sessions/5/",
            "html_url": "https://cms.example.org/maig-u/civil-litigation/",
            "slug": "civil-litigation",
            "show_in_menus": False,
            "seo_title": "",
            "search_description": "",
            "first_published_at": "2026-11-25T12:00:00-05:00",
            "alias_of": None,
            "parent": {
                "id": 3,
                "meta": {
                    "type": "maigu_wagtail.SessionIndexPage",
                    "detail_url": "https://cms.example.org/api/v2/sections/3/",
                    "html_url": "https://cms.example.org/maig-u/",
                },
                "title": "MAIG U",
            },
        },
        "title": "Civil litigation",
        "date": "2023-12-14",
        "start_time": "14:00:00",
        "end_time": "15:30:00",
        "time_zone": "America/New_York",
        "starts_at": "2023-12-14T14:00:00-05:00",
        "ends_at": "2023-12-14T15:30:00-05:00",
        "status": "recorded",
        "description": "<p>How a city goes to court.</p>",
        "audience": "City attorneys",
        "speakers": [
            {
                "name": "Amara Cole",
                "role": "Mayor",
                "organisation": "City of Examples",
                "is_moderator": False,
                "biography": "",
                "link": "",
                "photo": None,
            }
        ],
        "registration_url": "",
        "access": {
            "locked": True,
            "password": "section",
            "has_recording": False,
            "has_captions": False,
            "has_transcript": False,
            "resources": 0,
        },
    },
    "sections_detail": {
        "id": 3,
        "meta": {
            "type": "maigu_wagtail.SessionIndexPage",
            "detail_url": "https://cms.example.org/api/v2/sections/3/",
            "html_url": "https://cms.example.org/maig-u/",
            "slug": "maig-u",
            "show_in_menus": False,
            "seo_title": "",
            "search_description": "",
            "first_published_at": "2026-11-25T12:00:00-05:00",
            "alias_of": None,
            "parent": {
                "id": 2,
                "meta": {
                    "type": "wagtailcore.Page",
                    "detail_url": "https://cms.example.org/api/v2/pages/2/",
                    "html_url": "https://cms.example.org/",
                },
                "title": "Home",
            },
        },
        "title": "MAIG U",
        "introduction": "<p>Training for mayors and their staff.</p>",
        "nothing_upcoming_text": "",
        "recordings_note": "",
        "contact_page": None,
        "contact_email": "training@example.org",
        "contact_url": "",
        "contact_link_text": "",
    },
    "sessions_unlock": {
        "token": "mgu1_2.8Hq0cC3n2wTnXk1A.1795626000.2mJ9f7sQbT",
        "header": "X-Maigu-Unlock",
        "expires_at": "2026-12-25T17:00:00Z",
        "section": 3,
    },
    "wrong-password": {
        "type": "https://cms.example.org/maigu/problems/wrong-password",
        "title": "This is not the password",
        "status": 403,
        "detail": "Check it and send it again. Capitals and small letters are told apart.",
    },
    "unlock-required": {
        "type": "https://cms.example.org/maigu/problems/unlock-required",
        "title": "This is for members",
        "status": 401,
        "detail": "Ask for the password, send it to the address in “unlock_url”, and send the "
        "token that you are given.",
        "unlock_url": "https://cms.example.org/api/v2/sessions/5/unlock/",
    },
    "sessions_content": {
        "id": 5,
        "section": 3,
        "expires_at": "2026-12-25T17:00:00Z",
        "blocks": [
            {
                "id": "6f1f6f5e-55d4-4c0e-9a53-5d0c3f1f6b0a",
                "type": "text",
                "value": "<p>The slides are with the city.</p>",
            }
        ],
    },
}
