resource "aws_backup_vault" "bookings" {
  name = "bookings"
}

resource "aws_backup_vault_lock_configuration" "bookings" {
  backup_vault_name  = aws_backup_vault.bookings.name
  min_retention_days = 30
}
