"""The admin's entry point: `python build.py --help`."""

from nejtak.cli import main

if __name__ == "__main__":
    main()
