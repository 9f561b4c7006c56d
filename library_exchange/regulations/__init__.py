"""The dated rules of posts, customs and authorities, as the platform sets them anew."""
