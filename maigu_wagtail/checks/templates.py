"""Checks of template engines, the base template and overrides."""

from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error, Warning
from django.template import Context, Template, TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader_tags import BlockNode, ExtendsNode

from maigu_wagtail.conf import conf
from maigu_wagtail.sessions.base_template import OUR_BASE, base_template, find_django_template, is_for_another_engine

from .install import serves_pages

# The template that fills the base template's blocks. A site can override it.
LAYOUT = "maigu_wagtail/layout.html"
OUR_FOLDER = "maigu_wagtail/"
# What our layout puts into each block.
CONTENTS = {"title": "the title", "extra_css": "metadata in the head", "content": "the page itself"}
# What MAIGU_WAGTAIL_BASE_TEMPLATE_HAS can name.
GROUPS = ("breadcrumbs", "canonical", "description", "open_graph", "structured_data", "translations")


def check_template_engine(**kwargs: Any) -> list[CheckMessage]:
    if find_django_template(OUR_BASE):
        return []
    return [
        Error(
            "No Django engine in TEMPLATES finds the templates of maigu_wagtail, so all its pages are errors.",
            hint='Add {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": '
            '{"context_processors": ["django.template.context_processors.request", '
            '"django.contrib.auth.context_processors.auth", '
            '"django.contrib.messages.context_processors.messages"]}}, to TEMPLATES. If there is one already, set '
            'its "APP_DIRS" to True, or add "django.template.loaders.app_directories.Loader" to its loaders.',
            id="maigu_wagtail.E021",
        )
    ]


def check_base_template(**kwargs: Any) -> list[CheckMessage]:
    name, *others = conf.MAIGU_WAGTAIL_BASE_TEMPLATE
    try:
        if find_django_template(name):
            return []
    except TemplateSyntaxError as error:
        return _report_fault(name, error)
    if is_for_another_engine(name):
        return _report_other_engine(name)
    if others:
        # The setting is unset, and a site needs no base template.
        return []
    return [
        Error(
            f"MAIGU_WAGTAIL_BASE_TEMPLATE names {name!r}, which does not exist.",
            hint="Name a template of your site that has a “content” block, or remove the setting.",
            id="maigu_wagtail.E001",
        )
    ]


def _report_other_engine(name: str) -> list[CheckMessage]:
    if not serves_pages():
        return []
    return [
        Warning(
            f"{name!r} is not a template of Django’s own engine, so it cannot be extended, and the public pages use "
            f"{OUR_BASE!r}, without your site’s header and footer.",
            hint="Write a base template for Django’s engine, with a “content” block, and name it: "
            'MAIGU_WAGTAIL_BASE_TEMPLATE = "maigu_base.html".',
            id="maigu_wagtail.W017",
        )
    ]


def _report_fault(name: str, error: TemplateSyntaxError) -> list[CheckMessage]:
    if not serves_pages():
        return []
    return [
        Error(
            f"The base template {name!r} does not compile, so every public page is an error: {error}",
            hint="Correct it, or name another one in MAIGU_WAGTAIL_BASE_TEMPLATE.",
            id="maigu_wagtail.E022",
        )
    ]


def check_blocks(**kwargs: Any) -> list[CheckMessage]:
    """Report blocks that the layout fills and the base template lacks."""
    if not serves_pages():
        return []
    try:
        levels = _levels()
    except (TemplateDoesNotExist, TemplateSyntaxError):
        # Reported by `check_base_template`, or the parent depends on the request.
        return []
    return [
        _report_blocks(levels[number + 1 :], missing)
        for number, level in enumerate(levels)
        if (missing := _filled_blocks(level) - _blocks(*levels[number + 1 :]))
    ]


def _levels() -> list[Template]:
    """Return the layout and the templates that it extends, up to the root."""
    layout = find_django_template(LAYOUT)
    if layout is None:
        return []
    context = Context({"maigu_base_template": base_template()})
    context.template = layout.template
    levels = [layout.template]
    while extends := _nodes(levels[-1], ExtendsNode):
        parent = extends[0].get_parent(context)
        if parent in levels:
            raise TemplateSyntaxError("The base template extends itself.")
        levels.append(parent)
    return levels


def _filled_blocks(template: Template) -> set[str]:
    """Return the top-level blocks of a layout, which are only rendered if a parent has them. The site's own templates have none."""
    if not (template.name or "").startswith(OUR_FOLDER):
        return set()
    return {
        node.name
        for extends in _nodes(template, ExtendsNode)
        for node in extends.nodelist
        if isinstance(node, BlockNode)
    }


def _blocks(*templates: Template) -> set[str]:
    return {node.name for template in templates for node in _nodes(template, BlockNode)}


def _nodes(template: Template, kind: type) -> list[Any]:
    return template.nodelist.get_nodes_by_type(kind)


def _report_blocks(bases: list[Template], missing: set[str]) -> CheckMessage:
    named = ", ".join(f"{name} ({CONTENTS[name]})" if name in CONTENTS else name for name in sorted(missing))
    there = ", ".join(sorted(_blocks(*bases))) or "none"
    return Warning(
        f"The base template {bases[0].name!r} lacks blocks that {LAYOUT} fills, so the public pages are shown without them: {named}.",
        hint="Add them to it, or write a small base template that extends it and puts these blocks into those that it "
        f"has ({there}), and name that in MAIGU_WAGTAIL_BASE_TEMPLATE, as docs/how-to/override-templates.md shows.",
        id="maigu_wagtail.W018",
    )


def check_groups(**kwargs: Any) -> list[CheckMessage]:
    """Report names in MAIGU_WAGTAIL_BASE_TEMPLATE_HAS that mean nothing, so that tags would be there twice."""
    unknown = [name for name in conf.MAIGU_WAGTAIL_BASE_TEMPLATE_HAS if name not in GROUPS]
    if not unknown:
        return []
    return [
        Error(
            f"MAIGU_WAGTAIL_BASE_TEMPLATE_HAS names what the package does not know: {', '.join(map(repr, unknown))}.",
            hint=f"Set it to a list with some of these: {', '.join(map(repr, GROUPS))}.",
            id="maigu_wagtail.E023",
        )
    ]


def check_overrides(**kwargs: Any) -> list[CheckMessage]:
    """Report apps that override our templates but are listed after this one."""
    ours = apps.get_app_config("maigu_wagtail")
    return [
        Warning(
            f"Templates of {app.name!r} override those of maigu_wagtail to no effect, because it is listed after it: "
            f"{', '.join(hidden)}.",
            hint=f'Move "{app.name}" before "maigu_wagtail" in INSTALLED_APPS.',
            id="maigu_wagtail.W020",
        )
        for app in apps.get_app_configs()
        if app is not ours and (hidden := _hidden_templates(app, ours))
    ]


def _hidden_templates(app: AppConfig, ours: AppConfig) -> list[str]:
    root, our_root = (Path(config.path) / "templates" for config in (app, ours))
    names = [path.relative_to(root).as_posix() for path in sorted((root / OUR_FOLDER).rglob("*.html"))]
    return [name for name in names if (our_root / name).exists() and _is_in(our_root, name)]


def _is_in(folder: Path, name: str) -> bool:
    """Return whether Django finds ``name`` in ``folder``."""
    try:
        template = find_django_template(name)
    except TemplateSyntaxError:
        # Ours compile.
        return False
    return template is not None and Path(template.origin.name) == folder / name
