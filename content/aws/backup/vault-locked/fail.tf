resource "aws_backup_vault" "bookings" {
  name = "bookings"
}
