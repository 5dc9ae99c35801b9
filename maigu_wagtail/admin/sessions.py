import swapper
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup, modeladmin_register


class SessionPageAdmin(ModelAdmin):
    model = swapper.load_model("maigu_wagtail", "SessionPage")
    list_display = ("title", "date", "access")
    list_filter = ("access", "live")
    list_export = ("title", "date")


class MaiguGroup(ModelAdminGroup):
    menu_label = "MAIG U"
    items = (SessionPageAdmin,)
