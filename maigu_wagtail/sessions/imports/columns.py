"""The columns of a spreadsheet: their names in English and Spanish."""

from .words import plain

# The first name of each is the one in the template.
COLUMNS = {
    "id": "id|identifier|post id|identificador|key|guid",
    "title": "title|session title|session|name|session name|webinar|webinar title|topic|titulo|nombre|sesion|titulo de la sesion|tema|seminario",
    "date": "date|session date|recorded|recorded on|date recorded|event date|when|held on|start date|webinar date|fecha"
    "|fecha de la sesion|cuando|fecha de grabacion|dia",
    "audience": "audience|for|intended audience|target audience|publico|dirigido a|audiencia|destinatarios",
    "description": "description|summary|abstract|details|about|text|body|content|descripcion|resumen|detalles|contenido|texto",
    "speakers": "speakers|speaker|presenters|presenter|panelists|panelist|panellists|ponentes|ponente|oradores|orador|panelistas"
    "|expositores|participantes|presentadores",
    "moderator": "moderator|moderators|moderated by|moderador|moderadora|moderadores",
    "video": "video|video url|video link|recording|recording url|recording link|vimeo|youtube|url|link|grabacion|enlace de video|enlace"
    "|url del video|enlace de la grabacion",
    "files": "files|file|slides|handouts|documents|materials|resources|attachments|file urls|archivos|archivo|diapositivas|materiales"
    "|documentos|recursos",
}
_FIELDS = {name: field for field, names in COLUMNS.items() for name in names.split("|")}


def field_of(header: str) -> str:
    """Return the field that a column named ``header`` fills, or ""."""
    words = plain(header.replace("_", " "))
    return _FIELDS.get(words) or _FIELDS.get(plain(words.split("(")[0]), "")
