from django.apps import AppConfig


class CockpitConfig(AppConfig):
    name = "kaigong.cockpit"
    label = "cockpit"

    def ready(self) -> None:
        from kaigong.cockpit import acts, extensions  # noqa: F401  (both register when imported)
