from django.apps import AppConfig


class CoordinationConfig(AppConfig):
    name = "kaigong.coordination"
    label = "coordination"

    def ready(self) -> None:
        from kaigong.coordination import acts, clock_receivers, extensions, receivers  # noqa: F401  (they register)
