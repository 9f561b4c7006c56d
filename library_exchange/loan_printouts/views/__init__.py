"""Doors of the room: papers that go with a book, and the request as a form."""
