"""The address of map tiles of one's own; a host includes it, for instance beneath ``tuiles/``."""

from django.urls import path

from civic_blocks import tiles


app_name = "civic_tiles"
urlpatterns = [path("<int:z>/<int:x>/<int:y>", tiles.tile, name="tile")]
