"""The door without a key: a first password, and what to do when it is lost."""

from __future__ import annotations

from allauth.account import views as account
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from kaigong.accounts import services
from kaigong.accounts.forms import FirstPasswordForm
from kaigong.wording import said


@require_http_methods(["GET", "POST"])
@never_cache
def welcome(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """Set a password through a link of the administrator's."""
    person = services.person_behind(uid, token)
    form = FirstPasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.set_first_password(uid, token, password=form.cleaned_data["password"])
        messages.success(
            request, said("密码已设好，请登录。", "The password is set. Sign in with it.")
        )
        return redirect("account_login")
    status = 422 if form.is_bound else 200
    context = {"form": form, "person": person}
    response = render(request, "accounts/welcome.html", context, status=status)
    # The address itself is the key. `no-referrer` would send the form with the origin `null`, which
    # the CSRF check refuses.
    response["Referrer-Policy"] = "strict-origin"
    return response


def logout(request: HttpRequest) -> HttpResponse:
    """Sign out; on a shared phone the browser lets go of what it has loaded."""
    response: HttpResponse = account.logout(request)
    if request.method == "POST":
        response["Clear-Site-Data"] = '"cache"'
    return response


@require_GET
def ask_administrator(request: HttpRequest) -> HttpResponse:
    """No mail is sent: whoever lost the password, or never had one, asks the administrator."""
    return render(request, "accounts/ask_administrator.html")
