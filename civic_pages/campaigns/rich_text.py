"""What editors may do in running text, everywhere the same."""

FEATURES = ["bold", "italic", "link", "document-link", "ul", "ol"]
