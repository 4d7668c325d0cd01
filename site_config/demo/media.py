"""Pictures and documents of the demo, in a collection of their own."""

from dataclasses import dataclass

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection

from site_config.demo.pictures import draw
from site_config.demo.source import FILES, read


COLLECTION = "Démonstration"
DOCUMENTS = {
    "synthese": ("Synthèse des Assises de la ville", "synthese-assises.pdf"),
    "groues": ("Les Groues 2030 – Compte rendu des ateliers", "compte-rendu-groues.pdf"),
}


@dataclass(frozen=True)
class Media:
    """Where the demo's files are kept, made on first use."""

    collection: Collection

    @classmethod
    def opened(cls) -> "Media":
        """Return the demo's collection, made where it is missing."""
        root = Collection.get_first_root_node() or Collection.add_root(name="Root")
        known = root.get_children().filter(name=COLLECTION).first()
        return cls(known or root.add_child(name=COLLECTION))

    def image(self, name: str) -> int:
        """Return the primary key of a campaign's picture."""
        content = read(name)
        return self._picture(name, content["slug"], content["image_alt"])

    def project_picture(self, name: str, description: str) -> int:
        """Return the primary key of the picture of a sort of project."""
        return self._picture(f"project-{name}", f"projet-{name}", description)

    def _picture(self, name: str, title: str, description: str) -> int:
        model = get_image_model()
        known = model.objects.filter(collection=self.collection, title=title).first()
        if known is None:
            file = ContentFile(draw(name), name=f"{title}.webp")
            known = model(title=title, collection=self.collection, file=file)
            known.description = description
            known.save()
        return int(known.pk)

    def document(self, name: str) -> int:
        """Return the primary key of a document."""
        model = get_document_model()
        title, filename = DOCUMENTS[name]
        known = model.objects.filter(collection=self.collection, title=title).first()
        if known is None:
            file = ContentFile((FILES / filename).read_bytes(), name=filename)
            known = model.objects.create(title=title, collection=self.collection, file=file)
        return int(known.pk)

    def clear(self) -> None:
        """Delete pictures, renditions and documents of the demo, files included."""
        for model in (get_image_model(), get_document_model()):
            for item in model.objects.filter(collection=self.collection):
                item.delete()
