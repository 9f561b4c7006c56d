"""What a library has, kept by its own librarians by hand: records corrected and entered, copies, withdrawal."""
