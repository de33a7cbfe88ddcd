"""Answer the health check.  The real service is not part of the example."""

from http.server import BaseHTTPRequestHandler, HTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()


HTTPServer(("", 8080), Handler).serve_forever()
