"""What every row of the benchmark uses: processes, load, archives, and the table."""
