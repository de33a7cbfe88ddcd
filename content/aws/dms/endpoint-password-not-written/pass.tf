resource "aws_dms_endpoint" "bookings" {
  endpoint_id                     = "bookings"
  endpoint_type                   = "source"
  engine_name                     = "mysql"
  secrets_manager_access_role_arn = "arn:aws:iam::123456789012:role/dms"
  secrets_manager_arn             = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:bookings"
}
