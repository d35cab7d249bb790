from django.apps import AppConfig


class CockpitConfig(AppConfig):
    name = "kaigong.cockpit"
    label = "cockpit"

    def ready(self) -> None:
        from kaigong.cockpit import extensions  # noqa: F401  (registers when imported)
