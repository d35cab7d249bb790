from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "kaigong.reporting"
    label = "reporting"

    def ready(self) -> None:
        from kaigong.reporting import acts, extensions  # noqa: F401  (both register when imported)
