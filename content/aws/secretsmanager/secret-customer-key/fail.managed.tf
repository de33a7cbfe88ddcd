resource "aws_secretsmanager_secret" "booking" {
  name       = "booking/database"
  kms_key_id = "alias/aws/secretsmanager"
}
