resource "aws_backup_vault" "bookings" {
  name = "bookings"
}

resource "aws_backup_vault_policy" "bookings" {
  backup_vault_name = aws_backup_vault.bookings.name

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "backup:CopyIntoBackupVault"
      Resource  = "*"
      Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-ferry12345" } }
    }]
  })
}
