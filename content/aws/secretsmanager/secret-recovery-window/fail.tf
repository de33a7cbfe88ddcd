resource "aws_secretsmanager_secret" "booking" {
  name                    = "booking/database"
  recovery_window_in_days = 0
}
