from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "kaigong.plan"
    label = "plan"

    def ready(self) -> None:
        from kaigong.plan import (  # noqa: F401  (they register)
            acts,
            extensions,
            hooks,
            prices,
            receivers,
        )
