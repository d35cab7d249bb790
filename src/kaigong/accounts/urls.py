"""The door: log-in, second step, devices, the zone's identity provider.

allauth's views under allauth's names, but only those that a zone needs: nobody signs up by himself
and no mail is sent, so its pages for these do not exist.
"""

from allauth.account import views as account
from django.urls import include, path

from kaigong.accounts.views import door, invitations, tokens

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", door.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", door.ask_administrator, name="account_reset_password"),
    path("signup/", door.ask_administrator, name="account_signup"),
    path("welcome/<str:uid>/<str:token>/", door.welcome, name="account_welcome"),
    path("invited/<str:secret>/", invitations.invited, name="account_invited"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/calendar/", tokens.calendar_link, name="calendar_link"),
    path("tokens/<int:number>/revoke/", tokens.revoke, name="revoke_token"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path("3rdparty/", include("allauth.socialaccount.urls")),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("", include("allauth.socialaccount.providers.dingtalk.urls")),
    path("", include("kaigong.accounts.wechat")),
]
