"""`python -m ali_closed`."""

from ali_closed.cli.main import main

if __name__ == "__main__":
    main()
