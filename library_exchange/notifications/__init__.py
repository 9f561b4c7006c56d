"""Who is told what, in the reader's language; and the page of all mails."""
