"""What blocks tell other programs: faces as plain data, and the JSON Schema (2020-12) of each.

``faces`` turns a block's value into JSON-able data, ``schemas`` says what shape that has, and both
ask the block itself first (``api_face``, ``api_schema``), then the class it is made from. No REST
framework is needed here: the API publishes both, and so may any other program.
"""
