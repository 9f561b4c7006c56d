"""Pages on paper: PDF with both scripts, spreadsheets, QR codes. Knows no library and no loan."""
