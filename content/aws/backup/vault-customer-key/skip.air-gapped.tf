resource "aws_backup_logically_air_gapped_vault" "bookings" {
  name               = "bookings"
  min_retention_days = 7
  max_retention_days = 35
}
