"""A practice exchange: a newcomer offers a book, agrees, packs and sends it, to a library that is only played."""
