"""New requests: a reader asks her own library, or staff order for her; what she may, and what is looked at first."""
