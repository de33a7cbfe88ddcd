resource "aws_backup_plan" "nightly" {
  name = "nightly"

  rule {
    rule_name         = "nightly"
    target_vault_name = "bookings"
    schedule          = "cron(0 3 * * ? *)"

  }
}
