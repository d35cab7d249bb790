from django.apps import AppConfig

from kaigong.wording import say


class AccountsConfig(AppConfig):
    name = "kaigong.accounts"
    label = "accounts"
    verbose_name = say("人员与机构", "People and organisations")

    def ready(self) -> None:
        from kaigong.accounts import acts, receivers  # noqa: F401  (they listen when imported)
