from django.apps import AppConfig

from kaigong.wording import say


class AccountsConfig(AppConfig):
    name = "kaigong.accounts"
    label = "accounts"
    verbose_name = say("人员与机构", "People and organisations")

    def ready(self) -> None:
        # They register and listen when imported.
        from kaigong.accounts import act_facts, acts, receivers  # noqa: F401
