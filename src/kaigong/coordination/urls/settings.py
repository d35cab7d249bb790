from django.urls import path

from kaigong.coordination.views import categories, channels, layouts, messages, rules

urlpatterns = [
    path("messages/", messages.messages, name="messages"),
    path("messages/read/", messages.read, name="read_messages"),
    path("settings/categories/", categories.categories, name="categories"),
    path("settings/categories/add/", categories.add, name="add_category"),
    path("settings/categories/<slug:category>/change/", categories.change, name="change_category"),
    path("settings/categories/<slug:category>/close/", categories.close, name="close_category"),
    path("settings/categories/<slug:category>/reopen/", categories.reopen, name="reopen_category"),
    path("settings/rules/", rules.rules, name="rules"),
    path("settings/rules/digest/", rules.digest, name="digest"),
    path("settings/rules/new/", rules.new, name="new_rule"),
    path("settings/rules/<slug:rule>/", rules.rule, name="rule"),
    path("settings/rules/<slug:rule>/switch/", rules.switch, name="switch_rule"),
    path("settings/channels/", channels.channels, name="channels"),
    path("settings/channels/keep/", channels.keep, name="keep_channel"),
    path("settings/channels/<int:channel>/try/", channels.try_one, name="try_channel"),
    path("settings/channels/<int:channel>/address/", channels.readdress, name="readdress_channel"),
    path("settings/channels/<int:channel>/close/", channels.close, name="close_channel"),
    path("settings/layouts/", layouts.layouts, name="word_layouts"),
    path("settings/deliveries/<int:delivery>/retry/", channels.retry_one, name="retry_delivery"),
]
