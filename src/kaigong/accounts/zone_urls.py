"""Pages of people and of the audit chain inside a zone."""

from django.urls import path

from kaigong.accounts.views import chain, invitations, organisations, people

app_name = "accounts"
urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/add/", people.add_person, name="add_person"),
    path("people/rights/", people.rights, name="rights"),
    path("people/organisations/", organisations.organisations, name="organisations"),
    path("people/organisations/found/", organisations.found, name="found"),
    path("people/organisations/<int:pk>/", organisations.organisation, name="organisation"),
    path("people/organisations/<int:pk>/move/", organisations.move, name="move"),
    path("people/organisations/<int:pk>/close/", organisations.close, name="close"),
    path("people/organisations/<int:pk>/reopen/", organisations.reopen, name="reopen"),
    path("people/of/<str:username>/", people.person, name="person"),
    path("people/of/<str:username>/appoint/", people.appoint, name="appoint"),
    path("people/of/<str:username>/dismiss/<int:membership>/", people.dismiss, name="dismiss"),
    path("people/of/<str:username>/link/", people.password_link, name="password_link"),
    path("people/of/<str:username>/<slug:state>/", people.switch, name="switch"),
    path("people/invitations/", invitations.invitations, name="invitations"),
    path("people/invitations/<int:invitation>/revoke/", invitations.revoke, name="uninvite"),
    path("audit/", chain.chain, name="chain"),
    path("audit/<int:line>/", chain.line, name="line"),
    path("audit/lines.csv", chain.chain_csv, name="chain_csv"),
]
