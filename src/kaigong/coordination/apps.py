from django.apps import AppConfig


class CoordinationConfig(AppConfig):
    name = "kaigong.coordination"
    label = "coordination"

    def ready(self) -> None:
        # All register when imported.
        from kaigong.coordination import (  # noqa: F401
            acts,
            clock_receivers,
            extensions,
            notice_receivers,
            receivers,
        )
