from wagtail import blocks


class PetitionBlock(blocks.StructBlock):
    goal = blocks.IntegerBlock(min_value=1, label="Objectif")

    class Meta:
        template, preview_template = "velo_ville/blocks/petition.html", "civic_blocks/preview.html"
        label, description, group = "Pétition", "Un objectif de signatures.", "Vélo-ville"
        icon, preview_value = "edit", {"goal": 500}
