from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "kaigong.web"
    label = "web"
