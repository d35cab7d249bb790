"""What the web server calls."""

import os

from kaigong.config.web_process import end_while_loading

end_while_loading()  # before Django is imported, which takes long

from django.core.wsgi import get_wsgi_application  # noqa: E402

from kaigong.config.memory import set_aside_what_is_loaded  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaigong.config.settings")
application = get_wsgi_application()
set_aside_what_is_loaded()
