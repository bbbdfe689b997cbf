"""The entry point of the process that serves families; styles are served beside its pages."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "homeward.node.family_settings")
os.environ.setdefault("HOMEWARD_PROCESS", "family")


def _application() -> object:
    from whitenoise import WhiteNoise

    pages = get_wsgi_application()
    from homeward.node.family_settings import STATIC_FILES

    served = WhiteNoise(pages, max_age=3600)
    for prefix, folder in STATIC_FILES.items():
        served.add_files(str(folder), prefix=prefix)
    # Styles alone: no script belongs to these pages.
    served.files = {url: file for url, file in served.files.items() if url.endswith(".css")}
    return served


application = _application()
