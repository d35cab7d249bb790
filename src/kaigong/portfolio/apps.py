from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "kaigong.portfolio"
    label = "portfolio"

    def ready(self) -> None:
        from kaigong.portfolio import extensions  # noqa: F401  (registers when imported)
