"""Illustrations of the demo, drawn by us: flat shapes in the colours of the theme."""

from collections.abc import Callable

from site_config.demo.pictures.canvas import Canvas
from site_config.demo.pictures.city import assises, groues
from site_config.demo.pictures.home import canteens, fibre
from site_config.demo.pictures.projects import SCENES as PROJECTS
from site_config.demo.pictures.street import bikes, budget


SCENES: dict[str, Callable[[Canvas], None]] = {
    "assises": assises,
    "bikes": bikes,
    "budget": budget,
    "canteens": canteens,
    "fibre": fibre,
    "groues": groues,
    **{f"project-{name}": scene for name, scene in PROJECTS.items()},
}


def draw(name: str) -> bytes:
    """Return the picture of a campaign or of a sort of project: a WebP file of 1600 by 900 pixels, always the same."""
    canvas = Canvas()
    SCENES[name](canvas)
    return canvas.webp()
