"""Sheets that offices hand in (XLSX, CSV), as rows of cells; and the answer to one, as XLSX."""
