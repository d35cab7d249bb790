from pathlib import Path

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "kaigong.demo"
    label = "demo"

    def ready(self) -> None:
        from kaigong.web import grounds

        grounds.register(Path(__file__).parent / "ground" / "jingyue.geojson")
