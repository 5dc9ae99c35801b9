from django.apps import apps
from django.urls import path
from wagtail import hooks

from maigu_wagtail.access.audit_log import register_log_actions
from maigu_wagtail.access.lock_change_log import register_lock_changes
from maigu_wagtail.access.log_entries import register_confined_log
from maigu_wagtail.admin.files.choosers import handout_chooser, recording_chooser
from maigu_wagtail.admin.files.collections import handouts_in, recordings_in
from maigu_wagtail.admin.files.permissions import (
    GroupHandoutPermissionFormSet,
    GroupRecordingPermissionFormSet,
    register_file_policies,
)
from maigu_wagtail.admin.lock_change_reports import (
    report_bulk_action,
    report_move,
    report_new_page,
    report_publishing,
)
from maigu_wagtail.admin.lock_changes import (
    confirm_bulk_action,
    confirm_copy,
    confirm_publishing,
    say_translation,
    warn_before_conversion,
    warn_before_move,
)
from maigu_wagtail.admin.notices import say_members_only
from maigu_wagtail.admin.privacy_dialogue import wrap_privacy_dialogue
from maigu_wagtail.admin.sessions.export import ExportView, export_buttons
from maigu_wagtail.admin.transfers import report_changes, report_copy
from maigu_wagtail.members.page_hook import require_unlock
from maigu_wagtail.members.wagtail_cache import is_request_cacheable, is_response_cacheable

# Before anything looks up a policy.
register_file_policies()

hooks.register("register_log_actions", register_log_actions)
hooks.register("register_log_actions", register_lock_changes)
# After Wagtail has registered its own log models.
hooks.register("register_log_actions", register_confined_log, order=10)
# After Wagtail's own restrictions, whatever the order of INSTALLED_APPS.
hooks.register("on_serve_page", require_unlock, order=10)
# wagtail-cache's own; the last hook decides there.
hooks.register("is_request_cacheable", is_request_cacheable, order=100)
hooks.register("is_response_cacheable", is_response_cacheable, order=100)
hooks.register("before_edit_page", say_members_only)
hooks.register("before_edit_page", confirm_publishing)
hooks.register("before_edit_page", say_translation)
hooks.register("before_copy_page", confirm_copy)
hooks.register("before_bulk_action", confirm_bulk_action)
hooks.register("before_move_page", warn_before_move)
hooks.register("before_convert_alias_page", warn_before_conversion)
hooks.register("after_copy_page", report_copy)
hooks.register("after_move_page", report_changes)
hooks.register("after_move_page", report_move)
hooks.register("after_copy_page", report_new_page)
hooks.register("after_publish_page", report_publishing)
hooks.register("after_bulk_action", report_bulk_action)
hooks.register("after_convert_alias_page", report_changes)
hooks.register("register_page_header_buttons", export_buttons)
hooks.register("register_page_listing_more_buttons", export_buttons)
hooks.register(
    "register_admin_urls", lambda: [path("maigu/export/<int:pk>/", ExportView.as_view(), name="maigu_export")]
)
hooks.register("register_admin_urls", wrap_privacy_dialogue)
hooks.register("register_admin_viewset", lambda: [recording_chooser, handout_chooser])
hooks.register("register_group_permission_panel", lambda: GroupRecordingPermissionFormSet)
hooks.register("register_group_permission_panel", lambda: GroupHandoutPermissionFormSet)
hooks.register("describe_collection_contents", recordings_in)
hooks.register("describe_collection_contents", handouts_in)

# Without it, the site has everything except the menu; check W001 warns about that.
if apps.is_installed("wagtail_modeladmin"):
    from maigu_wagtail.admin.menu import register_menu
    from maigu_wagtail.admin.reports.alarms import add_alarm_panel
    from maigu_wagtail.admin.reports.summary import add_watch_summary
    from maigu_wagtail.admin.requests.panel import add_request_panel

    register_menu()
    hooks.register("construct_homepage_panels", add_alarm_panel)
    hooks.register("construct_homepage_panels", add_request_panel)
    hooks.register("construct_homepage_summary_items", add_watch_summary)
