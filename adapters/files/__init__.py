"""Files that officers bring: tables from laboratories, read row by row."""
