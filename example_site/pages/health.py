from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.views.decorators.cache import never_cache


@never_cache
def health(request):
    """
    Say whether this server can answer: 200, or 503 while it can't reach the database.

    A broken cache or store is no reason to take a server out: pages do without them.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("The database is not responding.", status=503, content_type="text/plain")
    return HttpResponse("OK", content_type="text/plain")
