from django.apps import AppConfig


class CoordinationConfig(AppConfig):
    name = "kaigong.coordination"
    label = "coordination"

    def ready(self) -> None:
        from kaigong.coordination import acts, extensions  # noqa: F401  (both register when imported)
