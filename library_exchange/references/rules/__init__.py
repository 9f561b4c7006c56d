"""In which forms references go out."""
