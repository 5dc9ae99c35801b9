"""Sessions from elsewhere: an old page, a WordPress export or a spreadsheet, as drafts that can be undone."""
