from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "kaigong.audit"
    label = "audit"

    def ready(self) -> None:
        from kaigong.audit import receivers  # noqa: F401  (listens when imported)
