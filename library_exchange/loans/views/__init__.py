"""Doors of the room: requests and their steps, the queue of a librarian, the papers that go with a book."""
