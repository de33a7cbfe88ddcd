resource "aws_instance" "booking" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.small"
  user_data = <<-EOT
    #!/bin/sh
    export DB_PASSWORD=example-not-a-secret
  EOT
}
