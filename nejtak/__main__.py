"""The entry point. Ctrl-C ends the process without a traceback while the rest is loaded."""

import signal


def main() -> None:
    """Load the command line and run it; from then on it says that it was stopped."""
    python_handles = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if python_handles:  # and not who started us, who may have it ignored
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from nejtak import cli

    if python_handles:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    cli.main()


if __name__ == "__main__":
    main()
