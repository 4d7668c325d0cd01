from wagtail import hooks

from tests.hosts.velo_ville.blocks import PetitionBlock


@hooks.register("register_civic_blocks", order=200)
def petition() -> tuple[str, PetitionBlock]:
    return "petition", PetitionBlock()
