"""What the web server calls."""

import os

from django.core.wsgi import get_wsgi_application

from kaigong.config.memory import set_aside_what_is_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaigong.config.settings")
application = get_wsgi_application()
set_aside_what_is_loaded()
