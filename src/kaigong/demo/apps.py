from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "kaigong.demo"
    label = "demo"
