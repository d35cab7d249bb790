from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "kaigong.web"
    label = "web"

    def ready(self) -> None:
        from kaigong.web import extensions  # noqa: F401  (registers when imported)
