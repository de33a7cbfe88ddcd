module saltmarsh-ferries.example/ticket-renderer

go 1.23
