from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "kaigong.portfolio"
    label = "portfolio"

    def ready(self) -> None:
        # Both register when imported.
        from kaigong.portfolio import extensions, lamp_receivers  # noqa: F401
