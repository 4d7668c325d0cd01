"""What a shared link shows elsewhere, and links to share: no script of others, nobody tracked."""
