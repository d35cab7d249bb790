from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "kaigong.portfolio"
    label = "portfolio"

    def ready(self) -> None:
        # All register when imported.
        from kaigong.portfolio import (  # noqa: F401
            act_facts,
            act_names,
            acts,
            extensions,
            lamp_receivers,
            receivers,
        )
