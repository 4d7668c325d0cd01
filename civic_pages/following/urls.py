"""Addresses of following; a host includes them, before Wagtail's own, where it likes.

``path("suivi-par-courriel/", include("civic_pages.following.urls"))``
"""

from django.urls import path

from civic_pages.following import feeds, views


app_name = "civic_following"
urlpatterns = [
    path("<int:pk>/", views.follow, name="follow"),
    path("<int:pk>/merci/", views.thanks, name="thanks"),
    path("<int:pk>/actualites.atom", feeds.news, name="news_feed"),
    path("<int:pk>/contributions.atom", feeds.contributions, name="contributions_feed"),
    path("confirmer/<str:token>/", views.confirm, name="confirm"),
    path("gerer/<str:token>/", views.manage, name="manage"),
    path("arreter/<str:token>/", views.stop, name="stop"),
]
