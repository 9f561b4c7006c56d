"""Records that library systems write as lines of text: ИРБИС, Aleph, MarcEdit; and as JSON."""
