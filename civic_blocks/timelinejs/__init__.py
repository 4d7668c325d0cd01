"""TimelineJS 3 documents (timeline.knightlab.com/docs/json-format.html), read and written."""
