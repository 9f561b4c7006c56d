"""The form in which a search is put together: author, title, class number and so on, each in a field."""
