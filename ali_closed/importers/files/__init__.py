"""Kinds of files: tables, workbooks, HAR, JSON; what is in them is for the sources to say."""
