"""References: anybody takes a record with her, as a citation, for a reference manager, as MARC."""
