"""The words, in English and Spanish, by which dates, speakers and headings of a page are recognised."""

import re
import unicodedata

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene",
            "february feb febuary febrero",
            "march mar marzo",
            "april apr abril abr",
            "may mayo",
            "june jun junio",
            "july jul julio",
            "august aug agosto ago",
            "september sept sep septiembre setiembre",
            "october oct octubre",
            "november nov noviembre",
            "december dec diciembre dic",
        ),
        start=1,
    )
    for name in names.split()
}
# Monday is 0, as in ``date.weekday()``.
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon lunes lun",
            "tuesday tues tue martes",
            "wednesday wed miercoles miércoles",
            "thursday thurs thur thu jueves jue",
            "friday fri viernes vie",
            "saturday sat sabado sábado",
            "sunday sun domingo",
        )
    )
    for name in names.split()
}

# Headings of a page that are not titles of sessions; a heading counts if it is one of these, or begins with one and a colon.
NOT_SESSIONS = set(
    """
    about | about us | about this series | about the series | agenda | all sessions | archive | archives | archived sessions | calendar
    | categories | comments | contact | contact us | events | faq | faqs | frequently asked questions | follow us | get in touch | home
    | introduction | leave a comment | leave a reply | links | log in | login | materials | menu | more information | navigation
    | newsletter | our sponsors | our work | overview | past events | past sessions | past trainings | past webinars | password
    | password protected | previous sessions | previously recorded sessions | previous recordings | questions | quick links | recent posts
    | recorded sessions | recorded webinars | recordings | register | registration | related | related posts | related resources
    | resources | additional resources | search | share | share this | sign in | sign up | sitemap | skip to content | sponsors
    | stay connected | stay informed | subscribe | tags | terms of use | privacy policy | training library | upcoming events
    | upcoming sessions | upcoming trainings | upcoming webinars | video library | webinar archive | webinars | trainings | sessions
    | who we are | work with us | donate | news | welcome | previously recorded webinars | on demand | on-demand webinars
    | on-demand sessions | past recordings | previous webinars | future sessions | next session | next sessions | session archive
    | acerca de | archivo | calendario | contacto | contactenos | eventos | enlaces | inicio | introduccion | inscripcion | materiales
    | menu principal | noticias | preguntas frecuentes | proximas sesiones | proximos eventos | proximos seminarios | quienes somos
    | recursos | recursos adicionales | sesiones | sesiones anteriores | sesiones grabadas | sesiones pasadas | seminarios anteriores
    | seminarios web | eventos anteriores | grabaciones | suscribase | buscar | compartir | sobre nosotros | iniciar sesion
    | politica de privacidad | biblioteca de videos | capacitaciones | capacitaciones anteriores | bienvenidos
    """.replace("\n", " ").split(" | ")
)
NOT_SESSIONS = {" ".join(words.split()) for words in NOT_SESSIONS}
# Headings or labels inside a session: what follows is in it.
SPEAKERS = set(
    [
        "speakers",
        "speaker",
        "panelists",
        "panelist",
        "panellists",
        "panellist",
        "presenters",
        "presenter",
        "presented by",
        "featuring",
        "featured speakers",
        "featured speaker",
        "guests",
        "guest",
        "guest speakers",
        "guest speaker",
        "faculty",
        "panel",
        "the panel",
        "our speakers",
        "our panel",
        "with",
        "facilitators",
        "facilitator",
        "instructors",
        "instructor",
        "trainers",
        "trainer",
        "hosts",
        "host",
        "hosted by",
        "session speakers",
        "confirmed speakers",
        "meet the speakers",
        "ponentes",
        "ponente",
        "oradores",
        "orador",
        "oradora",
        "oradoras",
        "panelistas",
        "panelista",
        "expositores",
        "expositor",
        "expositora",
        "presentadores",
        "presentador",
        "presentadora",
        "participantes",
        "invitados",
        "facilitadores",
        "facilitadora",
        "facilitador",
        "presentado por",
        "con la participacion de",
    ]
)
MODERATORS = set(
    [
        "moderator",
        "moderators",
        "moderated by",
        "moderation",
        "moderador",
        "moderadora",
        "moderadores",
        "moderado por",
        "moderada por",
        "modera",
        "moderacion",
    ]
)
AUDIENCES = set(
    [
        "audience",
        "intended audience",
        "target audience",
        "who should attend",
        "who should watch",
        "for whom",
        "designed for",
        "publico",
        "dirigido a",
        "dirigida a",
        "audiencia",
        "publico objetivo",
        "destinatarios",
    ]
)
DETAILS = set(
    [
        "description",
        "summary",
        "about this session",
        "about the session",
        "about this webinar",
        "session description",
        "overview",
        "details",
        "abstract",
        "what you will learn",
        "what you'll learn",
        "learning objectives",
        "objectives",
        "recording",
        "watch",
        "watch the recording",
        "watch recording",
        "watch now",
        "video",
        "slides",
        "materials",
        "session materials",
        "resources",
        "session resources",
        "handouts",
        "downloads",
        "links",
        "transcript",
        "key takeaways",
        "takeaways",
        "topics",
        "topics covered",
        "topics include",
        "agenda",
        "view recording",
        "download slides",
        "session recording",
        "webinar recording",
        "presentation",
        "descripcion",
        "resumen",
        "objetivos",
        "grabacion",
        "ver la grabacion",
        "diapositivas",
        "materiales",
        "recursos",
        "temas",
        "detalles",
        "presentacion",
        "video",
        "sobre esta sesion",
        "acerca de esta sesion",
        "transcripcion",
        "read more",
        "learn more",
        "leer mas",
        "ver mas",
        "more",
        "details",
    ]
)
TITLES = set(
    [
        "title",
        "session",
        "session title",
        "webinar",
        "webinar title",
        "topic",
        "titulo",
        "sesion",
        "tema",
        "seminario",
        "nombre de la sesion",
    ]
)
DATES = set(
    [
        "date",
        "dates",
        "when",
        "date and time",
        "date & time",
        "recorded",
        "recorded on",
        "recording date",
        "originally recorded",
        "originally recorded on",
        "held",
        "held on",
        "aired",
        "aired on",
        "presented",
        "presented on",
        "originally aired",
        "originally aired on",
        "originally presented",
        "session date",
        "event date",
        "date recorded",
        "live on",
        "webinar date",
        "broadcast",
        "broadcast on",
        "took place on",
        "took place",
        "streamed on",
        "fecha",
        "fechas",
        "cuando",
        "fecha y hora",
        "grabado",
        "grabada",
        "grabado el",
        "grabada el",
        "fecha de grabacion",
        "fecha de la sesion",
        "celebrado el",
        "celebrada el",
        "realizado el",
        "realizada el",
        "emitido el",
        "transmitido el",
        "dia",
    ]
)
# A date after one of these is not the session's.
OTHER_DATES = tuple(
    [
        "updated",
        "last updated",
        "last modified",
        "modified",
        "posted",
        "posted on",
        "published",
        "published on",
        "copyright",
        "©",
        "register by",
        "rsvp",
        "rsvp by",
        "deadline",
        "available until",
        "expires",
        "valid until",
        "due",
        "apply by",
        "actualizado",
        "ultima actualizacion",
        "publicado",
        "inscribase antes",
        "fecha limite",
        "disponible hasta",
        "page updated",
        "revised",
        "effective",
        "next session",
        "created",
    ]
)
# What else stands beside a date without being a title.
BESIDE_DATES = set(
    [
        "am",
        "pm",
        "a.m",
        "p.m",
        "a.m.",
        "p.m.",
        "et",
        "est",
        "edt",
        "ct",
        "cst",
        "cdt",
        "mt",
        "mst",
        "mdt",
        "pt",
        "pst",
        "pdt",
        "utc",
        "gmt",
        "eastern",
        "central",
        "mountain",
        "pacific",
        "time",
        "noon",
        "midnight",
        "at",
        "on",
        "from",
        "to",
        "until",
        "the",
        "of",
        "and",
        "through",
        "thru",
        "zoom",
        "virtual",
        "online",
        "webinar",
        "recorded",
        "live",
        "recording",
        "o'clock",
        "h",
        "hs",
        "hrs",
        "hours",
        "hour",
        "min",
        "mins",
        "minutes",
        "minute",
        "de",
        "del",
        "el",
        "la",
        "a",
        "las",
        "los",
        "y",
        "hasta",
        "desde",
        "en",
        "linea",
        "hora",
        "horas",
        "minutos",
        "duracion",
        "duration",
        "length",
        "via",
        "webex",
        "teams",
        "microsoft",
        "google",
        "meet",
        "th",
        "st",
        "nd",
        "rd",
        "date",
        "time",
        "when",
        "held",
        "hora",
        "local",
        "standard",
        "daylight",
        "este",
        "centro",
        "pacifico",
    ]
)


def plain(text: str) -> str:
    """Return ``text`` in lower case without accents, outer punctuation and repeated spaces, to compare it with these words."""
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(letters.split()).strip(" .:;,-–—|*#•·()[]¿?¡!\"'“”")


def split_label(text: str) -> tuple[str, str]:
    """Return the words before the first colon of ``text`` in plain form, and what follows; "" if they are too many for a label."""
    label, colon, rest = text.partition(":")
    return (plain(label), rest.strip()) if colon and len(label) <= 40 else ("", text)


def is_one_of(text: str, words: set[str]) -> bool:
    """Return whether ``text`` is one of ``words``, whatever its case, accents and outer punctuation."""
    return len(text) <= 80 and plain(text) in words


def is_heading_of_page(text: str) -> bool:
    """Return whether ``text`` is a heading such as "Resources", or a year, and so not the title of a session."""
    words = plain(text)
    return (
        words in NOT_SESSIONS
        or words in DETAILS
        or bool(re.fullmatch(r"(?:\w+ ){0,2}(?:19|20)\d\d(?: \w+){0,2}", words))
    )
