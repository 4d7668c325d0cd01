"""A stored file as an answer: from the private storage, as what it is and nothing else."""

from django.http import FileResponse, Http404

from civic_pages.participation.files import Upload


def respond(upload: Upload) -> FileResponse:
    """Return a file, streamed: an image to be seen, anything else to be saved.

    Raises:
        Http404: the storage has lost it.
    """
    try:
        content = upload.file.open("rb")
    except FileNotFoundError as error:
        raise Http404("This file is gone.") from error
    response = FileResponse(
        content,
        as_attachment=not upload.is_image,
        filename=upload.name,
        content_type=upload.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    # Whatever a browser makes of it, it runs no script and belongs to no origin.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
