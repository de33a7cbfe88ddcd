resource "aws_kms_key" "bookings" {
  enable_key_rotation = true
}

resource "aws_secretsmanager_secret" "booking" {
  name       = "booking/database"
  kms_key_id = aws_kms_key.bookings.arn
}
