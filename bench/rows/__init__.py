"""What is measured, a module a row; each has `measure(bench)`, which yields ratios."""
