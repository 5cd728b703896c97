"""The weekly review: from the rows of a week to what is changed in the next one."""
