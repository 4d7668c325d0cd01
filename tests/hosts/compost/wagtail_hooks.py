from django import forms
from wagtail import blocks, hooks

from civic_blocks.field_types import FieldType


class ComposterBlock(blocks.StructBlock):
    litres = blocks.IntegerBlock(min_value=1, label="Litres")

    class Meta:
        template, preview_template = "compost/blocks/composter.html", "civic_blocks/preview.html"
        label, description, group = "Composteur", "Un composteur de quartier.", "Compost"
        icon, preview_value = "bin", {"litres": 400}


class Postcode(FieldType):
    slug, label, icon = "postcode", "Code postal", "site"

    def form_field(self, spec):
        return forms.RegexField(r"^\d{5}$", error_messages={"invalid": "Cinq chiffres."})

    def json_schema(self, spec):
        return {"type": "string", "pattern": r"^\d{5}$"}


hooks.register("register_civic_blocks", lambda: ("composter", ComposterBlock()))
hooks.register("register_civic_field_types", Postcode)
