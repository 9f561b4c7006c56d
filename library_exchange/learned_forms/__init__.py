"""Names and titles in several scripts, as the records themselves pair them."""
