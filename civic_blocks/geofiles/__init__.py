"""Files of places: GeoJSON, uMap, KML, KMZ and GPX read into GeoJSON features.

``reading.read`` tells the formats apart; ``layers.normalise`` makes of what it returns the one
GeoJSON that a map block stores. Errors are ``ValidationError`` with words for an editor.
"""
