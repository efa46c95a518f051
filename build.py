"""The admin's entry point: `python build.py --help`."""

from nejtak.__main__ import main

if __name__ == "__main__":
    main()
