"""The screens that import sessions from an old page or a spreadsheet."""
