from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "kaigong.reporting"
    label = "reporting"
