resource "random_password" "bookings" {
  length = 32
}

resource "aws_dms_endpoint" "bookings" {
  endpoint_id   = "bookings"
  endpoint_type = "source"
  engine_name   = "mysql"
  server_name   = "bookings.example.com"
  port          = 3306
  username      = "dms"
  password      = random_password.bookings.result
}
