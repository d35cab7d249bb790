"""What the web server calls."""

import os

from kaigong.config.children import end_while_loading

end_while_loading()  # before Django is imported, which takes long

from kaigong.config.memory import load_pages, loading  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaigong.config.settings")
with loading():
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
load_pages()
