"""Static files with hashed names, so that they can be cached for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):
    """Hashes the names inside `import … from "./x.js"` too: our scripts are ES modules, unbundled."""

    support_js_module_import_aggregation = True
    # A file's name depends on those it imports: one pass for each step of the longest way.
    max_post_process_passes = 20
