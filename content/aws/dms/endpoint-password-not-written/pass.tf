resource "aws_dms_endpoint" "bookings" {
  endpoint_id                     = "bookings"
  endpoint_type                   = "source"
  engine_name                     = "mysql"
  server_name                     = "bookings.example.com"
  port                            = 3306
  secrets_manager_access_role_arn = "arn:aws:iam::123456789012:role/dms"
  secrets_manager_arn             = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:bookings"
}
