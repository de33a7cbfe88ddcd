resource "aws_dms_endpoint" "bookings" {
  endpoint_id     = "bookings"
  endpoint_type   = "source"
  engine_name     = "mysql"
  server_name     = "bookings.example.com"
  port            = 3306
  ssl_mode        = "verify-ca"
  certificate_arn = "arn:aws:dms:eu-west-1:123456789012:cert:bookings"
}
