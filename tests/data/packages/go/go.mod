module saltmarsh.example/harbour

go 1.19

require saltmarsh.example/Ballast v1.3.2

require saltmarsh.example/oars v0.0.0-20230101000000-0123456789ab

require saltmarsh.example/hull/v2 v2.0.1 // indirect

replace saltmarsh.example/oars => saltmarsh.example/paddles v1.1.0
