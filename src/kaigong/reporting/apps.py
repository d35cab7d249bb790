from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "kaigong.reporting"
    label = "reporting"

    def ready(self) -> None:
        from kaigong.reporting import extensions  # noqa: F401  (it registers when imported)
