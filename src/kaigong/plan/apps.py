from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "kaigong.plan"
    label = "plan"

    def ready(self) -> None:
        from kaigong.plan import acts, extensions, prices, receivers  # noqa: F401  (they register)
