"""Files as tables: reading, checking and writing CSV and XLSX."""
