"""The media types of every kind of file that nejtak writes or serves."""

HTML = "text/html; charset=utf-8"
PLAIN = "text/plain; charset=utf-8"

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": HTML,
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": PLAIN,
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
