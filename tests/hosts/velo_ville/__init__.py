"""An app of somebody else, which adds a block to every campaign."""
