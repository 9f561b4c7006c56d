"""Persons and works under the names they have in every script: how names are compared, free of database and web."""
