variable "password" {
  type      = string
  sensitive = true
}

resource "aws_dms_endpoint" "bookings" {
  endpoint_id   = "bookings"
  endpoint_type = "source"
  engine_name   = "mysql"
  server_name   = "bookings.example.com"
  port          = 3306
  username      = "dms"
  password      = var.password
}
