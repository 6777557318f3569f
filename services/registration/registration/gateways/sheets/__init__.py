"""Sheets that offices hand in (XLSX, CSV), as rows of cells."""
