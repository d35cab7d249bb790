"""Log-in with WeChat, with names as they are.

allauth's own adapter takes the answer for text in a wrong encoding and turns a Chinese name into
`\\u5b59…`, or fails on an accent; WeChat answers in UTF-8 and the client has read it so already.
"""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.weixin.views import WeixinOAuth2Adapter
from django.http import HttpRequest
from django.urls import path


class WeChat(WeixinOAuth2Adapter):  # type: ignore[misc]  # allauth ships no types
    """The same way there and back; only the answer is read as it is."""

    def complete_login(self, request: HttpRequest, _app: Any, token: Any, **kwargs: Any) -> Any:
        """Ask WeChat who came."""
        asked = {"access_token": token.token, "openid": kwargs.get("response", {}).get("openid")}
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.profile_url, params=asked)
            answer.raise_for_status()
            answer.encoding = "utf-8"
            told = answer.json()
        return self.get_provider().sociallogin_from_response(request, told)


urlpatterns = [
    path("weixin/login/", OAuth2LoginView.adapter_view(WeChat), name="weixin_login"),
    path("weixin/login/callback/", OAuth2CallbackView.adapter_view(WeChat), name="weixin_callback"),
]
