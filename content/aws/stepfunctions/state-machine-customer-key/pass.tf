resource "aws_sfn_state_machine" "bookings" {
  name       = "bookings"
  role_arn   = "arn:aws:iam::123456789012:role/bookings"
  definition = jsonencode({ StartAt = "Done", States = { Done = { Type = "Succeed" } } })

  encryption_configuration {
    type       = "CUSTOMER_MANAGED_KMS_KEY"
    kms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
  }
}
