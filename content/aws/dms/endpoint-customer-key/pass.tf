resource "aws_dms_endpoint" "bookings" {
  endpoint_id   = "bookings"
  endpoint_type = "source"
  engine_name   = "mysql"
  server_name   = "bookings.example.com"
  port          = 3306
  kms_key_arn   = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
}
