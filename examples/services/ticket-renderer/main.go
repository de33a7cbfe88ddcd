// Command ticket-renderer stands in for the real one, which is not part of the example.
package main

import (
	"flag"
	"log"
	"net/http"
)

func main() {
	listen := flag.String("listen", ":9102", "address for the metrics")
	flag.Parse()
	log.Fatal(http.ListenAndServe(*listen, http.NotFoundHandler()))
}
