"""A campaign's content as another front end gets it: typed, settled, previewed."""
